#include "text.h"

#include <string.h>

void hadir_text_start(hadir_text *text, char *buffer, size_t capacity) {
  text->at = buffer;
  text->end = buffer + capacity - 1;
  text->fits = true;
  *buffer = 0;
}

void hadir_text_bytes(hadir_text *text, const char *bytes, size_t length) {
  size_t room = (size_t)(text->end - text->at);
  if (length > room) {
    text->fits = false;
    length = room;
  }
  memcpy(text->at, bytes, length);
  text->at += length;
  *text->at = 0;
}

void hadir_text_add(hadir_text *text, const char *more) { hadir_text_bytes(text, more, strlen(more)); }

void hadir_text_number(hadir_text *text, uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  hadir_text_bytes(text, digits + at, sizeof digits - at);
}

void hadir_text_int(hadir_text *text, int32_t number) {
  if (number < 0) hadir_text_add(text, "-");
  hadir_text_number(text, number < 0 ? 0u - (uint32_t)number : (uint32_t)number);
}

void hadir_text_hex(hadir_text *text, const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < 2 * length; i++) {
    unsigned nibble = (i & 1) ? bytes[i / 2] & 15u : bytes[i / 2] >> 4;
    char digit = (char)(nibble < 10 ? '0' + nibble : 'a' - 10 + nibble);
    hadir_text_bytes(text, &digit, 1);
  }
}

bool hadir_same(const char *a, const char *b) { return strcmp(a, b) == 0; }

const char *hadir_digits(const char *at, const char *end, uint64_t *number) {
  uint64_t value = 0;
  for (; at < end && *at >= '0' && *at <= '9'; at++) {
    unsigned digit = (unsigned)(*at - '0');
    value = value >= HADIR_MAX_NUMBER / 10 ? UINT64_MAX : value * 10 + digit;
  }
  *number = value;
  return at;
}

int hadir_hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  digit = (char)(digit | 32);
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool hadir_hex_decode(const char *hex, uint8_t *bytes, size_t length) {
  if (strlen(hex) != 2 * length) return false;
  for (size_t i = 0; i < length; i++) {
    int high = hadir_hex_digit(hex[2 * i]);
    int low = hadir_hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

static int base64url_digit(char digit) {
  if (digit >= 'A' && digit <= 'Z') return digit - 'A';
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9') return digit - '0' + 52;
  if (digit == '-') return 62;
  return digit == '_' ? 63 : -1;
}

bool hadir_key_decode(const char *printed, uint8_t *key) {
  if (strncmp(printed, "hdk_", 4) != 0 || strlen(printed) != 47) return false;
  uint32_t bits = 0;
  unsigned count = 0;
  for (unsigned i = 4; i < 47; i++) {
    int digit = base64url_digit(printed[i]);
    if (digit < 0) return false;
    bits = bits << 6 | (uint32_t)digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      *key++ = (uint8_t)(bits >> count);
    }
  }
  return true;
}
