#ifndef HADIR_JPEG_H
#define HADIR_JPEG_H

#include <stdbool.h>
#include <stdint.h>

/** What a frame must be for the server to take it: docs/wire-protocol.md, "The body". */
#define HADIR_JPEG_MAX_PIXELS 4000000u

typedef struct {
  /** Up to and with the end-of-image marker, without what the camera's buffer holds behind it. */
  uint32_t length;
  uint16_t width;
  uint16_t height;
} hadir_jpeg;

/**
 * Whether bytes begin and end as a JPEG does (zeros behind the end are allowed, at most 4096 of them) and its segments
 * lead to a scan of a picture of sane size. The scan is not decoded. On false `jpeg` is of no use.
 */
bool hadir_jpeg_check(hadir_jpeg *jpeg, const uint8_t *bytes, uint32_t length);

#endif
