#include "check_config.h"
#include "json.h"
#include "provision.h"

/** Every answer is one line: OK or ERROR and a JSON object. */
static void say(void *board, const char *line) {
  const char *from = strchr(line, '{');
  char text[160];
  hadir_json json;
  (void)board;
  MUST(strncmp(line, "HADIR OK {", 10) == 0 || strncmp(line, "HADIR ERROR {", 13) == 0);
  hadir_json_start(&json, from, strlen(from), text, sizeof text);
  MUST(hadir_json_next(&json) == HADIR_JSON_OPEN_OBJECT);
  while (hadir_json_inside(&json, 1)) continue;
  MUST(hadir_json_next(&json) == HADIR_JSON_END);
}

static bool save_config(void *board, const hadir_config *config) {
  (void)board;
  check_config(config);
  return true;
}

static bool save_ca(void *board, const char *pem, size_t length) {
  (void)board;
  MUST(length > 0 && pem[length - 1] == '\n');
  return true;
}

static bool reset(void *board) {
  (void)board;
  return true;
}

static void restart(void *board) { (void)board; }

/** The first byte is the length of the parts in which the rest comes. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const hadir_provision_hooks hooks = {NULL, say, save_config, save_ca, reset, restart};
  static hadir_config config;
  char line[512];
  char ca[96];
  hadir_provision provision = {.hooks = &hooks, .firmware = "hadir-esp32/1.2.0", .config = &config};
  if (length < 1) return 0;
  provision.line = line;
  provision.line_capacity = sizeof line;
  provision.ca = ca;
  provision.ca_capacity = sizeof ca;
  size_t part = bytes[0] + 1u;
  for (size_t at = 1; at < length; at += part) {
    hadir_provision_feed(&provision, (const char *)bytes + at, length - at < part ? length - at : part);
  }
  return 0;
}
