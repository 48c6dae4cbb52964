#ifndef HADIR_LINK_H
#define HADIR_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "backoff.h"
#include "hal.h"

/** To associate and get an address; a campus network under load takes some seconds. */
#define HADIR_LINK_JOIN_MS 15000u
/** Waits after all networks were tried in vain. */
#define HADIR_LINK_FIRST_MS 2000u
#define HADIR_LINK_LONGEST_MS 60000u
/** Without an address for so long, a start from scratch helps more often than another attempt. */
#define HADIR_LINK_RESTART_MS 600000u

typedef enum { HADIR_LINK_DOWN, HADIR_LINK_UP, HADIR_LINK_RESTART } hadir_link_state;

typedef struct {
  uint64_t next_at_ms;
  uint64_t up_at_ms; /* last seen up, or started */
  hadir_backoff backoff;
  uint8_t index;
  uint8_t tried; /* networks of this round */
  bool joining;
  bool was_up;
} hadir_link;

void hadir_link_start(hadir_link *link, uint64_t now_ms);
/**
 * Joins the networks in turn, each once a round, the one that was up last first. Counts in `links` when it is up anew.
 */
hadir_link_state hadir_link_step(hadir_link *link, const hadir_hal *hal, uint8_t network_count, uint64_t now_ms,
                                 uint32_t *links);

#endif
