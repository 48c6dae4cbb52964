#include "jpeg_file.h"

/** Behind the entropy-coded data that begins at `at`: at the marker that ends it. */
static size_t skip_scan(const uint8_t *bytes, size_t length, size_t at) {
  while (at + 1 < length) {
    bool is_marker = bytes[at] == 0xff && bytes[at + 1] != 0 && (bytes[at + 1] < 0xd0 || bytes[at + 1] > 0xd7);
    if (is_marker && bytes[at + 1] != 0xff) return at;
    at += 1;
  }
  return length;
}

/** Length of the JPEG whose SOI is at `at`; 0 when it has no end or is not one. */
static size_t length_of(const uint8_t *bytes, size_t length, size_t at) {
  size_t start = at;
  at += 2;
  while (at + 3 < length || (at + 1 < length && bytes[at + 1] == 0xd9)) {
    if (bytes[at] != 0xff) return 0;
    uint8_t marker = bytes[at + 1];
    if (marker == 0xd9) return at + 2 - start;
    if (marker == 0xff) {
      at += 1;
      continue;
    }
    at += 2 + ((size_t)bytes[at + 2] << 8 | bytes[at + 3]);
    if (marker == 0xda) at = skip_scan(bytes, length, at);
  }
  return 0;
}

bool jpeg_find(const uint8_t *bytes, size_t length, size_t from, jpeg_span *span) {
  for (size_t at = from; at + 3 < length; at++) {
    if (bytes[at] != 0xff || bytes[at + 1] != 0xd8 || bytes[at + 2] != 0xff) continue;
    size_t found = length_of(bytes, length, at);
    if (found == 0) continue;
    *span = (jpeg_span){at, found};
    return true;
  }
  return false;
}
