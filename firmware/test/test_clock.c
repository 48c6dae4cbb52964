#include "check.h"
#include "sim_hal.h"

static sim s;

static const sim_span all_day[] = {{SIM_BEGIN_MS, SIM_BEGIN_MS + 48ull * 3600000u}};

static void start_in_session(void) { sim_start(&s, all_day, 1); }

static void check_clock(void) {
  start_in_session();
  s.clock_is_set = false;
  sim_run(&s, 5000);
  CHECK(s.clock_is_set);
  CHECK(s.clock_off_ms < 1000 && s.clock_off_ms > -1000);
  /* Wrong by an hour: one refusal, then it goes on at once. */
  s.clock_off_ms = -3600000;
  uint32_t accepted = s.server.accepted;
  sim_run(&s, 31000);
  CHECK_EQUAL(s.server.skewed, 1);
  CHECK(s.server.accepted > accepted);
  CHECK(s.clock_off_ms < 1000 && s.clock_off_ms > -1000);
  sim_check(&s);
}

/** A clock that is off by less than the server refuses is mended by the next frame that it takes. */
static void check_drift(void) {
  static const int64_t offs_ms[] = {120000, -120000, 3000, -3000};
  start_in_session();
  sim_run(&s, 10000);
  for (unsigned i = 0; i < 4; i++) {
    s.clock_off_ms = offs_ms[i];
    sim_run(&s, 31000);
    CHECK(s.clock_off_ms < 200 && s.clock_off_ms > -200);
  }
  /* What a slow answer alone may explain is left. */
  s.latency_ms = 3000;
  s.clock_off_ms = 3000;
  sim_run(&s, 31000);
  CHECK_EQUAL(s.clock_off_ms, 3000);
  CHECK_EQUAL(s.server.skewed, 0);
  sim_check(&s);
}

void test_clock(void) {
  check_clock();
  check_drift();
}
