#include <string.h>

#include "fuzz.h"
#include "settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  hadir_settings settings;
  if (!hadir_settings_parse(&settings, (const char *)bytes, length)) return 0;
  MUST(memchr(settings.version, 0, sizeof settings.version) != NULL);
  MUST(settings.frame_size <= HADIR_FRAME_SVGA && settings.lamp_mode <= HADIR_LAMP_AMBIENT);
  MUST(settings.quality >= 4 && settings.quality <= 63);
  MUST(settings.exposure_level >= -2 && settings.exposure_level <= 2);
  MUST(settings.lamp_from_minute < 1440 && settings.lamp_to_minute < 1440);
  MUST(settings.lamp_duty_percent <= 100);
  MUST(settings.heartbeat_ms >= 1000 && settings.heartbeat_ms <= 3600000);
  MUST(settings.deep_sleep_from_ms <= 86400000);
  MUST(settings.max_rest_ms >= 1000 && settings.max_rest_ms <= 86400000);
  MUST(settings.utc_offset_minutes >= -840 && settings.utc_offset_minutes <= 840);
  return 0;
}
