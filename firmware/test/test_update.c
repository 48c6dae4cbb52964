#include <string.h>

#include "check.h"
#include "sim_hal.h"

#define MINUTE 60000u
#define HOUR 3600000u
#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OFFER(version, forced)                                                                        \
  ",\"firmware\":{\"version\":\"" version "\",\"size\":1048576,\"sha256\":\"" DIGEST                  \
  "\",\"signature\":\"3006020101020101\",\"forced\":" forced "}"

static sim s;
static const sim_span tomorrow[] = {{SIM_BEGIN_MS + 30ull * HOUR, SIM_BEGIN_MS + 31ull * HOUR}};
static const sim_span today[] = {{SIM_BEGIN_MS, SIM_BEGIN_MS + HOUR}};

static void start(const char *offer) {
  sim_start(&s, tomorrow, 1);
  s.server.offer = offer;
}

static void check_taken(void) {
  start(OFFER("1.3.0", "false"));
  sim_run(&s, 3 * MINUTE);
  CHECK_EQUAL(s.updates, 1);
  CHECK_TEXT(s.update_path, "/v1/firmware/" DIGEST);
  CHECK_EQUAL(s.boots, 2);
  CHECK_TEXT(s.last_reboot, "update");
  CHECK_EQUAL(s.confirmed, 1);
  CHECK(!s.is_pending);
  CHECK_EQUAL(s.lost, 0);
  sim_run(&s, HOUR);
  CHECK_TEXT(s.server.firmware, "hadir-posix/1.3.0");
  CHECK_TEXT(s.server.update, "");
  CHECK_EQUAL(s.updates, 1);
  CHECK_EQUAL(s.boots, 2);
  sim_check(&s);
}

/** The new image gets nothing accepted: back after five minutes, told, and not tried again. */
static void check_rolled_back(void) {
  start(OFFER("1.3.0", "false"));
  while (s.boots == 1 && s.now_ms < 10 * MINUTE) sim_run(&s, 1000);
  s.server_is_away = true;
  sim_run(&s, 4 * MINUTE + 50000);
  CHECK_TEXT(s.version, "1.3.0");
  sim_run(&s, 30000);
  CHECK_TEXT(s.version, "1.2.0");
  CHECK_TEXT(s.last_reboot, "rolled-back");
  s.server_is_away = false;
  sim_run(&s, (SIM_IS_SLOW ? 2 : 9) * HOUR);
  CHECK_TEXT(s.server.update, "1.3.0 rolled-back");
  CHECK_EQUAL(s.updates, 1);
  s.server.offer = OFFER("1.3.0", "true");
  sim_run(&s, 5 * MINUTE);
  CHECK_EQUAL(s.updates, 2);
  sim_check(&s);
}

/** What was rolled back is known by the slot that it lies in, so nothing is forgotten by sleeping deep. */
static void check_rolled_back_sleeps(void) {
  start(OFFER("1.3.0", "false"));
  memcpy(s.rolled_back, "1.3.0", 6);
  s.kept_settings.max_rest_ms = 8 * HOUR;
  sim_boot(&s);
  sim_run(&s, 20ull * HOUR);
  CHECK_TEXT(s.last_reboot, "deep-sleep");
  CHECK_EQUAL(s.updates, 0);
  CHECK(s.boots >= 4);
}

/** With nothing to go back to it goes on, and is confirmed late rather than never. */
static void check_stuck(void) {
  start("");
  s.is_pending = s.is_stuck = true;
  sim_boot(&s);
  s.server_is_away = true;
  sim_run(&s, 11 * MINUTE);
  CHECK_EQUAL(s.roll_backs, 2);
  CHECK_EQUAL(s.confirmed, 0);
  s.server_is_away = false;
  sim_run(&s, 10 * MINUTE);
  CHECK_EQUAL(s.roll_backs, 2);
  CHECK_EQUAL(s.confirmed, 1);
}

static void check_refused(void) {
  start(OFFER("1.1.9", "false"));
  sim_run(&s, HOUR);
  CHECK_EQUAL(s.updates, 0);
  s.server.offer = OFFER("1.2.0", "true");
  sim_run(&s, HOUR);
  CHECK_EQUAL(s.updates, 0);
  s.server.offer = OFFER("1.1.9", "true");
  sim_run(&s, 10 * MINUTE);
  CHECK_EQUAL(s.updates, 1);
  CHECK_TEXT(s.server.firmware, "hadir-posix/1.1.9");
}

static void check_failed(void) {
  start(OFFER("1.3.0", "false"));
  s.update_result = HADIR_UPDATE_SIGNATURE;
  sim_run(&s, 5 * HOUR);
  CHECK_EQUAL(s.updates, 1);
  CHECK_TEXT(s.server.update, "1.3.0 signature");
  /* Another version is another matter; a download is tried again soon, then ever later. */
  s.server.offer = OFFER("1.3.1", "false");
  s.update_result = HADIR_UPDATE_DOWNLOAD;
  sim_run(&s, 3 * HOUR);
  CHECK_TEXT(s.server.update, "1.3.1 download");
  CHECK(s.updates >= 5);
  CHECK(s.updates <= 12);
  CHECK_EQUAL(s.boots, 1);
  sim_check(&s);
}

/** A session comes before an update, unless it is forced. */
static void check_session(void) {
  sim_start(&s, today, 1);
  s.server.offer = OFFER("1.3.0", "false");
  sim_run(&s, 30 * MINUTE);
  CHECK_EQUAL(s.updates, 0);
  sim_run(&s, 40 * MINUTE);
  CHECK_EQUAL(s.updates, 1);
  sim_start(&s, today, 1);
  s.server.offer = OFFER("1.3.0", "true");
  sim_run(&s, 10 * MINUTE);
  CHECK_EQUAL(s.updates, 1);
  CHECK_EQUAL(s.confirmed, 1);
  CHECK(s.frames_in_update <= 1);
  sim_check(&s);
}

/** An update that would reach into a session waits until that is over, even when it is offered minutes before. */
static void check_before_session(void) {
  static const sim_span soon[] = {{SIM_BEGIN_MS + 5ull * MINUTE, SIM_BEGIN_MS + 15ull * MINUTE},
                                  {SIM_BEGIN_MS + 24ull * MINUTE, SIM_BEGIN_MS + 30ull * MINUTE}};
  sim_start(&s, soon, 2);
  sim_run(&s, MINUTE);
  s.server.offer = OFFER("1.3.0", "false");
  sim_run(&s, 29 * MINUTE);
  CHECK_EQUAL(s.updates, 0);
  sim_run(&s, 6 * MINUTE);
  CHECK_EQUAL(s.updates, 1);
  /* However short its rests are cut. */
  start(OFFER("1.3.0", "false"));
  s.kept_settings.max_rest_ms = 1000;
  sim_boot(&s);
  sim_run(&s, 3 * MINUTE);
  CHECK_EQUAL(s.updates, 1);
}

/** A failure is told before the board sleeps, and it does not sleep so deep that it forgets to wait. */
static void check_failed_before_sleep(void) {
  start(OFFER("1.3.0", "false"));
  s.kept_settings.max_rest_ms = 8 * HOUR;
  sim_boot(&s);
  s.update_result = HADIR_UPDATE_SIGNATURE;
  sim_run(&s, 5 * MINUTE);
  CHECK_TEXT(s.server.update, "1.3.0 signature");
  uint32_t boots = s.boots;
  sim_run(&s, 5 * HOUR);
  CHECK_EQUAL(s.updates, 1);
  CHECK_EQUAL(s.boots, boots);
  CHECK_EQUAL(s.power, HADIR_POWER_REST);
}

static void check_deep_sleep(void) {
  sim_start(&s, tomorrow, 1);
  s.kept_settings.max_rest_ms = 8 * HOUR;
  sim_boot(&s);
  sim_run(&s, 30ull * HOUR);
  CHECK(s.booted_at_ms < 30ull * HOUR - 10000);
  uint32_t frames = s.frames;
  sim_run(&s, MINUTE);
  CHECK(s.frames - frames > 110);
  sim_run(&s, 10ull * HOUR);
  CHECK_TEXT(s.last_reboot, "deep-sleep");
  /* Three of 8 h, one of 6 h to the session, three after it, and one by hand at the start. */
  CHECK(s.boots >= 6);
  CHECK(s.boots <= 8);
  CHECK(sim_counters(&s).captured > 7000);
  CHECK_EQUAL(s.lost, 0);
  sim_check(&s);
}

void test_update(void) {
  check_taken();
  check_rolled_back();
  if (!SIM_IS_SLOW) check_rolled_back_sleeps();
  check_stuck();
  if (!SIM_IS_SLOW) check_refused();
  if (!SIM_IS_SLOW) check_failed();
  if (!SIM_IS_SLOW) check_session();
  check_before_session();
  if (SIM_IS_SLOW) return;
  check_failed_before_sleep();
  check_deep_sleep();
}
