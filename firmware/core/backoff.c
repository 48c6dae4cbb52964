#include "backoff.h"

uint32_t hadir_share(uint32_t ms, uint32_t random) { return (uint32_t)(((uint64_t)ms * random) >> 32); }

uint32_t hadir_backoff_next(hadir_backoff *backoff, uint32_t first_ms, uint32_t longest_ms, uint32_t random) {
  uint32_t ms = first_ms;
  for (unsigned i = 0; i < backoff->failures && ms < longest_ms; i++) ms *= 2;
  if (ms > longest_ms) ms = longest_ms;
  if (backoff->failures < UINT8_MAX) backoff->failures += 1;
  return ms - hadir_share(ms / 2, random);
}

uint32_t hadir_backoff_asked(uint32_t ms, uint32_t random) {
  if (ms < HADIR_BACKOFF_FIRST_MS) ms = HADIR_BACKOFF_FIRST_MS;
  return ms + hadir_share(ms / 10, random);
}
