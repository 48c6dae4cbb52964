#include "lamp.h"

#define MINUTES_OF_DAY 1440

static bool is_scheduled(const hadir_settings *settings, uint64_t date_ms) {
  if (date_ms == 0) return false;
  int minute = (int)((uint32_t)(date_ms / 60000u) % MINUTES_OF_DAY) + settings->utc_offset_minutes;
  minute = (minute + 2 * MINUTES_OF_DAY) % MINUTES_OF_DAY;
  bool after = minute >= settings->lamp_from_minute;
  bool before = minute < settings->lamp_to_minute;
  return settings->lamp_from_minute < settings->lamp_to_minute ? after && before : after || before;
}

static bool is_dark(hadir_lamp *lamp, const hadir_settings *settings, uint64_t now_ms, int brightness) {
  if (brightness < 0) return lamp->on;
  if (!lamp->on) {
    lamp->measured = false;
    lamp->since_ms = now_ms;
    lamp->before = (uint8_t)brightness;
    return brightness < settings->lamp_dark_below;
  }
  if (now_ms - lamp->since_ms < HADIR_LAMP_SETTLE_MS) return true;
  if (!lamp->measured) {
    lamp->measured = true;
    lamp->added = (uint8_t)(brightness > lamp->before ? brightness - lamp->before : 0);
  }
  return brightness - lamp->added <= settings->lamp_dark_below + HADIR_LAMP_HYSTERESIS;
}

uint8_t hadir_lamp_duty(hadir_lamp *lamp, const hadir_settings *settings, uint64_t now_ms, uint64_t date_ms,
                        int brightness, bool active) {
  bool on = false;
  if (active && settings->lamp_mode == HADIR_LAMP_SCHEDULE) on = is_scheduled(settings, date_ms);
  if (active && settings->lamp_mode == HADIR_LAMP_AMBIENT) on = is_dark(lamp, settings, now_ms, brightness);
  lamp->on = on;
  if (!on) return 0;
  return settings->lamp_duty_percent < HADIR_LAMP_MAX_PERCENT ? settings->lamp_duty_percent : HADIR_LAMP_MAX_PERCENT;
}
