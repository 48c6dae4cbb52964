#include <string.h>

#include "text.h"
#include "vector.h"
#include "wire.h"

static char name[128];

typedef struct {
  char key[64];
  char method[8];
  char path[96];
  char device_id[40];
  char sha256[72];
  char signature[72];
  char firmware[40];
  char settings[20];
  char update[40];
  /* What headers of the advisory kind should be, "name: value\n" each. */
  char advisory[1024];
  unsigned advisories;
} request_texts;

static request_texts texts;

static void read_counters(hadir_counters *counters) {
  uint32_t values[8];
  for (unsigned i = 0; i < 8; i++) {
    CHECK(hadir_json_next(&vector_json) == HADIR_JSON_NUMBER);
    values[i] = (uint32_t)vector_json.number;
  }
  memcpy(counters, values, sizeof values);
  CHECK(hadir_json_next(&vector_json) == HADIR_JSON_CLOSE);
}

static void read_told(hadir_attempt *attempt, hadir_vitals *vitals, hadir_counters *counters) {
  attempt->vitals = vitals;
  attempt->counters = counters;
  while (hadir_json_inside(&vector_json, 4)) {
    int32_t number = (int32_t)vector_json.number;
    if (vector_is("firmware")) vector_copy(texts.firmware, sizeof texts.firmware);
    if (vector_is("settings")) vector_copy(texts.settings, sizeof texts.settings);
    if (vector_is("update")) vector_copy(texts.update, sizeof texts.update);
    if (vector_is("resetReason")) vector_copy(vitals->reset_reason, sizeof vitals->reset_reason);
    if (vector_is("rssi")) vitals->rssi_dbm = number;
    if (vector_is("heapMin")) vitals->heap_min_bytes = number;
    if (vector_is("stackMin")) vitals->stack_min_bytes = number;
    if (vector_is("counters")) read_counters(counters);
  }
}

static void read_advisory(void) {
  hadir_text all;
  hadir_text_start(&all, texts.advisory, sizeof texts.advisory);
  while (hadir_json_inside(&vector_json, 4)) {
    hadir_text_add(&all, vector_json.key);
    hadir_text_add(&all, ": ");
    hadir_text_add(&all, vector_text);
    hadir_text_add(&all, "\n");
    texts.advisories += 1;
  }
  CHECK(all.fits);
}

static void read_request_member(hadir_attempt *attempt, hadir_vitals *vitals, hadir_counters *counters) {
  uint64_t number = (uint64_t)vector_json.number;
  if (vector_is("name")) vector_copy(name, sizeof name);
  if (vector_is("key")) vector_copy(texts.key, sizeof texts.key);
  if (vector_is("method")) vector_copy(texts.method, sizeof texts.method);
  if (vector_is("path")) vector_copy(texts.path, sizeof texts.path);
  if (vector_is("deviceId")) vector_copy(texts.device_id, sizeof texts.device_id);
  if (vector_is("bootId")) vector_copy(attempt->boot_id, sizeof attempt->boot_id);
  if (vector_is("sha256")) vector_copy(texts.sha256, sizeof texts.sha256);
  if (vector_is("signature")) vector_copy(texts.signature, sizeof texts.signature);
  if (vector_is("seq")) attempt->seq = (uint32_t)number;
  if (vector_is("capturedAt")) attempt->captured_at_ms = number;
  if (vector_is("capturedMono")) attempt->captured_mono_ms = number;
  if (vector_is("sentMono")) attempt->sent_mono_ms = number;
  if (vector_is("told")) read_told(attempt, vitals, counters);
  if (vector_is("advisory")) read_advisory();
}

static void check_number_header(const hadir_header *header, const char *wanted_name, uint64_t wanted) {
  char digits[24];
  hadir_text text;
  hadir_text_start(&text, digits, sizeof digits);
  hadir_text_number(&text, wanted);
  CHECK_TEXT(header->name, wanted_name);
  CHECK_TEXT(header->value, digits);
}

static void check_headers(const hadir_headers *headers, const hadir_attempt *attempt) {
  const hadir_header *list = headers->list;
  char key[40];
  hadir_text text;
  hadir_text_start(&text, key, sizeof key);
  hadir_text_add(&text, attempt->boot_id);
  hadir_text_add(&text, "-");
  hadir_text_number(&text, attempt->seq);
  CHECK_EQUAL(headers->count, 9 + texts.advisories);
  CHECK_TEXT(list[0].name, "X-Device-Id");
  CHECK_TEXT(list[0].value, texts.device_id);
  CHECK_TEXT(list[1].name, "X-Boot-Id");
  CHECK_TEXT(list[1].value, attempt->boot_id);
  check_number_header(&list[2], "X-Seq", attempt->seq);
  check_number_header(&list[3], "X-Captured-At", attempt->captured_at_ms);
  check_number_header(&list[4], "X-Captured-Mono", attempt->captured_mono_ms);
  check_number_header(&list[5], "X-Sent-Mono", attempt->sent_mono_ms);
  CHECK_TEXT(list[6].name, "X-Content-Sha256");
  CHECK_TEXT(list[6].value, texts.sha256);
  CHECK_TEXT(list[7].name, "Idempotency-Key");
  CHECK_TEXT(list[7].value, key);
  CHECK_TEXT(list[8].name, "X-Signature");
  CHECK_TEXT(list[8].value, texts.signature);
  char advisory[sizeof texts.advisory];
  hadir_text_start(&text, advisory, sizeof advisory);
  for (unsigned i = 9; i < headers->count; i++) {
    hadir_text_add(&text, list[i].name);
    hadir_text_add(&text, ": ");
    hadir_text_add(&text, list[i].value);
    hadir_text_add(&text, "\n");
  }
  CHECK_TEXT(advisory, texts.advisory);
}

/** A value that is too long is left out, and those behind it are not. */
static void test_overflow(void) {
  static hadir_headers headers;
  static char long_text[2000];
  static const uint8_t key[HADIR_DEVICE_KEY_BYTES] = {1};
  hadir_vitals vitals = {-50, INT32_MIN, INT32_MIN, "panic"};
  hadir_attempt attempt = {.method = "POST", .path = HADIR_FRAMES_PATH, .device_id = "door-1", .key = key};
  memset(long_text, 'x', sizeof long_text - 1);
  strcpy(attempt.boot_id, "0123456789abcdef");
  attempt.firmware = long_text;
  attempt.settings_version = "1a2b3c4d";
  attempt.vitals = &vitals;
  hadir_wire_headers(&headers, &attempt);
  CHECK_EQUAL(headers.count, 12);
  CHECK_TEXT(headers.list[9].name, "X-Settings");
  CHECK_TEXT(headers.list[9].value, "1a2b3c4d");
  CHECK_TEXT(headers.list[10].value, "-50");
  CHECK_TEXT(headers.list[11].value, "panic");
  for (unsigned i = 0; i < headers.count; i++) {
    CHECK(headers.list[i].value + strlen(headers.list[i].value) < headers.text + sizeof headers.text);
  }
}

void test_wire_headers(void) {
  test_overflow();
  vector_open("requests");
  while (vector_next()) {
    static hadir_headers headers;
    uint8_t key[HADIR_DEVICE_KEY_BYTES];
    hadir_vitals vitals = {INT32_MIN, INT32_MIN, INT32_MIN, ""};
    hadir_counters counters = {0};
    hadir_attempt attempt = {0};
    memset(&texts, 0, sizeof texts);
    while (vector_member()) read_request_member(&attempt, &vitals, &counters);
    attempt.method = texts.method;
    attempt.path = texts.path;
    attempt.device_id = texts.device_id;
    attempt.key = key;
    attempt.firmware = texts.firmware;
    attempt.settings_version = texts.settings;
    attempt.update = texts.update;
    CHECK(hadir_key_decode(texts.key, key));
    CHECK(hadir_hex_decode(texts.sha256, attempt.sha256, sizeof attempt.sha256));
    memset(&headers, 0xa5, sizeof headers);
    hadir_wire_headers(&headers, &attempt);
    check_headers(&headers, &attempt);
    vector_blame(name);
  }
}
