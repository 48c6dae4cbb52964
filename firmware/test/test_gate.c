#include <string.h>

#include "check.h"
#include "gate.h"

static hadir_gate gate;
static hadir_settings settings;
static uint8_t cells[HADIR_THUMB_CELLS];
static uint64_t now_ms;

static void fill(uint8_t light) {
  for (unsigned i = 0; i < HADIR_THUMB_CELLS; i++) cells[i] = (uint8_t)(light + i % 16);
}

static void change(unsigned count, uint8_t value) { memset(cells + 50, value, count); }

static bool next(void) {
  now_ms += 500;
  return hadir_gate_pass(&gate, cells, now_ms, &settings, false);
}

static unsigned passes_of(unsigned frames) {
  unsigned passed = 0;
  for (unsigned i = 0; i < frames; i++) passed += next();
  return passed;
}

static void start(void) {
  memset(&gate, 0, sizeof gate);
  settings = hadir_default_settings;
  settings.heartbeat_ms = 60000;
  settings.gate_threshold = 20;
  now_ms = 1000000;
  fill(100);
  CHECK(next());
  CHECK_EQUAL(passes_of(20), 0);
}

static void check_motion(void) {
  start();
  change(HADIR_GATE_CELLS - 1, 200);
  CHECK(!next());
  start();
  change(HADIR_GATE_CELLS, 60);
  CHECK(next());
  fill(100);
  /* It stays open for 5 s, then closes. */
  CHECK_EQUAL(passes_of(30), 9);
  start();
  change(10, 119);
  CHECK(!next());
}

static void check_light(void) {
  start();
  settings.heartbeat_ms = 600000;
  for (uint8_t light = 100; light < 200; light++) {
    fill(light);
    CHECK(!next());
  }
  /* All at once, as a lamp does: still no motion, as long as all cells agree. */
  start();
  fill(160);
  CHECK(!next());
  fill(20);
  CHECK(!next());
  /* Somebody comes while the light changes. */
  fill(130);
  change(8, 30);
  CHECK(next());
  /* The brightest and the darkest picture. */
  start();
  memset(cells, 255, sizeof cells);
  next();
  memset(cells, 0, sizeof cells);
  next();
  CHECK(gate.background[0] < 0xff00);
}

static void check_heartbeat(void) {
  start();
  CHECK_EQUAL(passes_of(1200), 10);
  start();
  CHECK(hadir_gate_pass(&gate, cells, now_ms, &settings, true));
  CHECK_EQUAL(passes_of(119), 0);
  CHECK(next());
  hadir_gate_hold_open(&gate, now_ms);
  CHECK_EQUAL(passes_of(20), 9);
  settings.gate_threshold = 0;
  CHECK_EQUAL(passes_of(100), 100);
}

/** A chair that was moved is motion for some minutes; somebody who stood there leaves nothing behind. */
static void check_background(void) {
  start();
  change(12, 180);
  CHECK_EQUAL(passes_of(120), 120);
  passes_of(1000);
  CHECK_EQUAL(passes_of(120), 1);
  start();
  change(12, 220);
  CHECK_EQUAL(passes_of(60), 60);
  fill(100);
  CHECK_EQUAL(passes_of(100), 9);
}

void test_gate(void) {
  check_motion();
  check_light();
  check_heartbeat();
  check_background();
}
