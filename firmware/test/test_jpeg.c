#include <string.h>

#include "check.h"
#include "jpeg.h"
#include "sim_frame.h"
#include "wire.h"

static uint8_t bytes[SIM_FRAME_BYTES + 5000];
static uint32_t length;
static hadir_jpeg jpeg;

static void make(void) {
  sim_frame frame = {7, 1, SIM_NOBODY};
  memset(bytes, 0, sizeof bytes);
  length = sim_frame_write(bytes, &frame);
}

static bool check_with(uint32_t at, uint8_t value) {
  make();
  bytes[at] = value;
  return hadir_jpeg_check(&jpeg, bytes, length);
}

/** Broken in any way and cut anywhere: nothing beyond the end is read. The frame lies at the end of its array. */
static void check_mutations(void) {
  static uint8_t whole[SIM_FRAME_BYTES];
  uint32_t random = 99;
  make();
  for (unsigned round = 0; round < 20000; round++) {
    random = random * 1664525u + 1013904223u;
    uint32_t part = 1 + (random >> 8) % length;
    uint8_t *at = whole + sizeof whole - part;
    memcpy(at, bytes, part);
    for (unsigned i = 0; i < 3; i++) {
      random = random * 1664525u + 1013904223u;
      at[(random >> 8) % (part < 48 ? part : 48)] = (uint8_t)(random >> 2);
    }
    if (part > 2 && round % 2 == 0) memcpy(whole + sizeof whole - 2, "\xff\xd9", 2);
    if (hadir_jpeg_check(&jpeg, at, part)) CHECK(jpeg.length <= part && jpeg.width > 0);
  }
}

void test_jpeg(void) {
  check_mutations();
  make();
  CHECK(hadir_jpeg_check(&jpeg, bytes, length));
  CHECK_EQUAL(jpeg.length, length);
  CHECK_EQUAL(jpeg.width, 640);
  CHECK_EQUAL(jpeg.height, 480);
  /* The rest of a camera's buffer is no part of the frame; a whole buffer of zeros is a frame that got lost. */
  CHECK(hadir_jpeg_check(&jpeg, bytes, length + 4096));
  CHECK_EQUAL(jpeg.length, length);
  CHECK(!hadir_jpeg_check(&jpeg, bytes, length + 4097));
  /* However it is cut, it is no frame. */
  for (uint32_t cut = 0; cut < length; cut++) CHECK(!hadir_jpeg_check(&jpeg, bytes, cut));
  memset(bytes, 0, sizeof bytes);
  CHECK(!hadir_jpeg_check(&jpeg, bytes, 100));
  CHECK(!check_with(0, 0xfe));
  CHECK(!check_with(1, 0xd9));
  CHECK(!check_with(length - 1, 0xd8));
  CHECK(!check_with(2, 0x00));      /* no marker */
  CHECK(!check_with(3, 0xd0));      /* a restart before the scan */
  CHECK(!check_with(4, 0xff));      /* a segment beyond the end */
  CHECK(!check_with(5, 0x01));      /* one shorter than its length */
  CHECK(!check_with(21, 0xc3));     /* lossless: the server does not decode it */
  CHECK(!check_with(21, 0xc4));     /* no size */
  CHECK(check_with(21, 0xc1));
  CHECK(check_with(21, 0xc2));
  CHECK(!check_with(23, 0x07));     /* a frame header too short to hold a size */
  CHECK(check_with(25, 0x17));      /* 640 x 6112 */
  CHECK_EQUAL(jpeg.height, 0x17e0);
  CHECK(!check_with(25, 0x18));     /* more than 4,000,000 pixels */
  CHECK(!check_with(34, 0xfe));     /* no scan */
  make();
  bytes[27] = bytes[28] = 0;        /* no width */
  CHECK(!hadir_jpeg_check(&jpeg, bytes, length));
  static uint8_t large[HADIR_MAX_FRAME_BYTES + 1];
  make();
  memset(large, 1, sizeof large);
  memcpy(large, bytes, length);
  memcpy(large + sizeof large - 3, "\xff\xd9\xff\xd9", 3);
  CHECK(hadir_jpeg_check(&jpeg, large, sizeof large - 1));
  memcpy(large + sizeof large - 3, "\x01\xff\xd9", 3);
  CHECK(!hadir_jpeg_check(&jpeg, large, sizeof large));
  /* Segments without end. */
  for (uint32_t i = 2; i + 4 <= sizeof bytes; i += 4) memcpy(bytes + i, "\xff\xe1\x00\x02", 4);
  memcpy(bytes + sizeof bytes - 2, "\xff\xd9", 2);
  CHECK(!hadir_jpeg_check(&jpeg, bytes, sizeof bytes));
}
