#include <string.h>

#include "check.h"
#include "spool.h"

static hadir_spool spool;
static uint8_t memory[4096];

static int push(uint32_t seq, uint32_t length) {
  static uint8_t bytes[5000];
  memset(bytes, (int)(seq & 0xff), sizeof bytes);
  return hadir_spool_push(&spool, seq, 1000 + seq, bytes, length);
}

static bool is_intact(const hadir_spooled *entry) {
  const uint8_t *bytes = hadir_spool_bytes(&spool, entry);
  for (uint32_t i = 0; i < entry->length; i++) {
    if (bytes[i] != (entry->seq & 0xff)) return false;
  }
  return entry->offset + entry->length <= sizeof memory;
}

static uint32_t settle_next(void) {
  hadir_spooled *entry = hadir_spool_take(&spool);
  if (!entry) return 0;
  uint32_t seq = entry->seq;
  CHECK(is_intact(entry));
  hadir_spool_settle(&spool, entry);
  return seq;
}

static void check_order(void) {
  hadir_spool_start(&spool, memory, sizeof memory);
  CHECK(hadir_spool_take(&spool) == NULL);
  for (uint32_t seq = 1; seq <= 5; seq++) CHECK_EQUAL(push(seq, 10), 0);
  static const uint32_t wanted[] = {1, 5, 2, 4, 3};
  for (unsigned i = 0; i < 5; i++) CHECK_EQUAL(settle_next(), wanted[i]);
  CHECK_EQUAL(settle_next(), 0);
  CHECK_EQUAL(hadir_spool_count(&spool), 0);
  /* It begins with the oldest again. */
  push(6, 10);
  push(7, 10);
  CHECK_EQUAL(settle_next(), 6);
}

static void check_put_back(void) {
  hadir_spool_start(&spool, memory, sizeof memory);
  for (uint32_t seq = 1; seq <= 3; seq++) push(seq, 10);
  hadir_spooled *entry = hadir_spool_take(&spool);
  entry->attempts = 3;
  push(4, 10);
  hadir_spool_put_back(&spool, entry);
  CHECK_EQUAL(settle_next(), 4);
  entry = hadir_spool_take(&spool);
  CHECK_EQUAL(entry->seq, 1);
  CHECK_EQUAL(entry->attempts, 3);
  CHECK_EQUAL(entry->captured_mono_ms, 1001);
}

static void check_frames_limit(void) {
  hadir_spool_start(&spool, memory, sizeof memory);
  for (uint32_t seq = 1; seq <= HADIR_SPOOL_FRAMES; seq++) CHECK_EQUAL(push(seq, 16), 0);
  CHECK_EQUAL(push(65, 16), 1);
  CHECK_EQUAL(hadir_spool_count(&spool), HADIR_SPOOL_FRAMES);
  hadir_spooled *sending = hadir_spool_take(&spool);
  CHECK_EQUAL(sending->seq, 2);
  for (uint32_t seq = 66; seq < 300; seq++) CHECK_EQUAL(push(seq, 16), 1);
  CHECK(is_intact(sending));
  hadir_spool_settle(&spool, sending);
  CHECK_EQUAL(settle_next(), 299);
  CHECK_EQUAL(settle_next(), 300 - 63);
}

static void check_bytes_limit(void) {
  hadir_spool_start(&spool, memory, sizeof memory);
  CHECK_EQUAL(push(1, 4097), -1);
  CHECK_EQUAL(push(1, 0), -1);
  CHECK_EQUAL(push(1, 4096), 0);
  CHECK_EQUAL(push(2, 1000), 1);
  CHECK_EQUAL(push(3, 1000), 0);
  CHECK_EQUAL(push(4, 1000), 0);
  CHECK_EQUAL(push(5, 1000), 0);
  CHECK_EQUAL(push(6, 1500), 2);
  CHECK_EQUAL(settle_next(), 4);
  CHECK_EQUAL(settle_next(), 6);
  CHECK_EQUAL(settle_next(), 5);
}

/** A frame that is being sent splits the memory: what does not fit beside it does not cost the others their place. */
static void check_sending_stays(void) {
  hadir_spool_start(&spool, memory, sizeof memory);
  push(1, 1500);
  push(2, 1000);
  push(3, 1000);
  settle_next();
  hadir_spooled *sending = hadir_spool_take(&spool);
  CHECK_EQUAL(sending->seq, 3);
  hadir_spool_put_back(&spool, sending);
  sending = hadir_spool_take(&spool);
  CHECK_EQUAL(sending->seq, 2);
  CHECK_EQUAL(push(4, 3000), -1);
  CHECK_EQUAL(hadir_spool_count(&spool), 2);
  CHECK_EQUAL(push(5, 1500), 0);
  CHECK_EQUAL(push(6, 1596), 1);
  CHECK_EQUAL(push(7, 1500), 1);
  CHECK(is_intact(sending));
  hadir_spool_put_back(&spool, sending);
  CHECK_EQUAL(push(8, 4096), 3);
  CHECK_EQUAL(settle_next(), 8);
}

/**
 * Frames of every size, taken and settled and put back at random: all bytes stay what they were, and the newest is
 * always there.
 */
static void check_random(void) {
  uint32_t random = 1;
  uint32_t held = 0;
  uint32_t gone = 0;
  hadir_spooled *sending = NULL;
  hadir_spool_start(&spool, memory, sizeof memory);
  for (uint32_t seq = 1; seq <= 20000; seq++) {
    random = random * 1664525u + 1013904223u;
    int pushed = push(seq, 1 + (random >> 8) % (seq % 100 == 0 ? 3000 : 300));
    CHECK(pushed >= 0 || sending);
    if (pushed >= 0) held += 1;
    if (pushed > 0) gone += (uint32_t)pushed;
    if (sending) {
      CHECK(is_intact(sending));
      if (random >> 30 == 0) hadir_spool_put_back(&spool, sending);
      if (random >> 30 != 0) hadir_spool_settle(&spool, sending);
      if (random >> 30 != 0) held -= 1;
      sending = NULL;
    } else if (random >> 31) {
      sending = hadir_spool_take(&spool);
      CHECK(sending != NULL);
    }
    CHECK_EQUAL(hadir_spool_count(&spool), held - gone);
  }
}

void test_spool(void) {
  check_order();
  check_put_back();
  check_frames_limit();
  check_bytes_limit();
  check_sending_stays();
  check_random();
}
