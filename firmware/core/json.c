#include "json.h"

#include <string.h>

#include "text.h"

#define MAX_DEPTH 8

void hadir_json_start(hadir_json *json, const char *bytes, size_t length, char *text, size_t capacity) {
  memset(json, 0, sizeof *json);
  json->at = bytes;
  json->end = bytes + length;
  json->fresh = true;
  json->text = text;
  json->text_capacity = capacity;
  json->kind = HADIR_JSON_END; /* anything but broken */
}

/** The next byte, or NUL at the end: NUL is nowhere allowed outside of JSON's strings, nor inside. */
static char peek(const hadir_json *json) { return json->at < json->end ? *json->at : 0; }

static bool take(hadir_json *json, char wanted) {
  if (peek(json) != wanted) return false;
  json->at++;
  return true;
}

static void skip_space(hadir_json *json) {
  for (;;) {
    char c = peek(json);
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    json->at++;
  }
}

/** Four hexadecimal digits, or -1. */
static int32_t code_unit(hadir_json *json) {
  int32_t unit = 0;
  for (unsigned i = 0; i < 4; i++) {
    int digit = hadir_hex_digit(peek(json));
    if (digit < 0) return -1;
    json->at++;
    unit = unit << 4 | digit;
  }
  return unit;
}

static void add_utf8(hadir_text *text, uint32_t point) {
  char bytes[4];
  unsigned more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  for (unsigned i = more; i > 0; i--) {
    bytes[i] = (char)(0x80 | (point & 0x3f));
    point >>= 6;
  }
  static const uint8_t lead[4] = {0, 0xc0, 0xe0, 0xf0};
  bytes[0] = (char)(lead[more] | point);
  hadir_text_bytes(text, bytes, more + 1);
  if (point == 0 && more == 0) text->fits = false; /* a NUL would end the text early */
}

/** What follows `\u`. */
static bool unicode_escape(hadir_json *json, hadir_text *text) {
  int32_t unit = code_unit(json);
  if (unit < 0) return false;
  if ((unit & 0xf800) == 0xd800) {
    int32_t high = unit;
    const char *behind = json->at;
    unit = take(json, '\\') && take(json, 'u') ? code_unit(json) : -1;
    if (high < 0xdc00 && unit >= 0xdc00 && unit < 0xe000) {
      unit = 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff));
    } else {
      json->at = behind;
      unit = 0xfffd;
    }
  }
  add_utf8(text, (uint32_t)unit);
  return true;
}

static bool escape(hadir_json *json, hadir_text *text) {
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  if (take(json, 'u')) return unicode_escape(json, text);
  const char *letter = memchr(letters, peek(json), sizeof letters - 1);
  if (!letter) return false;
  json->at++;
  hadir_text_bytes(text, meanings + (letter - letters), 1);
  return true;
}

/** What follows the opening quote. False when it is no string; what does not fit is told by `fits`. */
static bool read_string(hadir_json *json, char *buffer, size_t capacity, bool *fits) {
  hadir_text text;
  hadir_text_start(&text, buffer, capacity);
  for (;;) {
    const char *from = json->at;
    while (json->at < json->end && (uint8_t)*json->at >= 0x20 && *json->at != '"' && *json->at != '\\') json->at++;
    hadir_text_bytes(&text, from, (size_t)(json->at - from));
    *fits = text.fits;
    if (take(json, '"')) return true;
    if (!take(json, '\\') || !escape(json, &text)) return false;
  }
}

static hadir_json_kind read_number(hadir_json *json) {
  bool negative = take(json, '-');
  const char *from = json->at;
  uint64_t number;
  json->at = hadir_digits(from, json->end, &number);
  if (json->at == from || (*from == '0' && json->at - from > 1)) return HADIR_JSON_BROKEN;
  hadir_json_kind kind = number == UINT64_MAX ? HADIR_JSON_OTHER : HADIR_JSON_NUMBER;
  json->number = negative ? -(int64_t)number : (int64_t)number;
  for (unsigned part = 0; part < 2; part++) {
    if (!(part == 0 ? take(json, '.') : take(json, 'e') || take(json, 'E'))) continue;
    if (part == 1 && !take(json, '-')) take(json, '+');
    from = json->at;
    json->at = hadir_digits(from, json->end, &number);
    if (json->at == from) return HADIR_JSON_BROKEN;
    kind = HADIR_JSON_OTHER;
  }
  return kind;
}

static hadir_json_kind read_word(hadir_json *json) {
  static const char words[][6] = {"true", "false", "null"};
  for (unsigned i = 0; i < 3; i++) {
    size_t length = strlen(words[i]);
    if ((size_t)(json->end - json->at) >= length && memcmp(json->at, words[i], length) == 0) {
      json->at += length;
      return (hadir_json_kind)(HADIR_JSON_TRUE + i);
    }
  }
  return HADIR_JSON_BROKEN;
}

static hadir_json_kind read_value(hadir_json *json) {
  char c = peek(json);
  if (c == '"') {
    json->at++;
    return read_string(json, json->text, json->text_capacity, &json->text_fits) ? HADIR_JSON_STRING : HADIR_JSON_BROKEN;
  }
  if (c == '-' || (c >= '0' && c <= '9')) return read_number(json);
  if (c != '{' && c != '[') return read_word(json);
  if (json->depth == MAX_DEPTH) return HADIR_JSON_BROKEN;
  json->at++;
  json->objects = (uint8_t)(json->objects << 1 | (c == '{'));
  json->depth++;
  json->fresh = true;
  return c == '{' ? HADIR_JSON_OPEN_OBJECT : HADIR_JSON_OPEN_ARRAY;
}

static hadir_json_kind read_piece(hadir_json *json) {
  bool in_object = json->objects & 1;
  json->key[0] = 0;
  skip_space(json);
  if (json->depth == 0) {
    if (!json->fresh) return json->at == json->end ? HADIR_JSON_END : HADIR_JSON_BROKEN;
  } else {
    if (take(json, in_object ? '}' : ']')) {
      json->depth--;
      json->objects >>= 1;
      json->fresh = false;
      return HADIR_JSON_CLOSE;
    }
    if (!json->fresh && !take(json, ',')) return HADIR_JSON_BROKEN;
    skip_space(json);
  }
  if (in_object) {
    bool fits;
    if (!take(json, '"') || !read_string(json, json->key, sizeof json->key, &fits)) return HADIR_JSON_BROKEN;
    if (!fits) json->key[0] = 0;
    skip_space(json);
    if (!take(json, ':')) return HADIR_JSON_BROKEN;
    skip_space(json);
  }
  json->fresh = false;
  return read_value(json);
}

hadir_json_kind hadir_json_next(hadir_json *json) {
  if (json->kind != HADIR_JSON_BROKEN) json->kind = read_piece(json);
  return json->kind;
}

bool hadir_json_inside(hadir_json *json, uint8_t depth) {
  for (;;) {
    hadir_json_kind kind = hadir_json_next(json);
    bool opens = kind == HADIR_JSON_OPEN_OBJECT || kind == HADIR_JSON_OPEN_ARRAY;
    if (kind <= HADIR_JSON_END || json->depth < depth) return false;
    if (kind != HADIR_JSON_CLOSE && json->depth == depth + opens) return true;
  }
}
