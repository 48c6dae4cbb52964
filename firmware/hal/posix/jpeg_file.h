#ifndef POSIX_JPEG_FILE_H
#define POSIX_JPEG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  size_t offset;
  size_t length;
} jpeg_span;

/** The first whole JPEG at or behind `from`, SOI to EOI; a thumbnail inside of one is part of it. */
bool jpeg_find(const uint8_t *bytes, size_t length, size_t from, jpeg_span *span);

#endif
