#ifndef HADIR_TEXT_H
#define HADIR_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Text that grows in somebody else's buffer and is always terminated. What does not fit is left out, and `fits` turns false. */
typedef struct {
  char *at;
  char *end; /* where the terminator must be at the latest */
  bool fits;
} hadir_text;

/** `capacity` is at least 1. */
void hadir_text_start(hadir_text *text, char *buffer, size_t capacity);
void hadir_text_bytes(hadir_text *text, const char *bytes, size_t length);
void hadir_text_add(hadir_text *text, const char *more);
void hadir_text_number(hadir_text *text, uint64_t number);
void hadir_text_int(hadir_text *text, int32_t number);
/** Two lower-case digits for each byte. */
void hadir_text_hex(hadir_text *text, const uint8_t *bytes, size_t length);

bool hadir_same(const char *a, const char *b);

/**
 * Reads decimal digits from `at` up to `end`; answers where they ended (`at` itself when there is none). A number of
 * HADIR_MAX_NUMBER or more is read to its end and told as UINT64_MAX.
 */
#define HADIR_MAX_NUMBER 9000000000000000000u
const char *hadir_digits(const char *at, const char *end, uint64_t *number);

/** The value of a hexadecimal digit of either case, or -1. */
int hadir_hex_digit(char digit);
/** Exactly 2 × `length` hexadecimal digits of either case and the terminator, else false. */
bool hadir_hex_decode(const char *hex, uint8_t *bytes, size_t length);
/** A device key as printed, `hdk_` and 43 base64url characters, into its 32 bytes. */
bool hadir_key_decode(const char *printed, uint8_t *key);

#endif
