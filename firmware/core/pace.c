#include "device_parts.h"

bool hadir_pace_is_session(const hadir_pace *pace) {
  return !pace->resting && pace->interval_ms <= HADIR_SESSION_LONGEST_INTERVAL_MS;
}

static uint32_t interval_of(const hadir_pace *pace) {
  return pace->burst_left > 0 ? pace->burst_interval_ms : pace->interval_ms;
}

void hadir_pace_poll(hadir_pace *pace, uint64_t now_ms) {
  pace->resting = false;
  pace->poll = true;
  pace->from_ms = now_ms - pace->interval_ms;
}

uint32_t hadir_pace_wait(hadir_pace *pace, uint64_t now_ms) {
  if (pace->resting) {
    if (now_ms < pace->rest_until_ms) return (uint32_t)(pace->rest_until_ms - now_ms);
    if (!pace->rest_is_cut) pace->interval_ms = HADIR_SESSION_INTERVAL_MS;
    hadir_pace_poll(pace, now_ms);
  }
  uint64_t due_ms = pace->from_ms + interval_of(pace);
  return now_ms < due_ms ? (uint32_t)(due_ms - now_ms) : 0;
}

void hadir_pace_advance(hadir_pace *pace, uint64_t now_ms) {
  uint32_t interval_ms = interval_of(pace);
  /* Keeps the beat, unless a whole one was missed. */
  pace->from_ms += interval_ms;
  if (now_ms - pace->from_ms >= interval_ms) pace->from_ms = now_ms;
  if (pace->burst_left > 0) pace->burst_left -= 1;
}

void hadir_pace_take(hadir_pace *pace, const hadir_answer *answer, const hadir_settings *settings,
                     uint64_t now_ms) {
  uint32_t max_rest_ms = settings->max_rest_ms;
  uint32_t interval_ms = answer->interval_ms;
  if (interval_ms > HADIR_LONGEST_INTERVAL_MS) interval_ms = HADIR_LONGEST_INTERVAL_MS;
  if (interval_ms > 0) pace->interval_ms = interval_ms;
  if (answer->burst_frames > 0) {
    if (pace->burst_left == 0) pace->from_ms = now_ms - answer->burst_interval_ms;
    pace->burst_left = answer->burst_frames;
    pace->burst_interval_ms = answer->burst_interval_ms;
  }
  pace->rest_is_cut = answer->rest_ms > max_rest_ms;
  uint32_t rest_ms = pace->rest_is_cut ? max_rest_ms : answer->rest_ms;
  pace->resting = answer->has_rest && rest_ms >= HADIR_REST_SHORTEST_MS && pace->burst_left == 0;
  pace->rest_until_ms = now_ms + rest_ms;
  pace->free_until_ms = now_ms + answer->rest_ms;
  pace->lit_until_ms = now_ms + HADIR_LAMP_UNTOLD_MS + settings->heartbeat_ms;
}
