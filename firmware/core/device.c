#include "device_parts.h"

#include <string.h>

#include "text.h"

void hadir_device_lock(hadir_device *device) { device->hal->lock(device->hal->board); }

void hadir_device_unlock(hadir_device *device) { device->hal->unlock(device->hal->board); }

uint64_t hadir_device_now(const hadir_device *device) { return device->hal->mono_ms(device->hal->board); }

uint32_t hadir_device_random(const hadir_device *device) { return device->hal->random(device->hal->board); }

static void name_boot(hadir_device *device) {
  uint32_t words[2] = {hadir_device_random(device), hadir_device_random(device)};
  hadir_text text;
  hadir_text_start(&text, device->attempt.boot_id, sizeof device->attempt.boot_id);
  hadir_text_hex(&text, (const uint8_t *)words, sizeof words);
}

static void name_firmware(hadir_device *device, const char *target, const char *version) {
  hadir_text text;
  hadir_text_start(&text, device->firmware, sizeof device->firmware);
  hadir_text_add(&text, "hadir-");
  hadir_text_add(&text, target);
  hadir_text_add(&text, "/");
  hadir_text_add(&text, version);
}

static void note_rolled_back(hadir_device *device, uint64_t now_ms) {
  char version[16] = "";
  if (device->hal->rolled_back) device->hal->rolled_back(device->hal->board, version);
  if (version[0] == 0) return;
  hadir_ota_failed(&device->ota, version, HADIR_UPDATE_ROLLED_BACK, now_ms, hadir_device_random(device));
}

void hadir_device_start(hadir_device *device, const hadir_hal *hal, const hadir_config *config,
                        const hadir_settings *settings, void *memory, uint32_t capacity, const char *target,
                        const char *version) {
  memset(device, 0, sizeof *device);
  device->hal = hal;
  device->config = config;
  device->settings = *settings;
  device->version = version;
  uint64_t now_ms = hadir_device_now(device);
  device->started_at_ms = now_ms;
  device->prove_until_ms = now_ms + HADIR_OTA_PROVE_MS;
  device->brightness = -1;
  device->pace.interval_ms = HADIR_SESSION_INTERVAL_MS;
  device->pace.poll = true;
  device->counters.dropped = hal->lost(hal->board);
  hadir_spool_start(&device->spool, memory, capacity);
  hadir_link_start(&device->link, now_ms);
  device->image_is_pending = hal->update_is_pending(hal->board);
  note_rolled_back(device, now_ms);
  name_boot(device);
  name_firmware(device, target, version);
  hadir_attempt *attempt = &device->attempt;
  attempt->device_id = config->device_id;
  attempt->key = config->key;
  attempt->firmware = device->firmware;
  attempt->settings_version = device->settings.version;
  attempt->update = device->ota.report;
  attempt->vitals = &device->vitals;
  attempt->counters = &device->told;
}

hadir_counters hadir_device_counters(hadir_device *device) {
  hadir_device_lock(device);
  hadir_counters counters = device->counters;
  hadir_device_unlock(device);
  return counters;
}

uint16_t hadir_device_waiting(hadir_device *device) {
  hadir_device_lock(device);
  uint16_t waiting = hadir_spool_count(&device->spool);
  hadir_device_unlock(device);
  return waiting;
}
