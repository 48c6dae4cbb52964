#include "check.h"
#include "sim_hal.h"

#define MINUTE 60000u
#define HOUR 3600000u

static sim s;

static const sim_span all_day[] = {{SIM_BEGIN_MS, SIM_BEGIN_MS + 48ull * HOUR}};

static void start_in_session(void) { sim_start(&s, all_day, 1); }

static void check_boot(void) {
  start_in_session();
  s.access_points[0] = s.access_points[1] = false;
  sim_run(&s, 19000);
  CHECK_EQUAL(s.camera_starts, 0);
  sim_run(&s, 2000);
  CHECK_EQUAL(s.camera_starts, 1);
  start_in_session();
  sim_run(&s, 2900);
  CHECK_EQUAL(s.camera_starts, 0);
  sim_run(&s, 1000);
  CHECK_EQUAL(s.camera_starts, 1);
  CHECK_EQUAL(s.server.accepted, 1);
  CHECK_TEXT(s.server.firmware, "hadir-posix/1.2.0");
  CHECK_TEXT(s.server.settings_version, "0");
  CHECK_TEXT(s.server.update, "");
}

/** An empty doorway costs the heartbeat only; somebody costs every frame. */
static void check_gate(void) {
  start_in_session();
  sim_run(&s, 10 * MINUTE);
  CHECK(s.server.accepted >= 19);
  CHECK(s.server.accepted <= 23);
  uint32_t before = s.server.accepted;
  s.scene = SIM_STRANGER;
  sim_run(&s, MINUTE);
  CHECK(s.server.accepted - before > 110);
  sim_check(&s);
}

static void check_interval(void) {
  start_in_session();
  s.kept_settings.gate_threshold = 0;
  sim_boot(&s);
  sim_run(&s, 10000);
  uint32_t before = s.frames;
  sim_run(&s, 20000);
  CHECK_EQUAL(s.frames - before, 40);
  s.server.burst = ",\"burst\":{\"frames\":24,\"intervalMs\":100}";
  before = s.frames;
  sim_run(&s, 10000);
  /* 2.4 s of burst instead of five frames, up to a second until it is asked. */
  CHECK(s.frames - before >= 24 + 14);
  CHECK(s.frames - before <= 24 + 17);
  sim_check(&s);
}

static void check_overflow(void) {
  start_in_session();
  s.kept_settings.gate_threshold = 0;
  sim_boot(&s);
  sim_run(&s, 10000);
  uint32_t sent = s.server.accepted;
  s.server_is_away = true;
  sim_run(&s, 10 * MINUTE);
  CHECK_EQUAL(hadir_device_waiting(&s.device), HADIR_SPOOL_FRAMES);
  CHECK(s.led || s.flashes > 50);
  s.server_is_away = false;
  while (s.server.accepted == sent) sim_run(&s, 10);
  uint32_t seq = s.device.seq;
  sim_run(&s, MINUTE);
  CHECK(hadir_device_waiting(&s.device) <= 2);
  for (uint32_t back = 0; back < HADIR_SPOOL_FRAMES; back++) CHECK(s.server.kept[seq - back] != 0);
  CHECK(s.server.kept[seq / 2] == 0);
  CHECK(s.server.kept[sent] != 0);
  CHECK(sim_counters(&s).dropped > 1000);
  sim_check(&s);
}

static void check_too_old(void) {
  static const sim_span none[] = {{SIM_BEGIN_MS, SIM_BEGIN_MS + HOUR}};
  sim_start(&s, none, 1);
  sim_run(&s, MINUTE);
  s.server_is_away = true;
  s.scene = SIM_STRANGER;
  sim_run(&s, 5000);
  s.failing_starts = UINT16_MAX;
  s.failing_captures = 3;
  sim_run(&s, 23ull * HOUR);
  CHECK(hadir_device_waiting(&s.device) >= 8);
  CHECK_EQUAL(s.boots, 1);
  sim_run(&s, 2ull * HOUR);
  CHECK_EQUAL(s.lost, 0);
  CHECK(sim_counters(&s).dropped >= 8);
  /* Nothing waits any more, and the camera does not start: the board does. */
  CHECK(s.boots >= 2);
  CHECK_TEXT(s.last_reboot, "camera");
  sim_check(&s);
}

/** A rest ends with a frame that asks, though nothing moves and no heartbeat is due. */
static void check_rest(void) {
  static const sim_span later[] = {{SIM_BEGIN_MS + 20ull * MINUTE, SIM_BEGIN_MS + 40ull * MINUTE}};
  sim_start(&s, later, 1);
  s.kept_settings.heartbeat_ms = HOUR;
  sim_boot(&s);
  sim_run(&s, 19 * MINUTE);
  CHECK_EQUAL(s.power, HADIR_POWER_REST);
  /* One at the start, and one each 4 min, the longest rest. */
  CHECK_EQUAL(s.server.accepted, 5);
  sim_run(&s, MINUTE + 1500);
  CHECK_EQUAL(s.power, HADIR_POWER_AWAKE);
  CHECK_EQUAL(s.server.accepted, 6);
  CHECK(sim_counters(&s).captured >= 7);
  sim_check(&s);
}

static void check_settings(void) {
  start_in_session();
  sim_run(&s, 10000);
  s.server.settings = ",\"settings\":{\"version\":\"0badcafe\",\"heartbeatMs\":60000,\"led\":false}";
  sim_run(&s, 40000);
  CHECK_EQUAL(s.camera_starts, 1);
  CHECK_TEXT(s.kept_settings.version, "0badcafe");
  CHECK_EQUAL(s.device.settings.heartbeat_ms, 60000);
  s.server.settings = ",\"settings\":{\"version\":\"0badcaff\",\"frameSize\":\"svga\"}";
  sim_run(&s, 61000);
  CHECK_EQUAL(s.camera_starts, 2);
  sim_run(&s, 61000);
  CHECK_TEXT(s.server.settings_version, "0badcaff");
  sim_check(&s);
}

static void check_feedback(void) {
  start_in_session();
  s.kept_settings.buzzer = true;
  sim_boot(&s);
  sim_run(&s, 10000);
  CHECK_EQUAL(s.flashes, 0);
  s.scene = SIM_KNOWN_FACE;
  sim_run(&s, 1500);
  CHECK(s.flashes > 0);
  sim_run(&s, 8500);
  /* Marked once, though the person stays. */
  CHECK_EQUAL(s.beeps, 2);
  s.kept_settings.led = s.kept_settings.buzzer = false;
  sim_boot(&s);
  uint32_t flashes = s.flashes;
  sim_run(&s, 20000);
  CHECK_EQUAL(s.flashes, flashes);
  CHECK_EQUAL(s.beeps, 2);
}

/** Whoever came while the server was away is gone when the answers come: nothing is shown. */
static void check_late_feedback(void) {
  start_in_session();
  s.kept_settings.buzzer = true;
  sim_boot(&s);
  sim_run(&s, 10000);
  s.server_is_away = true;
  s.scene = SIM_KNOWN_FACE;
  sim_run(&s, 20000);
  s.scene = SIM_NOBODY;
  sim_run(&s, 40000);
  CHECK(hadir_device_waiting(&s.device) > 40);
  s.device.spool.newest_next = false;
  s.server_is_away = false;
  while (hadir_device_waiting(&s.device) > 1) {
    sim_run(&s, 50);
    CHECK_EQUAL(s.device.feedback.outcome, HADIR_SHOW_NOTHING);
  }
  CHECK_EQUAL(s.beeps, 0);
}

static void check_lamp(void) {
  start_in_session();
  s.kept_settings.lamp_mode = HADIR_LAMP_AMBIENT;
  s.kept_settings.lamp_duty_percent = 90;
  s.light = 10;
  sim_boot(&s);
  sim_run(&s, 10000);
  CHECK_EQUAL(s.lamp, HADIR_LAMP_MAX_PERCENT);
  s.light = 140;
  sim_run(&s, 10000);
  CHECK_EQUAL(s.lamp, 0);
}

/** The lamp is for sessions: while nobody says that one is open, it goes off after some minutes, or never on. */
static void check_lamp_untold(void) {
  start_in_session();
  s.kept_settings.lamp_mode = HADIR_LAMP_AMBIENT;
  s.light = 10;
  s.server_is_away = true;
  sim_boot(&s);
  sim_run(&s, 20 * MINUTE);
  CHECK_EQUAL(s.lamp_brightest, 0);
  s.server_is_away = false;
  sim_run(&s, 2 * MINUTE);
  CHECK(s.lamp > 0);
  s.server_is_away = true;
  sim_run(&s, 9 * MINUTE);
  CHECK(s.lamp > 0);
  sim_run(&s, 2 * MINUTE);
  CHECK_EQUAL(s.lamp, 0);
  s.server_is_away = false;
  s.device.settings.heartbeat_ms = HOUR;
  sim_run(&s, 50 * MINUTE);
  CHECK(s.lamp > 0);
}

void test_device(void) {
  check_boot();
  check_gate();
  check_interval();
  check_overflow();
  if (!SIM_IS_SLOW) check_too_old();
  check_rest();
  check_settings();
  check_feedback();
  check_late_feedback();
  check_lamp();
  if (!SIM_IS_SLOW) check_lamp_untold();
}
