#ifndef POSIX_THUMBNAIL_H
#define POSIX_THUMBNAIL_H

#include "hal.h"

/** Mean brightness of 16 x 12 cells of a JPEG, decoded at an eighth of its size; false when it cannot be decoded. */
bool thumbnail_of(const uint8_t *jpeg, uint32_t length, uint8_t cells[HADIR_THUMB_CELLS]);

#endif
