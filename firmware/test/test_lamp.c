#include <string.h>

#include "check.h"
#include "lamp.h"

#define DAY_MS 86400000u

static hadir_lamp lamp;
static hadir_settings settings;
static uint64_t now_ms;

static uint8_t at_minute(unsigned minute) {
  return hadir_lamp_duty(&lamp, &settings, 1000, 20000ull * DAY_MS + minute * 60000ull, 100, true);
}

static uint8_t at_brightness(int brightness, bool active) {
  now_ms += 500;
  return hadir_lamp_duty(&lamp, &settings, now_ms, 0, brightness, active);
}

static void check_schedule(void) {
  settings.lamp_mode = HADIR_LAMP_SCHEDULE;
  settings.lamp_from_minute = 18 * 60;
  settings.lamp_to_minute = 7 * 60;
  settings.utc_offset_minutes = 0;
  CHECK_EQUAL(at_minute(18 * 60 - 1), 0);
  CHECK_EQUAL(at_minute(18 * 60), 30);
  CHECK_EQUAL(at_minute(0), 30);
  CHECK_EQUAL(at_minute(7 * 60 - 1), 30);
  CHECK_EQUAL(at_minute(7 * 60), 0);
  settings.utc_offset_minutes = 7 * 60;
  CHECK_EQUAL(at_minute(11 * 60), 30);
  CHECK_EQUAL(at_minute(0), 0);
  CHECK_EQUAL(at_minute(23 * 60), 30);
  settings.utc_offset_minutes = -12 * 60;
  CHECK_EQUAL(at_minute(6 * 60), 30);
  CHECK_EQUAL(at_minute(20 * 60), 0);
  settings.utc_offset_minutes = 0;
  settings.lamp_from_minute = 7 * 60;
  settings.lamp_to_minute = 18 * 60;
  CHECK_EQUAL(at_minute(12 * 60), 30);
  CHECK_EQUAL(at_minute(18 * 60), 0);
  settings.lamp_to_minute = 7 * 60;
  CHECK_EQUAL(at_minute(18 * 60), 30);
  /* Unknown time, or no session. */
  CHECK_EQUAL(hadir_lamp_duty(&lamp, &settings, 1000, 0, 100, true), 0);
  CHECK_EQUAL(hadir_lamp_duty(&lamp, &settings, 1000, DAY_MS, 100, false), 0);
  settings.lamp_duty_percent = 100;
  CHECK_EQUAL(at_minute(600), HADIR_LAMP_MAX_PERCENT);
  settings.lamp_mode = HADIR_LAMP_OFF;
  CHECK_EQUAL(at_minute(600), 0);
}

static void check_ambient(void) {
  memset(&lamp, 0, sizeof lamp);
  settings.lamp_mode = HADIR_LAMP_AMBIENT;
  settings.lamp_duty_percent = 30;
  settings.lamp_dark_below = 40;
  CHECK_EQUAL(at_brightness(-1, true), 0);
  CHECK_EQUAL(at_brightness(40, true), 0);
  CHECK_EQUAL(at_brightness(39, true), 30);
  /* Its own light, 60 of it, does not switch it off, however long. */
  for (unsigned i = 0; i < 100; i++) CHECK_EQUAL(at_brightness(99 + (int)i % 15, true), 30);
  CHECK_EQUAL(at_brightness(-1, true), 30);
  CHECK_EQUAL(at_brightness(120, true), 0);
  CHECK_EQUAL(at_brightness(60, true), 0);
  CHECK_EQUAL(at_brightness(20, true), 30);
  CHECK_EQUAL(at_brightness(20, false), 0);
}

void test_lamp(void) {
  settings = hadir_default_settings;
  settings.lamp_duty_percent = 30;
  check_schedule();
  check_ambient();
}
