#include "sim_frame.h"

#include <string.h>

/* SOI, APP0, SOF0 of 640 x 480 in grey, SOS: the example of docs/wire-protocol.md. */
static const uint8_t beginning[] = {
    0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01, 0x01, 0x00, 0x00,
    0x01, 0x00, 0x01, 0x00, 0x00, 0xff, 0xc0, 0x00, 0x0b, 0x08, 0x01, 0xe0, 0x02, 0x80, 0x01,
    0x01, 0x11, 0x00, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00};

#define FACTS sizeof beginning
#define FILLING (FACTS + 25)

static void write_nibbles(uint8_t *to, uint64_t value, unsigned count) {
  for (unsigned i = 0; i < count; i++) to[i] = (uint8_t)(0x10 | (value >> (4 * i) & 15));
}

static uint64_t read_nibbles(const uint8_t *from, unsigned count) {
  uint64_t value = 0;
  for (unsigned i = 0; i < count; i++) value |= (uint64_t)(from[i] & 15) << (4 * i);
  return value;
}

uint32_t sim_frame_write(uint8_t bytes[SIM_FRAME_BYTES], const sim_frame *frame) {
  uint32_t random = frame->number * 2654435761u + 12345u;
  uint32_t length = 150 + random % 600;
  memcpy(bytes, beginning, sizeof beginning);
  write_nibbles(bytes + FACTS, frame->number, 8);
  write_nibbles(bytes + FACTS + 8, frame->captured_at_ms, 16);
  write_nibbles(bytes + FACTS + 24, (uint64_t)frame->scene, 1);
  for (uint32_t i = FILLING; i < length - 2; i++) {
    random = random * 1664525u + 1013904223u;
    bytes[i] = (uint8_t)(random >> 24 & 0x7f);
  }
  bytes[length - 2] = 0xff;
  bytes[length - 1] = 0xd9;
  return length;
}

bool sim_frame_read(const uint8_t *bytes, uint32_t length, sim_frame *frame) {
  static uint8_t same[SIM_FRAME_BYTES];
  if (length < FILLING) return false;
  frame->number = (uint32_t)read_nibbles(bytes + FACTS, 8);
  frame->captured_at_ms = read_nibbles(bytes + FACTS + 8, 16);
  frame->scene = (sim_scene)(bytes[FACTS + 24] & 15);
  return sim_frame_write(same, frame) == length && memcmp(same, bytes, length) == 0;
}
