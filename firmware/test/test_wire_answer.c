#include <string.h>

#include "describe.h"
#include "vector.h"
#include "wire.h"

static char name[128];

static const char *const verdicts[] = {"accepted", "known", "drop", "resend", "clock", "hold", "wait", "back-off"};
static const char *const seens[] = {"none", "marked", "seen", "unknown", "nobody"};

static void add_word(hadir_text *text, const char *before, const char *word) {
  hadir_text_add(text, before);
  hadir_text_add(text, word);
}

static void describe_recent(const hadir_answer *answer, hadir_text *text) {
  for (unsigned i = 0; i < answer->recent_count; i++) {
    if (i > 0) hadir_text_add(text, ", ");
    hadir_text_number(text, answer->recent[i].seq);
    add_word(text, " ", seens[answer->recent[i].seen]);
  }
}

static void describe_offer(const hadir_answer *answer, hadir_text *text) {
  const hadir_offer *offer = &answer->offer;
  if (!answer->has_offer) return;
  add_word(text, offer->version, " ");
  hadir_text_number(text, offer->size);
  hadir_text_add(text, " ");
  hadir_text_hex(text, offer->sha256, sizeof offer->sha256);
  hadir_text_add(text, " ");
  hadir_text_hex(text, offer->signature, offer->signature_length);
  add_word(text, " ", offer->forced ? "true" : "false");
}

/** What an answer says, part by part; what is not expected must not be there. */
typedef struct {
  char verdict[16];
  char recent[128];
  char settings[128];
  char offer[512];
  int64_t numbers[6];
} described;

static const char *const number_keys[6] = {"serverTimeMs", "intervalMs",      "restMs",
                                           "burstFrames",  "burstIntervalMs", "waitMs"};

static void describe(const hadir_answer *answer, described *to) {
  hadir_text text;
  memset(to, 0, sizeof *to);
  strcpy(to->verdict, verdicts[answer->verdict]);
  hadir_text_start(&text, to->recent, sizeof to->recent);
  describe_recent(answer, &text);
  hadir_text_start(&text, to->settings, sizeof to->settings);
  if (answer->has_settings) describe_settings(&answer->settings, &text);
  hadir_text_start(&text, to->offer, sizeof to->offer);
  describe_offer(answer, &text);
  to->numbers[0] = (int64_t)answer->server_time_ms;
  to->numbers[1] = answer->interval_ms;
  to->numbers[2] = answer->has_rest ? (int64_t)answer->rest_ms : -1;
  to->numbers[3] = answer->burst_frames;
  to->numbers[4] = answer->burst_interval_ms;
  to->numbers[5] = answer->wait_ms;
}

static void read_expected(described *to) {
  memset(to, 0, sizeof *to);
  to->numbers[2] = -1;
  while (hadir_json_inside(&vector_json, 4)) {
    if (vector_is("verdict")) vector_copy(to->verdict, sizeof to->verdict);
    if (vector_is("recent")) vector_copy(to->recent, sizeof to->recent);
    if (vector_is("settings")) vector_copy(to->settings, sizeof to->settings);
    if (vector_is("offer")) vector_copy(to->offer, sizeof to->offer);
    for (unsigned i = 0; i < 6; i++) {
      if (vector_is(number_keys[i])) to->numbers[i] = vector_json.number;
    }
  }
}

static void check_answer(uint16_t status, int32_t retry_after_s, const vector_bytes *body, const described *expected) {
  static hadir_answer answer;
  static const hadir_attempt attempt = {.boot_id = "0123456789abcdef", .seq = 42};
  described got;
  memset(&answer, 0xa5, sizeof answer);
  hadir_wire_answer(&answer, status, retry_after_s, body->bytes, body->length, &attempt);
  describe(&answer, &got);
  CHECK_TEXT(got.verdict, expected->verdict);
  CHECK_TEXT(got.recent, expected->recent);
  CHECK_TEXT(got.settings, expected->settings);
  CHECK_TEXT(got.offer, expected->offer);
  for (unsigned i = 0; i < 6; i++) CHECK_EQUAL(got.numbers[i], expected->numbers[i]);
}

void test_wire_answer(void) {
  vector_open("answers");
  while (vector_next()) {
    described expected = {0};
    vector_bytes body = {0};
    uint16_t status = 0;
    int32_t retry_after_s = -1;
    while (vector_member()) {
      if (vector_is("name")) vector_copy(name, sizeof name);
      if (vector_is("status")) status = (uint16_t)vector_json.number;
      if (vector_is("retryAfter")) retry_after_s = (int32_t)vector_json.number;
      if (vector_is("expect")) read_expected(&expected);
      else vector_body(&body);
    }
    check_answer(status, retry_after_s, &body, &expected);
    vector_blame(name);
  }
}
