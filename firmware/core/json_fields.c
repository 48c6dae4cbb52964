#include <string.h>

#include "json.h"
#include "text.h"

static bool put_number(uint8_t *to, const hadir_field *field, int64_t number) {
  if (number < field->min || number > field->max) return false;
  uint16_t half = (uint16_t)number;
  uint32_t whole = (uint32_t)number;
  if (field->size == 1) *to = (uint8_t)number;
  else if (field->size == 2) memcpy(to, &half, sizeof half);
  else memcpy(to, &whole, sizeof whole);
  return true;
}

static bool put_hex(uint8_t *to, const hadir_field *field, const char *text) {
  size_t length = strlen(text) / 2;
  if (length < (size_t)field->min || length > (size_t)field->max) return false;
  if (field->min != field->max) to[field->max] = (uint8_t)length;
  return hadir_hex_decode(text, to, length);
}

static bool put_choice(uint8_t *to, const hadir_field *field, const char *text) {
  const char *word = field->name;
  for (int32_t number = field->min; number <= field->max; number++) {
    word += strlen(word) + 1;
    if (hadir_same(word, text)) return put_number(to, field, number);
  }
  return false;
}

static bool put(const hadir_json *json, const hadir_field *field, uint8_t *to) {
  bool truth = json->kind == HADIR_JSON_TRUE;
  if (field->kind == HADIR_FIELD_INT) return json->kind == HADIR_JSON_NUMBER && put_number(to, field, json->number);
  if (field->kind == HADIR_FIELD_BOOL) {
    memcpy(to, &truth, sizeof truth);
    return truth || json->kind == HADIR_JSON_FALSE;
  }
  if (json->kind != HADIR_JSON_STRING || !json->text_fits) return false;
  if (field->kind == HADIR_FIELD_HEX) return put_hex(to, field, json->text);
  if (field->kind == HADIR_FIELD_CHOICE) return put_choice(to, field, json->text);
  size_t length = strlen(json->text);
  if (length >= field->size) return false;
  memcpy(to, json->text, length + 1);
  return true;
}

int32_t hadir_json_fields(hadir_json *json, const hadir_field *fields, uint8_t count, void *target) {
  int32_t found = 0;
  bool fits = true;
  uint8_t depth = json->depth;
  if (json->kind != HADIR_JSON_OPEN_OBJECT) return -1;
  while (hadir_json_inside(json, depth)) {
    for (unsigned i = 0; i < count; i++) {
      if (json->kind == HADIR_JSON_NULL || !hadir_same(json->key, fields[i].name)) continue;
      found |= 1 << i;
      fits = put(json, &fields[i], (uint8_t *)target + fields[i].offset) && fits;
    }
  }
  return fits && json->kind == HADIR_JSON_CLOSE ? found : -1;
}
