#include <string.h>

#include "check.h"
#include "text.h"

static void test_bounds(void) {
  char buffer[8];
  hadir_text text;
  memset(buffer, 'x', sizeof buffer);
  hadir_text_start(&text, buffer, 6);
  hadir_text_add(&text, "abc");
  hadir_text_int(&text, -4);
  CHECK(text.fits);
  CHECK_TEXT(buffer, "abc-4");
  hadir_text_number(&text, 5);
  CHECK(!text.fits);
  CHECK_TEXT(buffer, "abc-4");
  CHECK_EQUAL(buffer[6], 'x');
  hadir_text_start(&text, buffer, 1);
  hadir_text_hex(&text, (const uint8_t *)"\xff", 1);
  CHECK(!text.fits);
  CHECK_TEXT(buffer, "");
}

static void test_numbers(void) {
  char buffer[64];
  hadir_text text;
  hadir_text_start(&text, buffer, sizeof buffer);
  hadir_text_number(&text, 0);
  hadir_text_add(&text, " ");
  hadir_text_number(&text, UINT64_MAX);
  hadir_text_add(&text, " ");
  hadir_text_int(&text, INT32_MIN);
  hadir_text_add(&text, " ");
  hadir_text_int(&text, INT32_MAX);
  CHECK_TEXT(buffer, "0 18446744073709551615 -2147483648 2147483647");
}

static void check_digits(const char *digits, uint64_t wanted, size_t length) {
  uint64_t number;
  CHECK_EQUAL(hadir_digits(digits, digits + strlen(digits), &number) - digits, length);
  CHECK(number == wanted);
}

void test_text(void) {
  uint8_t bytes[32];
  test_bounds();
  test_numbers();
  check_digits("", 0, 0);
  check_digits("-1", 0, 0);
  check_digits("007x", 7, 3);
  check_digits("8999999999999999999", 8999999999999999999u, 19);
  check_digits("9000000000000000000", UINT64_MAX, 19);
  check_digits("18446744073709551616000", UINT64_MAX, 23);
  CHECK(hadir_hex_decode("00Ff", bytes, 2));
  CHECK_EQUAL(bytes[1], 255);
  CHECK(!hadir_hex_decode("00F", bytes, 2));
  CHECK(!hadir_hex_decode("00F@", bytes, 2));
  CHECK(!hadir_hex_decode("00f\xc6", bytes, 2));
  CHECK(!hadir_key_decode("hdk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh", bytes));
  CHECK(hadir_key_decode("hdk_-_ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", bytes));
  CHECK_EQUAL(bytes[0], 0xfb);
  CHECK_EQUAL(bytes[1], 0xf1);
  CHECK_EQUAL(bytes[31], 0x1f);
}
