#include <string.h>

#include "describe.h"
#include "vector.h"

static void check_settings(const vector_bytes *body, const char *expected, bool taken) {
  hadir_settings settings;
  hadir_settings before;
  char got[160];
  hadir_text text;
  memset(&settings, 0x5a, sizeof settings);
  before = settings;
  CHECK(hadir_settings_parse(&settings, body->bytes, body->length) == taken);
  if (taken) {
    hadir_text_start(&text, got, sizeof got);
    describe_settings(&settings, &text);
    CHECK_TEXT(got, expected);
  } else {
    CHECK_BYTES(&settings, &before, sizeof settings);
  }
}

void test_settings(void) {
  vector_open("settings");
  while (vector_next()) {
    char name[128] = "";
    char expected[160] = "";
    vector_bytes body = {0};
    bool taken = false;
    while (vector_member()) {
      if (vector_is("name")) vector_copy(name, sizeof name);
      if (vector_is("expect")) {
        vector_copy(expected, sizeof expected);
        taken = true;
      } else {
        vector_body(&body);
      }
    }
    check_settings(&body, expected, taken);
    vector_blame(name);
  }
}
