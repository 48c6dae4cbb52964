#include <string.h>

#include "json.h"
#include "settings_fields.h"
#include "text.h"
#include "wire.h"

/** A server that asks for longer has it wrong; the device would look dead. */
#define LONGEST_RETRY_AFTER_S 600
#define DAY_MS 86400000
#define LEAST_INTERVAL_MS 50
/* 2020 to 2100: a device that takes any other date for its own can no longer be helped by the server. */
#define EARLIEST_MS 1577836800000
#define LATEST_MS 4102444800000

typedef enum { CODE_OTHER, CODE_CLOCK_SKEW, CODE_CHECKSUM } error_code;

typedef struct {
  char frame_id[72];
  uint8_t seen;
} recent_entry;

typedef struct {
  uint8_t frames;
  uint16_t interval_ms;
} burst;

/** What of an answer only the verdict needs. */
typedef struct {
  uint8_t code;
  bool is_ours; /* it names the frame that was sent */
} facts;

#define SIZE(type, member) sizeof((type *)0)->member

static const hadir_field error_fields[] = {
    {"code\0clock-skew\0checksum-mismatch", CODE_CLOCK_SKEW, CODE_CHECKSUM, 0, HADIR_FIELD_CHOICE, 1}};

static const hadir_field recent_fields[] = {
    {"frameId", 0, 0, offsetof(recent_entry, frame_id), HADIR_FIELD_TEXT, SIZE(recent_entry, frame_id)},
    {"seen\0marked\0seen\0unknown\0nobody", HADIR_SEEN_MARKED, HADIR_SEEN_NOBODY, offsetof(recent_entry, seen),
     HADIR_FIELD_CHOICE, 1}};

static const hadir_field burst_fields[] = {
    {"frames", 1, 64, offsetof(burst, frames), HADIR_FIELD_INT, 1},
    {"intervalMs", 50, 1000, offsetof(burst, interval_ms), HADIR_FIELD_INT, 2}};

_Static_assert(offsetof(hadir_offer, signature_length) == offsetof(hadir_offer, signature) + 72, "as HADIR_FIELD_HEX has it");

static const hadir_field offer_fields[] = {
    {"version", 0, 0, offsetof(hadir_offer, version), HADIR_FIELD_TEXT, SIZE(hadir_offer, version)},
    {"size", 1, HADIR_SLOT_BYTES, offsetof(hadir_offer, size), HADIR_FIELD_INT, 4},
    {"sha256", 32, 32, offsetof(hadir_offer, sha256), HADIR_FIELD_HEX, 0},
    {"signature", 8, 72, offsetof(hadir_offer, signature), HADIR_FIELD_HEX, 0},
    {"forced", 0, 1, offsetof(hadir_offer, forced), HADIR_FIELD_BOOL, 0}};
#define OFFER_NEEDS 15 /* all but forced */

static uint32_t clamped(int64_t value, uint32_t least, uint32_t most) {
  if (value < (int64_t)least) return least;
  return value > (int64_t)most ? most : (uint32_t)value;
}

/** `<device>-<boot>-<seq>` of this boot. */
static bool seq_of(const char *frame_id, const char *boot_id, uint32_t *seq) {
  size_t length = strlen(boot_id);
  const char *dash = strrchr(frame_id, '-');
  uint64_t number;
  if (!dash || (size_t)(dash - frame_id) <= length || dash[-1 - (int)length] != '-') return false;
  if (memcmp(dash - length, boot_id, length) != 0) return false;
  const char *end = dash + 1 + strlen(dash + 1);
  if (dash + 1 == end || hadir_digits(dash + 1, end, &number) != end || number > UINT32_MAX) return false;
  *seq = (uint32_t)number;
  return true;
}

static void read_recent(hadir_answer *answer, hadir_json *json, const char *boot_id) {
  uint8_t depth = json->depth;
  answer->recent_count = 0;
  if (json->kind != HADIR_JSON_OPEN_ARRAY) return;
  while (hadir_json_inside(json, depth)) {
    recent_entry entry;
    hadir_recent *to = &answer->recent[answer->recent_count];
    if (hadir_json_fields(json, recent_fields, 2, &entry) != 3 || answer->recent_count == HADIR_RECENT) continue;
    if (!seq_of(entry.frame_id, boot_id, &to->seq)) continue;
    to->seen = (hadir_seen)entry.seen;
    answer->recent_count++;
  }
}

static void read_number(hadir_answer *answer, const hadir_json *json) {
  int64_t number = json->number;
  if (hadir_same(json->key, "serverTimeMs") && number >= EARLIEST_MS && number <= LATEST_MS) {
    answer->server_time_ms = (uint64_t)number;
  }
  if (hadir_same(json->key, "intervalMs") && number > 0) {
    answer->interval_ms = clamped(number, LEAST_INTERVAL_MS, DAY_MS);
  }
  if (hadir_same(json->key, "restMs") && number >= 0) {
    answer->has_rest = true;
    answer->rest_ms = clamped(number, 0, DAY_MS);
  }
}

static void read_member(hadir_answer *answer, hadir_json *json, const hadir_attempt *attempt, facts *found) {
  char key[sizeof json->key];
  burst asked;
  uint32_t seq;
  memcpy(key, json->key, sizeof key);
  if (json->kind == HADIR_JSON_NUMBER) read_number(answer, json);
  if (json->kind == HADIR_JSON_STRING && hadir_same(key, "frameId")) {
    found->is_ours = json->text_fits && seq_of(json->text, attempt->boot_id, &seq) && seq == attempt->seq;
  }
  if (hadir_same(key, "recent")) read_recent(answer, json, attempt->boot_id);
  if (hadir_same(key, "error")) hadir_json_fields(json, error_fields, 1, &found->code);
  if (hadir_same(key, "burst") && hadir_json_fields(json, burst_fields, 2, &asked) == 3) {
    answer->burst_frames = asked.frames;
    answer->burst_interval_ms = asked.interval_ms;
  }
  if (hadir_same(key, "settings") && hadir_settings_read(&answer->settings, json)) {
    answer->has_settings = answer->settings.version[0] != 0;
  }
  if (hadir_same(key, "firmware")) {
    memset(&answer->offer, 0, sizeof answer->offer);
    int32_t fields = hadir_json_fields(json, offer_fields, 5, &answer->offer);
    answer->has_offer = fields >= 0 && (fields & OFFER_NEEDS) == OFFER_NEEDS;
  }
}

static bool read_body(hadir_answer *answer, const char *body, size_t length, const hadir_attempt *attempt,
                      facts *found) {
  hadir_json json;
  char text[2 * sizeof answer->offer.signature + 1];
  hadir_json_start(&json, body, length, text, sizeof text);
  if (hadir_json_next(&json) != HADIR_JSON_OPEN_OBJECT) return false;
  while (hadir_json_inside(&json, 1)) read_member(answer, &json, attempt, found);
  return json.kind == HADIR_JSON_CLOSE && hadir_json_next(&json) == HADIR_JSON_END;
}

static hadir_verdict verdict_of(uint16_t status, const facts *found, const hadir_answer *answer, int32_t retry_after_s) {
  switch (status) {
    case 200:
    case 202:
      /* A proxy's page or that of a Wi-Fi that wants a login has 200 as well, and has taken nothing. */
      if (!found->is_ours) return HADIR_VERDICT_BACK_OFF;
      return status == 200 ? HADIR_VERDICT_KNOWN : HADIR_VERDICT_ACCEPTED;
    case 401:
      return found->code == CODE_CLOCK_SKEW && answer->server_time_ms ? HADIR_VERDICT_CLOCK : HADIR_VERDICT_HOLD;
    case 403:
      return HADIR_VERDICT_HOLD;
    case 422:
      return found->code == CODE_CHECKSUM ? HADIR_VERDICT_RESEND : HADIR_VERDICT_DROP;
    case 400:
    case 409:
    case 413:
    case 415:
      return HADIR_VERDICT_DROP;
    case 429:
    case 503:
      return retry_after_s >= 0 ? HADIR_VERDICT_WAIT : HADIR_VERDICT_BACK_OFF;
    default:
      return HADIR_VERDICT_BACK_OFF;
  }
}

void hadir_wire_answer(hadir_answer *answer, uint16_t status, int32_t retry_after_s, const char *body, size_t length,
                       const hadir_attempt *attempt) {
  facts found = {CODE_OTHER, false};
  memset(answer, 0, sizeof *answer);
  if (!read_body(answer, body, length, attempt, &found)) {
    /* Half an answer is none: what it lacks would be taken for what the server did not say. */
    memset(answer, 0, sizeof *answer);
    found = (facts){CODE_OTHER, false};
  }
  answer->verdict = verdict_of(status, &found, answer, retry_after_s);
  if (answer->verdict == HADIR_VERDICT_WAIT) answer->wait_ms = 1000 * clamped(retry_after_s, 0, LONGEST_RETRY_AFTER_S);
}
