#include "settings.h"

#include "json.h"
#include "settings_fields.h"

/* A rest is short enough that the server does not take the device for offline. */
const hadir_settings hadir_default_settings = {
    .frame_size = HADIR_FRAME_VGA,
    .quality = 12,
    .lamp_mode = HADIR_LAMP_OFF,
    .lamp_from_minute = 18 * 60,
    .lamp_to_minute = 6 * 60,
    .lamp_duty_percent = 40,
    .lamp_dark_below = 50,
    .gate_threshold = 12,
    .heartbeat_ms = 30000,
    .deep_sleep_from_ms = 600000,
    .max_rest_ms = 240000,
    .led = true,
};

#define DAY_MS 86400000

#define SIZE(member) sizeof((hadir_settings *)0)->member
#define INT(name, member, min, max) {name, min, max, offsetof(hadir_settings, member), HADIR_FIELD_INT, SIZE(member)}
#define BOOL(name, member) {name, 0, 1, offsetof(hadir_settings, member), HADIR_FIELD_BOOL, SIZE(member)}
#define CHOICE(words, member, max) {words, 0, max, offsetof(hadir_settings, member), HADIR_FIELD_CHOICE, SIZE(member)}

/* The limits are those of packages/contracts/src/device-settings.ts. */
static const hadir_field fields[] = {
    {"version", 0, 0, offsetof(hadir_settings, version), HADIR_FIELD_TEXT, SIZE(version)},
    CHOICE("frameSize\0vga\0svga", frame_size, HADIR_FRAME_SVGA),
    INT("quality", quality, 4, 63),
    INT("exposureLevel", exposure_level, -2, 2),
    CHOICE("lampMode\0off\0schedule\0ambient", lamp_mode, HADIR_LAMP_AMBIENT),
    INT("lampFromMinute", lamp_from_minute, 0, 1439),
    INT("lampToMinute", lamp_to_minute, 0, 1439),
    INT("lampDutyPercent", lamp_duty_percent, 0, 100),
    INT("lampDarkBelow", lamp_dark_below, 0, 255),
    INT("gateThreshold", gate_threshold, 0, 255),
    INT("heartbeatMs", heartbeat_ms, 1000, 3600000),
    INT("deepSleepFromMs", deep_sleep_from_ms, 0, DAY_MS),
    INT("maxRestMs", max_rest_ms, 1000, DAY_MS),
    BOOL("led", led),
    BOOL("buzzer", buzzer),
    INT("utcOffsetMinutes", utc_offset_minutes, -840, 840),
};

bool hadir_settings_read(hadir_settings *settings, hadir_json *json) {
  hadir_settings read = hadir_default_settings;
  if (hadir_json_fields(json, fields, sizeof fields / sizeof fields[0], &read) < 0) return false;
  *settings = read;
  return true;
}

bool hadir_settings_parse(hadir_settings *settings, const char *text, size_t length) {
  hadir_settings read;
  hadir_json json;
  char word[24];
  hadir_json_start(&json, text, length, word, sizeof word);
  hadir_json_next(&json);
  if (!hadir_settings_read(&read, &json) || hadir_json_next(&json) != HADIR_JSON_END) return false;
  *settings = read;
  return true;
}
