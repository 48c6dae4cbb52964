#include <string.h>

#include "text.h"
#include "wire.h"

typedef struct {
  hadir_headers *headers;
  hadir_text text;
  /* Of the header that is being written. */
  char *value;
  hadir_hmac mac;
} writer;

/** A value that is empty, does not fit or would break the line is left out. */
static void finish(writer *to, const char *name) {
  hadir_headers *headers = to->headers;
  bool goes = to->text.fits && *to->value && headers->count < HADIR_HEADERS;
  for (const char *c = to->value; *c; c++) goes = goes && *c >= ' ' && *c <= '~';
  if (goes) {
    headers->list[headers->count].name = name;
    headers->list[headers->count++].value = to->value;
    hadir_text_bytes(&to->text, "", 1);
    to->value = to->text.at;
  } else {
    to->text.at = to->value;
    to->text.fits = true;
    *to->value = 0;
  }
}

static void sign(writer *to, const char *line) {
  hadir_hmac_add(&to->mac, "\n", 1);
  hadir_hmac_add(&to->mac, line, strlen(line));
}

static void finish_signed(writer *to, const char *name) {
  sign(to, to->value);
  finish(to, name);
}

static void add_signed(writer *to, const hadir_attempt *attempt) {
  static const char *const names[] = {"X-Seq", "X-Captured-At", "X-Captured-Mono", "X-Sent-Mono"};
  const uint64_t numbers[] = {attempt->seq, attempt->captured_at_ms, attempt->captured_mono_ms, attempt->sent_mono_ms};
  hadir_text *text = &to->text;
  hadir_hmac_start(&to->mac, attempt->key, HADIR_DEVICE_KEY_BYTES);
  hadir_hmac_add(&to->mac, "HADIR1", 6);
  sign(to, attempt->method);
  sign(to, attempt->path);
  hadir_text_add(text, attempt->device_id);
  finish_signed(to, "X-Device-Id");
  hadir_text_add(text, attempt->boot_id);
  finish_signed(to, "X-Boot-Id");
  for (unsigned i = 0; i < 4; i++) {
    hadir_text_number(text, numbers[i]);
    finish_signed(to, names[i]);
  }
  hadir_text_hex(text, attempt->sha256, HADIR_SHA256_BYTES);
  finish_signed(to, "X-Content-Sha256");
  hadir_text_add(text, attempt->boot_id);
  hadir_text_add(text, "-");
  hadir_text_number(text, attempt->seq);
  finish(to, "Idempotency-Key");
  uint8_t digest[HADIR_SHA256_BYTES];
  hadir_hmac_end(&to->mac, digest);
  hadir_text_add(text, "v1=");
  hadir_text_hex(text, digest, sizeof digest);
  finish(to, "X-Signature");
}

static void add_text(writer *to, const char *name, const char *value) {
  if (value) hadir_text_add(&to->text, value);
  finish(to, name);
}

static void add_number(writer *to, const char *name, int32_t value, int32_t min, int32_t max) {
  if (value >= min && value <= max) hadir_text_int(&to->text, value);
  finish(to, name);
}

static void add_counters(writer *to, const hadir_counters *counters) {
  static const char names[] = "captured=\0;gated=\0;broken=\0;dropped=\0;accepted=\0;retried=\0;cameras=\0;links=\0";
  uint32_t values[8];
  _Static_assert(sizeof values == sizeof *counters, "the names follow the members");
  memcpy(values, counters, sizeof values);
  const char *name = names;
  for (unsigned i = 0; i < 8; i++) {
    hadir_text_add(&to->text, name);
    hadir_text_number(&to->text, values[i]);
    name += strlen(name) + 1;
  }
  finish(to, "X-Counters");
  hadir_text_number(&to->text, counters->dropped);
  finish(to, "X-Dropped");
}

void hadir_wire_headers(hadir_headers *headers, const hadir_attempt *attempt) {
  const hadir_vitals *vitals = attempt->vitals;
  const char *settings = attempt->settings_version;
  writer to;
  to.headers = headers;
  to.value = headers->text;
  headers->count = 0;
  hadir_text_start(&to.text, headers->text, sizeof headers->text);
  add_signed(&to, attempt);
  add_text(&to, "X-Firmware", attempt->firmware);
  add_text(&to, "X-Settings", settings && *settings ? settings : "0");
  add_text(&to, "X-Update", attempt->update);
  if (vitals) {
    add_number(&to, "X-Rssi", vitals->rssi_dbm, -127, 0);
    add_number(&to, "X-Heap-Min", vitals->heap_min_bytes, 0, INT32_MAX);
    add_number(&to, "X-Stack-Min", vitals->stack_min_bytes, 0, INT32_MAX);
    add_text(&to, "X-Reset-Reason", vitals->reset_reason);
  }
  if (attempt->counters) add_counters(&to, attempt->counters);
}
