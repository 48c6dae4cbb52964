#include "describe.h"

static void add_int(hadir_text *text, int32_t number) {
  hadir_text_add(text, " ");
  hadir_text_int(text, number);
}

static void add_bool(hadir_text *text, const char *before, bool truth) {
  hadir_text_add(text, before);
  hadir_text_add(text, truth ? "true" : "false");
}

void describe_settings(const hadir_settings *settings, hadir_text *text) {
  static const char *const sizes[] = {" vga", " svga"};
  static const char *const modes[] = {" off", " schedule", " ambient"};
  hadir_text_add(text, settings->version);
  hadir_text_add(text, sizes[settings->frame_size]);
  add_int(text, settings->quality);
  add_int(text, settings->exposure_level);
  hadir_text_add(text, modes[settings->lamp_mode]);
  add_int(text, settings->lamp_from_minute);
  add_int(text, settings->lamp_to_minute);
  add_int(text, settings->lamp_duty_percent);
  add_int(text, settings->lamp_dark_below);
  add_int(text, settings->gate_threshold);
  add_int(text, (int32_t)settings->heartbeat_ms);
  add_int(text, (int32_t)settings->deep_sleep_from_ms);
  add_int(text, (int32_t)settings->max_rest_ms);
  add_bool(text, " ", settings->led);
  add_bool(text, " ", settings->buzzer);
  add_int(text, settings->utc_offset_minutes);
}

static void add(hadir_text *text, const char *before, const char *more) {
  hadir_text_add(text, before);
  hadir_text_add(text, more);
}

void describe_config(const hadir_config *config, hadir_text *text) {
  add(text, config->device_id, "|");
  hadir_text_hex(text, config->key, sizeof config->key);
  add(text, "|", config->server);
  add_bool(text, "|", config->allow_http);
  add_bool(text, "|", config->custom_ca);
  for (unsigned i = 0; i < config->network_count; i++) {
    add(text, "|", config->networks[i].ssid);
    add(text, "/", config->networks[i].password);
  }
  if (!config->static_ip) return;
  add(text, "|", config->address);
  add(text, " ", config->netmask);
  add(text, " ", config->gateway);
  add(text, " ", config->dns);
}
