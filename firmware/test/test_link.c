#include "check.h"
#include "link.h"
#include "sim_hal.h"

static sim s;

/** A board without access points is watched for some time; answers how often it joined. */
static uint32_t joins_in(uint64_t ms) {
  uint32_t before = s.joins;
  sim_run(&s, ms);
  return s.joins - before;
}

void test_link(void) {
  sim_start(&s, 0, 0);
  s.config.network_count = 3;
  s.access_points[0] = s.access_points[1] = s.access_points[2] = false;
  sim_boot(&s);
  /* Each in turn, then a wait. */
  sim_run(&s, 1000);
  CHECK_EQUAL(s.joining, 0);
  sim_run(&s, HADIR_LINK_JOIN_MS);
  CHECK_EQUAL(s.joining, 1);
  sim_run(&s, HADIR_LINK_JOIN_MS);
  CHECK_EQUAL(s.joining, 2);
  CHECK_EQUAL(joins_in(HADIR_LINK_JOIN_MS - 1000), 0);
  CHECK_EQUAL(joins_in(3500), 1);
  CHECK_EQUAL(s.joining, 0);
  CHECK(joins_in(400000) <= 20);
  CHECK_EQUAL(s.boots, 2);
  /* The one that was up is tried first when it goes and comes. */
  s.access_points[2] = true;
  sim_run(&s, 120000);
  CHECK_EQUAL(s.joined, 2);
  uint32_t links = hadir_device_counters(&s.device).links;
  CHECK_EQUAL(links, 0);
  s.access_points[2] = false;
  sim_run(&s, 5000);
  s.access_points[2] = true;
  sim_run(&s, 5000);
  CHECK_EQUAL(s.joined, 2);
  CHECK_EQUAL(hadir_device_counters(&s.device).links, 1);
  /* Up again in time: no restart however often. */
  for (unsigned i = 0; i < 5; i++) {
    s.access_points[2] = false;
    sim_run(&s, HADIR_LINK_RESTART_MS - 150000);
    s.access_points[2] = true;
    sim_run(&s, 160000);
  }
  CHECK_EQUAL(s.boots, 2);
  sim_check(&s);
}
