#include <string.h>

#include "config_reading.h"
#include "json.h"
#include "text.h"

static void take_json(hadir_reading *to, const hadir_json *json, unsigned first, unsigned end, unsigned network) {
  const char *text = json->kind == HADIR_JSON_STRING && json->text_fits ? json->text : NULL;
  if (json->kind == HADIR_JSON_TRUE) text = hadir_config_true;
  if (json->kind == HADIR_JSON_FALSE) text = hadir_config_false;
  for (unsigned which = first; which < end; which++) {
    if (hadir_same(json->key, hadir_config_fields[which].name)) hadir_config_take(to, which, network, text);
  }
}

/** Members of the document, of each object in "networks" and of "ip"; what is nested elsewhere is not looked at. */
void hadir_config_read_json(hadir_reading *to, const char *bytes, size_t length) {
  char text[sizeof to->config->server];
  unsigned networks = 0;
  unsigned inside = 0;
  hadir_json json;
  hadir_json_start(&json, bytes, length, text, sizeof text);
  if (hadir_json_next(&json) != HADIR_JSON_OPEN_OBJECT) json.kind = HADIR_JSON_BROKEN;
  while (hadir_json_next(&json) > HADIR_JSON_END) {
    bool opens = json.kind == HADIR_JSON_OPEN_OBJECT || json.kind == HADIR_JSON_OPEN_ARRAY;
    if (json.kind == HADIR_JSON_CLOSE || json.kind == HADIR_JSON_NULL) continue;
    if (json.depth == 1 + opens) {
      bool is_ip = hadir_same(json.key, "ip");
      if (is_ip && json.kind != HADIR_JSON_OPEN_OBJECT) hadir_config_refuse(to, "ip", "must be an object");
      inside = is_ip ? ADDRESS : hadir_same(json.key, "networks") ? SSID : 0;
      take_json(to, &json, DEVICE_ID, SSID, 0);
    } else if (json.depth == 2 && inside == ADDRESS) {
      take_json(to, &json, ADDRESS, FIELDS, 0);
    } else if (json.depth == 3 && inside == SSID) {
      if (opens && ++networks > HADIR_NETWORKS) {
        hadir_config_refuse(to, "networks", "must be at most 4");
        return;
      }
      if (networks > 0) take_json(to, &json, SSID, ADDRESS, networks - 1);
    }
  }
  if (json.kind == HADIR_JSON_BROKEN) hadir_config_refuse(to, "configuration", "must be a JSON object");
}

/** Decodes up to `&` or the end, moving `at`; false when it does not fit, has a NUL or a % without digits. */
static bool decode(const char **at, const char *end, char *buffer, size_t capacity) {
  hadir_text text;
  bool fine = true;
  hadir_text_start(&text, buffer, capacity);
  while (*at < end && **at != '&') {
    char c = *(*at)++;
    if (c == '+') c = ' ';
    if (c == '%') {
      int high = end - *at < 2 ? -1 : hadir_hex_digit((*at)[0]);
      int low = end - *at < 2 ? -1 : hadir_hex_digit((*at)[1]);
      if (high < 0 || low < 0) return false;
      c = (char)(high << 4 | low);
      *at += 2;
    }
    fine = fine && c != 0;
    hadir_text_bytes(&text, &c, 1);
  }
  return fine && text.fits;
}

static unsigned which_of_form(const char *name, size_t length, unsigned *network) {
  *network = 0;
  for (unsigned which = 0; which < FIELDS; which++) {
    size_t known = strlen(hadir_config_fields[which].name);
    bool numbered = which == SSID || which == PASSWORD;
    if (length != known + numbered || memcmp(name, hadir_config_fields[which].name, known) != 0) continue;
    if (numbered) *network = (unsigned)(name[known] - '1');
    if (*network < HADIR_NETWORKS) return which;
  }
  return FIELDS;
}

/** A field that is left empty is not there; a box that is ticked is "on", and one that is not is left out. */
void hadir_config_read_form(hadir_reading *to, const char *at, size_t length) {
  const char *end = at + length;
  char text[sizeof to->config->server];
  while (at < end) {
    unsigned network;
    const char *name = at;
    while (at < end && *at != '=' && *at != '&') at++;
    unsigned which = which_of_form(name, (size_t)(at - name), &network);
    if (at < end && *at == '=') at++;
    const char *value = decode(&at, end, text, sizeof text) ? text : NULL;
    if (value && hadir_config_is_flag(which)) value = *value == 'f' ? hadir_config_false : hadir_config_true;
    if (which < FIELDS && (*text || !value)) hadir_config_take(to, which, network, value);
    while (at < end && *at++ != '&') continue;
  }
}
