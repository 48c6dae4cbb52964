#include <string.h>

#include "check.h"
#include "feedback.h"

static hadir_feedback feedback;
static uint64_t now_ms;
static unsigned lit_ms;
static unsigned beeps;
static unsigned flashes;

static void start(void) {
  memset(&feedback, 0, sizeof feedback);
  now_ms = 5000;
}

/** Lets time pass, and counts. */
static void pass(unsigned ms) {
  bool was_lit = false;
  bool was_loud = false;
  lit_ms = beeps = flashes = 0;
  for (unsigned i = 0; i < ms; i += 10) {
    bool led;
    bool buzzer;
    CHECK(hadir_feedback_step(&feedback, now_ms, &led, &buzzer) > 0);
    lit_ms += led ? 10 : 0;
    flashes += led && !was_lit;
    beeps += buzzer && !was_loud;
    was_lit = led;
    was_loud = buzzer;
    now_ms += 10;
  }
}

static bool tell(uint32_t seq, hadir_seen seen) {
  hadir_recent recent = {seq, seen};
  return hadir_feedback_outcomes(&feedback, &recent, 1, 1, now_ms);
}

static void check_patterns(void) {
  start();
  pass(1000);
  CHECK_EQUAL(lit_ms, 0);
  CHECK(tell(1, HADIR_SEEN_SEEN));
  pass(1000);
  CHECK_EQUAL(flashes, 1);
  CHECK_EQUAL(beeps, 0);
  CHECK(tell(2, HADIR_SEEN_UNKNOWN));
  pass(1000);
  CHECK_EQUAL(flashes, 3);
  CHECK_EQUAL(beeps, 1);
  CHECK(tell(3, HADIR_SEEN_MARKED));
  pass(2000);
  CHECK_EQUAL(lit_ms, 1200);
  CHECK_EQUAL(beeps, 2);
  CHECK(!tell(4, HADIR_SEEN_NOBODY));
  pass(1000);
  CHECK_EQUAL(lit_ms, 0);
}

static void check_once(void) {
  start();
  CHECK(tell(10, HADIR_SEEN_SEEN));
  CHECK(!tell(10, HADIR_SEEN_SEEN));
  CHECK(tell(9, HADIR_SEEN_MARKED)); /* decided later */
  CHECK(!tell(9, HADIR_SEEN_MARKED));
  CHECK(tell(50, HADIR_SEEN_SEEN));
  CHECK(!tell(18, HADIR_SEEN_SEEN)); /* too far back to know */
  CHECK(tell(19, HADIR_SEEN_SEEN));
  /* Frames of people who are gone. */
  hadir_recent recent[2] = {{61, HADIR_SEEN_NOBODY}, {60, HADIR_SEEN_MARKED}};
  CHECK(!hadir_feedback_outcomes(&feedback, recent, 2, 61, now_ms));
}

static void check_marked_wins(void) {
  hadir_recent recent[3] = {{3, HADIR_SEEN_NOBODY}, {2, HADIR_SEEN_MARKED}, {1, HADIR_SEEN_SEEN}};
  start();
  CHECK(hadir_feedback_outcomes(&feedback, recent, 3, 1, now_ms));
  pass(300);
  tell(4, HADIR_SEEN_NOBODY);
  tell(5, HADIR_SEEN_SEEN);
  tell(6, HADIR_SEEN_UNKNOWN);
  pass(900);
  CHECK_EQUAL(lit_ms, 900);
  pass(1000);
  CHECK_EQUAL(lit_ms, 0);
  /* Newest wins else. */
  tell(7, HADIR_SEEN_UNKNOWN);
  tell(8, HADIR_SEEN_SEEN);
  pass(1000);
  CHECK_EQUAL(flashes, 1);
}

/** The same person stands there: the light stays, the beep does not come again. The next person gets theirs. */
static void check_same(void) {
  unsigned heard = 0;
  start();
  for (uint32_t seq = 1; seq <= 40; seq++) {
    tell(seq, HADIR_SEEN_MARKED);
    pass(500);
    heard += beeps;
    CHECK(lit_ms >= 200);
  }
  CHECK_EQUAL(heard, 2);
  pass(1000);
  tell(41, HADIR_SEEN_SEEN);
  pass(500);
  tell(42, HADIR_SEEN_MARKED);
  pass(1000);
  CHECK_EQUAL(beeps, 2);
  pass(4000);
  tell(43, HADIR_SEEN_MARKED);
  pass(1000);
  CHECK_EQUAL(beeps, 2);
}

static void check_lasting(void) {
  start();
  hadir_feedback_lasting(&feedback, HADIR_SHOW_OFFLINE, now_ms);
  pass(20000);
  CHECK_EQUAL(flashes, 4);
  CHECK_EQUAL(beeps, 0);
  tell(1, HADIR_SEEN_MARKED);
  hadir_feedback_lasting(&feedback, HADIR_SHOW_NOTHING, now_ms);
  pass(1200);
  CHECK_EQUAL(lit_ms, 1200);
  hadir_feedback_lasting(&feedback, HADIR_SHOW_UNCONFIGURED, now_ms);
  pass(10000);
  CHECK_EQUAL(flashes, 10);
  CHECK_EQUAL(lit_ms, 5000);
  hadir_feedback_lasting(&feedback, HADIR_SHOW_UPDATE, now_ms);
  pass(10000);
  CHECK_EQUAL(flashes, 20);
}

void test_feedback(void) {
  check_patterns();
  check_once();
  check_marked_wins();
  check_same();
  check_lasting();
}
