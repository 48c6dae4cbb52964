#include "device_parts.h"
#include "text.h"

/** Sets a clock that is off by more than this from the answer's time; an unset one is off by decades. */
static bool correct_clock(hadir_device *device, uint64_t most_ms) {
  uint64_t date_ms = device->hal->date_ms(device->hal->board);
  uint64_t server_ms = device->answer.server_time_ms;
  uint64_t off_ms = date_ms > server_ms ? date_ms - server_ms : server_ms - date_ms;
  if (server_ms == 0 || off_ms <= most_ms) return false;
  device->hal->set_date_ms(device->hal->board, server_ms);
  return true;
}

/** Takes settings that the answer has; the camera is started anew only for what concerns it. */
static void take_settings(hadir_device *device) {
  const hadir_settings *wanted = &device->answer.settings;
  hadir_settings *settings = &device->settings;
  if (!device->answer.has_settings || hadir_same(wanted->version, settings->version)) return;
  hadir_device_lock(device);
  if (wanted->frame_size != settings->frame_size || wanted->quality != settings->quality ||
      wanted->exposure_level != settings->exposure_level) {
    device->camera_is_stale = true;
  }
  *settings = *wanted;
  hadir_device_unlock(device);
  device->hal->save_settings(device->hal->board, settings);
}

/** Frames that were on their way for long, or from before a silence, tell nothing of who is at the door now. */
static void note_late(hadir_device *device, const hadir_spooled *entry, uint64_t now_ms) {
  uint32_t late_seq = 0;
  if (now_ms - device->answered_at_ms > HADIR_FEEDBACK_LATE_MS) late_seq = entry->seq - 1;
  if (now_ms - entry->captured_mono_ms > HADIR_FEEDBACK_LATE_MS) late_seq = entry->seq;
  if (late_seq > device->late_seq) device->late_seq = late_seq;
  device->answered_at_ms = now_ms;
}

static void take_answer(hadir_device *device, uint64_t now_ms) {
  hadir_answer *answer = &device->answer;
  const hadir_hal *hal = device->hal;
  device->clock_was_set = false;
  device->dropped_told = device->told.dropped;
  /* The server read its clock at some time of the attempt. */
  correct_clock(device, HADIR_CLOCK_DRIFT_MS + (now_ms - device->attempt.sent_mono_ms));
  if (device->image_is_pending) hal->update_confirm(hal->board);
  device->image_is_pending = false;
  take_settings(device);
  hadir_device_lock(device);
  hadir_pace_take(&device->pace, answer, &device->settings, now_ms);
  if (hadir_feedback_outcomes(&device->feedback, answer->recent, answer->recent_count, device->late_seq + 1, now_ms)) {
    hadir_gate_hold_open(&device->gate, now_ms);
  }
  hadir_device_unlock(device);
}

/** How long to wait before the next attempt, when this one settled nothing. */
static uint32_t wait_after(hadir_device *device, hadir_verdict verdict) {
  uint32_t random = hadir_device_random(device);
  switch (verdict) {
    case HADIR_VERDICT_RESEND:
      return 0;
    case HADIR_VERDICT_WAIT:
      return hadir_backoff_asked(device->answer.wait_ms, random);
    case HADIR_VERDICT_CLOCK:
      /* Once in a row. */
      if (!device->clock_was_set && correct_clock(device, HADIR_CLOCK_OFF_MS)) {
        device->clock_was_set = true;
        return 0;
      }
      /* fall through */
    case HADIR_VERDICT_HOLD:
      device->backoff.failures = UINT8_MAX;
      return hadir_backoff_asked(HADIR_BACKOFF_LONGEST_MS, random);
    default:
      return hadir_backoff_next(&device->backoff, HADIR_BACKOFF_FIRST_MS, HADIR_BACKOFF_LONGEST_MS, random);
  }
}

void hadir_device_book(hadir_device *device, hadir_spooled *entry, bool is_answered) {
  uint64_t now_ms = hadir_device_now(device);
  hadir_verdict verdict = is_answered ? device->answer.verdict : HADIR_VERDICT_BACK_OFF;
  bool is_accepted = verdict == HADIR_VERDICT_ACCEPTED || verdict == HADIR_VERDICT_KNOWN;
  if (!is_accepted) device->answer.has_offer = false;
  if (verdict == HADIR_VERDICT_RESEND && entry->resends++ == HADIR_RESENDS) verdict = HADIR_VERDICT_DROP;
  if (is_accepted) note_late(device, entry, now_ms);
  bool is_settled = is_accepted || verdict == HADIR_VERDICT_DROP;
  hadir_device_lock(device);
  if (is_settled) {
    hadir_spool_settle(&device->spool, entry);
    *(is_accepted ? &device->counters.accepted : &device->counters.dropped) += 1;
    device->backoff.failures = 0;
  } else {
    hadir_spool_put_back(&device->spool, entry);
    /* Closer than in a session makes sense only while somebody answers. */
    if (device->pace.interval_ms < HADIR_SESSION_INTERVAL_MS) device->pace.interval_ms = HADIR_SESSION_INTERVAL_MS;
  }
  hadir_device_unlock(device);
  if (is_accepted) take_answer(device, now_ms);
  if (!is_settled) device->upload_at_ms = now_ms + wait_after(device, verdict);
}
