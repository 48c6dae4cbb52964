#include <string.h>

#include "check.h"
#include "json.h"

/** The kinds of all pieces, a letter for each. */
static void check_pieces(const char *document, const char *wanted) {
  static const char letters[] = "!.{[)snotfz";
  char text[16];
  char got[64];
  size_t count = 0;
  hadir_json json;
  hadir_json_start(&json, document, strlen(document), text, sizeof text);
  do {
    got[count++] = letters[hadir_json_next(&json)];
  } while (json.kind > HADIR_JSON_END && count < sizeof got - 1);
  got[count] = 0;
  CHECK_TEXT(got, wanted);
  CHECK(hadir_json_next(&json) <= HADIR_JSON_END);
}

static void check_string(const char *document, const char *wanted, bool fits) {
  char text[8];
  hadir_json json;
  hadir_json_start(&json, document, strlen(document), text, sizeof text);
  CHECK(hadir_json_next(&json) == HADIR_JSON_STRING);
  CHECK(json.text_fits == fits);
  if (fits) CHECK_TEXT(json.text, wanted);
  CHECK(hadir_json_next(&json) == HADIR_JSON_END);
}

static void check_number(const char *document, int64_t wanted) {
  hadir_json json;
  char text[1];
  hadir_json_start(&json, document, strlen(document), text, sizeof text);
  CHECK(hadir_json_next(&json) == HADIR_JSON_NUMBER);
  CHECK_EQUAL(json.number, wanted);
}

static void test_skipping(void) {
  static const char document[] = "{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":[[],[3]],\"e\":4}";
  char text[8];
  char keys[8] = "";
  hadir_json json;
  hadir_json_start(&json, document, strlen(document), text, sizeof text);
  CHECK(hadir_json_next(&json) == HADIR_JSON_OPEN_OBJECT);
  while (hadir_json_inside(&json, 1)) strcat(keys, json.key);
  CHECK_TEXT(keys, "ade");
  CHECK(json.kind == HADIR_JSON_CLOSE);
  CHECK(hadir_json_next(&json) == HADIR_JSON_END);
}

static void test_pieces(void) {
  check_pieces("{}", "{).");
  check_pieces("[1, -2.5e-3, true,false , null,\"x\",[],{\"a\":{}}]", "[notfzs[){{))).");
  check_pieces("7", "n.");
  check_pieces("", "!");
  check_pieces("1 2", "n!");
  check_pieces("[1,]", "[n!");
  check_pieces("[,1]", "[!");
  check_pieces("[1 2]", "[n!");
  check_pieces("{\"a\"}", "{!");
  check_pieces("{\"a\":}", "{!");
  check_pieces("{\"a\":1,}", "{n!");
  check_pieces("{1:2}", "{!");
  check_pieces("[}", "[!");
  check_pieces("{]", "{!");
  check_pieces("]", "!");
  check_pieces("[[[[[[[[1]]]]]]]]", "[[[[[[[[n)))))))).");
  check_pieces("[[[[[[[[[1]]]]]]]]]", "[[[[[[[[!");
  check_pieces("[{\"a\":[{\"b\":[{\"c\":[{}]}]}]}]", "[{[{[{[{)))))))).");
  check_pieces("tru", "!");
  check_pieces("01", "!");
  check_pieces("-", "!");
  check_pieces("1.", "!");
  check_pieces(".5", "!");
  check_pieces("1e", "!");
  check_pieces("1e+", "!");
  check_pieces("-0.0E+7", "o.");
  check_pieces("\"\\", "!");
  check_pieces("\"\x1f\"", "!");
}

void test_json(void) {
  test_pieces();
  test_skipping();
  check_string("\"\\\"\\\\\\/\\b\\n\\t\\r\"", "\"\\/\b\n\t\r", true);
  check_string("\"\\f1234567\"", "", false);
  check_string("\"1234567\"", "1234567", true);
  check_string("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", true);
  check_string("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", true);
  check_string("\"\\ud83d\"", "\xef\xbf\xbd", true);
  check_string("\"\\ud83dx\\n\"", "\xef\xbf\xbdx\n", true);
  check_string("\"\\ude00\\u0041\"", "\xef\xbf\xbd\x41", true);
  check_string("\"\\ud83d\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd", true);
  check_string("\"a\\u0000b\"", "", false);
  check_string("\"\xff\xfe\"", "\xff\xfe", true);
  check_number("0", 0);
  check_number("-0", 0);
  check_number("8999999999999999999", 8999999999999999999);
  check_number("-8999999999999999999", -8999999999999999999);
  check_pieces("9000000000000000000", "o.");
  check_pieces("-99999999999999999999999", "o.");
}
