#include <string.h>

#include "describe.h"
#include "vector.h"

typedef struct {
  char name[192];
  char expected[640];
  char refused[24];
  bool is_form;
  vector_bytes body;
} config_case;

static config_case one;

static void check_config(void) {
  static hadir_config config;
  static hadir_config before;
  hadir_fault fault;
  memset(&config, 0x5a, sizeof config);
  before = config;
  bool taken = one.is_form ? hadir_config_parse_form(&config, one.body.bytes, one.body.length, &fault)
                           : hadir_config_parse(&config, one.body.bytes, one.body.length, &fault);
  CHECK(taken == (one.refused[0] == 0));
  if (taken) {
    char got[sizeof one.expected];
    hadir_text text;
    hadir_text_start(&text, got, sizeof got);
    describe_config(&config, &text);
    CHECK(text.fits);
    CHECK_TEXT(got, one.expected);
  } else {
    CHECK_BYTES(&config, &before, sizeof config);
    CHECK_TEXT(fault.field, one.refused);
    CHECK(strlen(fault.message) > 8);
  }
}

void test_config(void) {
  vector_open("configurations");
  while (vector_next()) {
    memset(&one, 0, sizeof one);
    while (vector_member()) {
      if (vector_is("name")) vector_copy(one.name, sizeof one.name);
      else if (vector_is("expect")) vector_copy(one.expected, sizeof one.expected);
      else if (vector_is("refused")) vector_copy(one.refused, sizeof one.refused);
      else if (vector_body(&one.body)) one.is_form = vector_is("form");
    }
    check_config();
    vector_blame(one.name);
  }
}
