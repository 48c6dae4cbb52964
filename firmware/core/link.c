#include "link.h"

#include <string.h>

void hadir_link_start(hadir_link *link, uint64_t now_ms) {
  memset(link, 0, sizeof *link);
  link->up_at_ms = now_ms;
}

static void note_up(hadir_link *link, uint64_t now_ms, uint32_t *links) {
  if (link->was_up && (link->joining || link->tried > 0)) *links += 1;
  link->was_up = true;
  link->joining = false;
  link->tried = 0;
  link->backoff.failures = 0;
  link->up_at_ms = now_ms;
}

/**
 * The network did not come up in its time: the next one is tried at once, after the last of the round there is a wait.
 */
static void give_up(hadir_link *link, const hadir_hal *hal, uint8_t network_count, uint64_t now_ms) {
  link->joining = false;
  link->index = (uint8_t)(link->index + 1 < network_count ? link->index + 1 : 0);
  if (link->tried < network_count) return;
  link->tried = 0;
  link->next_at_ms = now_ms + hadir_backoff_next(&link->backoff, HADIR_LINK_FIRST_MS, HADIR_LINK_LONGEST_MS,
                                                 hal->random(hal->board));
}

hadir_link_state hadir_link_step(hadir_link *link, const hadir_hal *hal, uint8_t network_count, uint64_t now_ms,
                                 uint32_t *links) {
  if (hal->net_is_up(hal->board)) {
    note_up(link, now_ms, links);
    return HADIR_LINK_UP;
  }
  if (now_ms - link->up_at_ms >= HADIR_LINK_RESTART_MS) return HADIR_LINK_RESTART;
  if (now_ms < link->next_at_ms) return HADIR_LINK_DOWN;
  if (link->joining) give_up(link, hal, network_count, now_ms);
  if (now_ms < link->next_at_ms) return HADIR_LINK_DOWN;
  hal->net_join(hal->board, link->index);
  link->joining = true;
  link->tried += 1;
  link->next_at_ms = now_ms + HADIR_LINK_JOIN_MS;
  return HADIR_LINK_DOWN;
}
