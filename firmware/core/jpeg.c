#include "jpeg.h"

#include "wire.h"

/* A DMA buffer's rest; more zeros than that are a frame whose end got lost. */
#define MAX_PADDING 4096u
/* A camera writes about ten; a walk must end on garbage. */
#define MAX_SEGMENTS 64

enum { SOF0 = 0xc0, SOF2 = 0xc2, DHT = 0xc4, DAC = 0xcc, RST0 = 0xd0, SOI = 0xd8, EOI = 0xd9, SOS = 0xda };

static uint16_t word_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] << 8 | bytes[1]); }

/** Whether a segment of this kind may stand before the scan of a JPEG that the server decodes. */
static bool is_expected(uint8_t marker) {
  if (marker == DHT || marker <= SOF2) return marker >= SOF0;
  return marker >= SOS;
}

static bool has_sane_size(const hadir_jpeg *jpeg) {
  uint32_t pixels = (uint32_t)jpeg->width * jpeg->height;
  return pixels > 0 && pixels <= HADIR_JPEG_MAX_PIXELS;
}

/** Walks the segments behind SOI until the first scan. */
static bool find_size(hadir_jpeg *jpeg, const uint8_t *bytes) {
  uint32_t at = 2;
  jpeg->width = 0;
  jpeg->height = 0;
  for (unsigned segment = 0; segment < MAX_SEGMENTS && at + 4 < jpeg->length; segment++) {
    uint8_t marker = bytes[at + 1];
    uint32_t size = word_at(bytes + at + 2);
    if (bytes[at] != 0xff || !is_expected(marker) || size < 2 || size > jpeg->length - at - 2) return false;
    if (marker == SOS) return has_sane_size(jpeg);
    if (marker <= SOF2) {
      if (size < 8) return false;
      jpeg->height = word_at(bytes + at + 5);
      jpeg->width = word_at(bytes + at + 7);
    }
    at += 2 + size;
  }
  return false;
}

bool hadir_jpeg_check(hadir_jpeg *jpeg, const uint8_t *bytes, uint32_t length) {
  for (uint32_t padding = 0; length > 0 && bytes[length - 1] == 0; padding++, length--) {
    if (padding == MAX_PADDING) return false;
  }
  if (length < 4 || length > HADIR_MAX_FRAME_BYTES) return false;
  if (word_at(bytes) != 0xffd8 || word_at(bytes + length - 2) != 0xffd9) return false;
  jpeg->length = length;
  return find_size(jpeg, bytes);
}
