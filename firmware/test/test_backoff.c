#include "backoff.h"
#include "check.h"

static uint32_t next(hadir_backoff *backoff, uint32_t random) {
  return hadir_backoff_next(backoff, HADIR_BACKOFF_FIRST_MS, HADIR_BACKOFF_LONGEST_MS, random);
}

void test_backoff(void) {
  static const uint32_t waits[] = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
  hadir_backoff backoff = {0};
  for (unsigned i = 0; i < sizeof waits / sizeof waits[0]; i++) CHECK_EQUAL(next(&backoff, 0), waits[i]);
  for (unsigned i = 0; i < 1000; i++) CHECK_EQUAL(next(&backoff, 0), 30000);
  /* Up to half is taken off. */
  backoff.failures = 0;
  CHECK_EQUAL(next(&backoff, UINT32_MAX), 500 - 249);
  CHECK_EQUAL(next(&backoff, UINT32_MAX / 2), 1000 - 249);
  backoff.failures = UINT8_MAX;
  CHECK_EQUAL(next(&backoff, UINT32_MAX), 30000 - 14999);
  /* What the server asked for is never cut. */
  CHECK_EQUAL(hadir_backoff_asked(0, 0), 500);
  CHECK_EQUAL(hadir_backoff_asked(2000, 0), 2000);
  CHECK_EQUAL(hadir_backoff_asked(2000, UINT32_MAX), 2199);
  CHECK_EQUAL(hadir_backoff_asked(600000, UINT32_MAX), 659999);
}
