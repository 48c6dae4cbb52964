#ifndef HADIR_SETTINGS_H
#define HADIR_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { HADIR_FRAME_VGA, HADIR_FRAME_SVGA } hadir_frame_size;
typedef enum { HADIR_LAMP_OFF, HADIR_LAMP_SCHEDULE, HADIR_LAMP_AMBIENT } hadir_lamp_mode;

/** What the server sets from afar. `version` tells the server which it has; empty: the defaults of the firmware. */
typedef struct {
  char version[17];
  hadir_frame_size frame_size;
  /** The sensor's scale: 0 best to 63 worst; 4 to 63 is taken. */
  uint8_t quality;
  /** -2 to 2. */
  int8_t exposure_level;
  hadir_lamp_mode lamp_mode;
  /** Minutes of the local day, 0 to 1439; the span may cross midnight. */
  uint16_t lamp_from_minute;
  uint16_t lamp_to_minute;
  /** Brightest duty, 0 to 100. */
  uint8_t lamp_duty_percent;
  /** Mean brightness, 0 to 255, under which the lamp helps in ambient mode. */
  uint8_t lamp_dark_below;
  /** Difference of a cell, 0 to 255, from which it counts as changed; 0: every frame goes. */
  uint8_t gate_threshold;
  /** At least one frame goes in this time though nothing moves. */
  uint32_t heartbeat_ms;
  /** Rests of at least this are spent in deep sleep; 0: never. */
  uint32_t deep_sleep_from_ms;
  /** No rest is longer, so that a session begun by hand is noticed. */
  uint32_t max_rest_ms;
  bool led;
  bool buzzer;
  /** Of the campus, for the lamp's schedule. */
  int16_t utc_offset_minutes;
} hadir_settings;

extern const hadir_settings hadir_default_settings;

/**
 * Reads settings from one flat JSON object: version, frameSize ("vga", "svga"), quality, exposureLevel, lampMode ("off",
 * "schedule", "ambient"), lampFromMinute, lampToMinute, lampDutyPercent, lampDarkBelow, gateThreshold, heartbeatMs,
 * deepSleepFromMs, maxRestMs, led, buzzer, utcOffsetMinutes. What is not there keeps its default; what is out of range makes
 * the whole refused: false, and `settings` untouched.
 */
bool hadir_settings_parse(hadir_settings *settings, const char *json, size_t length);

#endif
