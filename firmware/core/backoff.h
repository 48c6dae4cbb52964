#ifndef HADIR_BACKOFF_H
#define HADIR_BACKOFF_H

#include <stdint.h>

/** Of docs/wire-protocol.md: from half a second, doubling to half a minute. */
#define HADIR_BACKOFF_FIRST_MS 500u
#define HADIR_BACKOFF_LONGEST_MS 30000u

typedef struct {
  uint8_t failures;
} hadir_backoff;

/** A part of `ms`: all of it when random is UINT32_MAX, none when 0. */
uint32_t hadir_share(uint32_t ms, uint32_t random);

/**
 * The wait before the next attempt: it doubles each time, and up to half of it is taken off so that devices do not
 * return together.
 */
uint32_t hadir_backoff_next(hadir_backoff *backoff, uint32_t first_ms, uint32_t longest_ms, uint32_t random);
/** A wait of at least what the server asked for, up to a tenth longer, and never less than the first. */
uint32_t hadir_backoff_asked(uint32_t ms, uint32_t random);

#endif
