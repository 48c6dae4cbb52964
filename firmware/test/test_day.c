#include "check.h"
#include "sim_hal.h"

#define MINUTE 60000u
#define HOUR 3600000u

/* The whole day, or the first session until ten minutes into the hour without server. */
#define FROM_MINUTE (SIM_IS_SLOW ? 8 * 60 + 15 : 0)
#define TO_MINUTE (SIM_IS_SLOW ? 9 * 60 + 10 : 24 * 60)
#define AT(minute) (SIM_BEGIN_MS + (uint64_t)((minute) - FROM_MINUTE) * MINUTE)

static sim s;
/** Frames to send that were taken in minutes in which none could be sent. */
static uint32_t cut_off;

/** Whoever comes to the door in this minute of the day. */
static sim_scene scene_at(uint32_t minute) {
  if (minute % 60 < 20) return minute % 2 == 0 ? SIM_KNOWN_FACE : SIM_NOBODY;
  return minute % 17 == 0 ? SIM_STRANGER : SIM_NOBODY;
}

static const sim_span sessions[] = {
    {AT(8 * 60), AT(10 * 60)},
    {AT(10 * 60 + 15), AT(12 * 60)},
    {AT(13 * 60), AT(15 * 60)},
    {AT(16 * 60), AT(16 * 60 + 50)},
};

/**
 * What goes wrong in this minute of the day: an hour without server, some minutes of it here and there, Wi-Fi, the
 * clock.
 */
static void trouble(uint32_t minute) {
  s.server_is_away = (minute >= 9 * 60 && minute < 10 * 60 + 5) || minute % 97 == 5 || minute % 97 == 6;
  s.access_points[0] = !(minute >= 13 * 60 + 20 && minute < 13 * 60 + 25);
  s.access_points[1] = minute % 2 == 0;
  if (minute == 14 * 60) s.clock_is_set = false;
  if (minute == 11 * 60) s.clock_off_ms = 3600000;
  if (minute == 8 * 60 + 30) s.failing_captures = 4;
  if (minute == 8 * 60 + 40) s.broken_frames = 7;
  if (minute == 8 * 60 + 41) s.failing_starts = 3;
}

static uint32_t frames_to_send(void) {
  hadir_counters c = sim_counters(&s);
  return c.captured - c.gated - c.broken;
}

static void live(uint32_t from_minute, uint32_t to_minute) {
  for (uint32_t minute = from_minute; minute < to_minute; minute++) {
    s.scene = scene_at(minute);
    trouble(minute);
    if (minute % 40 == 7) s.server.burst = ",\"burst\":{\"frames\":24,\"intervalMs\":110}";
    uint32_t before = frames_to_send();
    sim_run(&s, MINUTE);
    if (s.server_is_away || !s.access_points[0]) cut_off += frames_to_send() - before;
  }
}

static void check_whole_day(const hadir_counters *c) {
  CHECK(c->accepted > 10000);
  CHECK(c->gated > 10000);
  /* No more than the outages cost, less a full spool for each of the longer ones in sessions. */
  CHECK(c->dropped + 4 * HADIR_SPOOL_FRAMES < cut_off);
  CHECK(c->cameras >= 2);
  CHECK(c->links >= 1);
  CHECK(s.server.skewed > 0);
  /* Most of the 16 hours and more between sessions. */
  CHECK(s.rested_ms > 14 * (uint64_t)HOUR);
  CHECK(s.flashes > 1000);
}

void test_day(void) {
  sim_start(&s, sessions, sizeof sessions / sizeof sessions[0]);
  s.broken_permille = 3;
  s.faults = (sim_faults){.stale = 10,
                          .unanswered = 2,
                          .lost_answer = 3,
                          .garbage = 3,
                          .damaged = 3,
                          .unavailable = 10,
                          .limited = 5};
  live(FROM_MINUTE, TO_MINUTE);
  sim_check(&s);
  hadir_counters c = sim_counters(&s);
  CHECK_EQUAL(c.captured, c.gated + c.broken + c.accepted + c.dropped + s.cut + hadir_device_waiting(&s.device));
  CHECK(c.accepted > 500);
  CHECK(c.dropped > 0);
  CHECK(c.retried > 0);
  CHECK(s.server.known > 0);
  CHECK_EQUAL(s.boots, 1);
  if (!SIM_IS_SLOW) check_whole_day(&c);
}
