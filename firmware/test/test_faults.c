#include "check.h"
#include "sim_hal.h"

#define MINUTE 60000u

static sim s;

static const sim_span all_day[] = {{SIM_BEGIN_MS, SIM_BEGIN_MS + 48ull * 3600000u}};

static void start_in_session(void) { sim_start(&s, all_day, 1); }

static void check_camera(void) {
  start_in_session();
  /* Its time is never after now: a frame is not sent before it was captured. */
  s.captured_ahead_ms = 1500;
  sim_run(&s, 10000);
  s.failing_captures = 3;
  sim_run(&s, 5000);
  CHECK_EQUAL(s.camera_starts, 2);
  s.broken_frames = 3;
  sim_run(&s, 5000);
  CHECK_EQUAL(s.camera_starts, 3);
  CHECK_EQUAL(sim_counters(&s).broken, 3);
  s.failing_captures = 3;
  s.failing_starts = 2;
  sim_run(&s, 20000);
  CHECK_EQUAL(s.camera_starts, 6);
  CHECK_EQUAL(sim_counters(&s).cameras, 5);
  CHECK_EQUAL(sim_counters(&s).dropped, 0);
  sim_check(&s);
}

static void check_network(void) {
  start_in_session();
  s.access_points[0] = false;
  sim_run(&s, 30000);
  CHECK_EQUAL(s.joined, 1);
  s.access_points[1] = false;
  sim_run(&s, 9 * MINUTE);
  CHECK_EQUAL(s.boots, 1);
  CHECK(s.joins > 8);
  sim_run(&s, 2 * MINUTE);
  CHECK_EQUAL(s.boots, 2);
  CHECK_TEXT(s.last_reboot, "no-network");
  s.access_points[0] = true;
  sim_run(&s, 2 * MINUTE);
  CHECK_EQUAL(s.joined, 0);
  sim_check(&s);
}

/** Frames that wait when the board starts anew are lost, and counted by the boot that comes next, or the one after. */
static void check_lost(void) {
  start_in_session();
  s.scene = SIM_STRANGER;
  sim_run(&s, 10000);
  s.access_points[0] = s.access_points[1] = false;
  sim_run(&s, 25 * MINUTE);
  CHECK_EQUAL(s.boots, 3);
  CHECK_EQUAL(s.lost, 2 * HADIR_SPOOL_FRAMES);
  s.access_points[0] = true;
  sim_run(&s, 3 * MINUTE);
  CHECK(s.server.dropped > 2000);
  hadir_counters c = sim_counters(&s);
  CHECK_EQUAL(s.server.dropped, c.dropped);
  CHECK_EQUAL(c.captured, c.gated + c.broken + c.accepted + c.dropped + hadir_device_waiting(&s.device));
  sim_check(&s);
}

static void check_stale(void) {
  start_in_session();
  s.scene = SIM_STRANGER;
  s.faults.stale = 500;
  sim_run(&s, MINUTE);
  /* A stale connection costs no wait. */
  CHECK(s.server.accepted > 105);
  CHECK_EQUAL(sim_counters(&s).retried, 0);
  sim_check(&s);
}

static void check_refused(void) {
  start_in_session();
  sim_run(&s, 10000);
  s.config.key[0] ^= 1;
  static hadir_config other;
  other = s.config;
  other.key[0] ^= 1;
  s.server.config = &other;
  uint32_t requests = s.requests;
  sim_run(&s, 10 * MINUTE);
  CHECK(s.requests - requests >= 18);
  /* Each wait a little longer than the longest, so that cameras which are refused together do not ask in step. */
  CHECK(s.requests - requests <= 19);
  CHECK(s.server.unsigned_attempts >= 18);
  s.server.config = &s.config;
  s.server.unsigned_attempts = 0;
  sim_run(&s, MINUTE);
  CHECK_EQUAL(hadir_device_waiting(&s.device), 0);
  sim_check(&s);
}

static void check_damaged(void) {
  start_in_session();
  s.scene = SIM_STRANGER;
  sim_run(&s, 10000);
  s.faults.damaged = 1000;
  uint32_t accepted = s.server.accepted;
  uint32_t requests = s.requests;
  sim_run(&s, 30000);
  CHECK_EQUAL(s.server.accepted, accepted);
  CHECK(3 * (sim_counters(&s).dropped + HADIR_SPOOL_FRAMES) >= s.requests - requests);
  CHECK(sim_counters(&s).dropped > 0);
  s.faults.damaged = 0;
  sim_run(&s, 30000);
  CHECK(s.server.accepted > accepted + 50);
  sim_check(&s);
}

/** How many requests come in some time while the server answers all so. */
static uint32_t requests_with(uint16_t status, int32_t retry_after_s, const char *code, uint32_t ms) {
  s.status = status;
  s.retry_after_s = retry_after_s;
  s.code = code;
  uint32_t before = s.requests;
  sim_run(&s, ms);
  s.status = 0;
  return s.requests - before;
}

/** Answers that settle a frame drop it and cost no wait. */
static void check_dropping(void) {
  static const struct {
    uint16_t status;
    const char *code;
  } refusals[] = {
      {400, "malformed-header"}, {409, "id-taken"}, {413, "too-large"}, {415, "not-a-jpeg"}, {422, "truncated"}};
  start_in_session();
  s.scene = SIM_STRANGER;
  sim_run(&s, 10000);
  for (unsigned i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    uint32_t dropped = sim_counters(&s).dropped;
    uint32_t requests = requests_with(refusals[i].status, -1, refusals[i].code, 10000);
    CHECK(requests >= 19);
    CHECK(requests <= 21);
    CHECK_EQUAL(sim_counters(&s).dropped - dropped, requests);
  }
  sim_check(&s);
}

/** Whatever stands between says 200 to everything: nothing is taken by it, and no image proved. */
static void check_captive(void) {
  start_in_session();
  s.is_pending = true;
  sim_boot(&s);
  s.scene = SIM_STRANGER;
  CHECK(requests_with(200, -1, "log-in", 12000) >= 3);
  CHECK(requests_with(202, -1, "log-in", 12000) >= 1);
  CHECK_EQUAL(sim_counters(&s).accepted, 0);
  CHECK_EQUAL(s.confirmed, 0);
  sim_run(&s, MINUTE);
  CHECK_EQUAL(sim_counters(&s).dropped, 0);
  CHECK_EQUAL(s.confirmed, 1);
  CHECK(s.server.kept[1] != 0);
  sim_check(&s);
}

/** Whoever stands at the door sees that a server which only ever asks to wait takes nothing. */
static void check_put_off(void) {
  start_in_session();
  sim_run(&s, 10000);
  CHECK(requests_with(503, 5, "backlog", 110000) > 10);
  CHECK_EQUAL(s.flashes, 0);
  requests_with(503, 5, "backlog", 60000);
  CHECK(s.flashes >= 4);
  sim_run(&s, 20000);
  uint32_t flashes = s.flashes;
  sim_run(&s, MINUTE);
  CHECK_EQUAL(s.flashes, flashes);
  sim_check(&s);
}

/** Answers that settle nothing keep the frame, and the device waits as the protocol says. */
static void check_waiting(void) {
  start_in_session();
  s.scene = SIM_STRANGER;
  sim_run(&s, 10000);
  uint32_t dropped = sim_counters(&s).dropped;
  CHECK(requests_with(503, 5, "backlog", 21000) <= 5);
  sim_run(&s, 10000);
  CHECK(requests_with(429, 0, "too-many-requests", 10000) <= 19);
  sim_run(&s, 10000);
  CHECK(requests_with(503, -1, "unavailable", 16000) <= 8);
  sim_run(&s, 30000);
  CHECK(requests_with(500, -1, "internal", 16000) <= 8);
  sim_run(&s, 30000);
  CHECK(requests_with(404, -1, "not-found", 16000) <= 8);
  sim_run(&s, 30000);
  CHECK_EQUAL(requests_with(403, -1, "revoked", 25000), 1);
  sim_run(&s, 30000);
  CHECK_EQUAL(requests_with(401, -1, "unknown-device", 25000), 1);
  sim_run(&s, 30000);
  CHECK_EQUAL(sim_counters(&s).dropped, dropped);
  CHECK_EQUAL(hadir_device_waiting(&s.device), 0);
  sim_check(&s);
}

/** A server that goes on refusing the clock which it set itself is not asked at once for ever. */
static void check_clock_refused(void) {
  start_in_session();
  sim_run(&s, 10000);
  s.clock_off_ms = 3600000;
  CHECK(requests_with(401, -1, "clock-skew", 29000) <= 2);
  sim_check(&s);
}

void test_faults(void) {
  check_camera();
  check_network();
  if (!SIM_IS_SLOW) check_lost();
  check_stale();
  check_refused();
  check_damaged();
  check_dropping();
  check_captive();
  check_put_off();
  check_waiting();
  check_clock_refused();
}
