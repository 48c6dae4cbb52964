#include "sim_server.h"

#include <string.h>

#include "text.h"

static const char *const seen_names[] = {"", "marked", "seen", "unknown", "nobody"};

const char *sim_header(const hadir_request *request, const char *name) {
  for (unsigned i = 0; i < request->header_count; i++) {
    if (hadir_same(request->headers[i].name, name)) return request->headers[i].value;
  }
  return "";
}

static uint64_t number_header(const hadir_request *request, const char *name) {
  const char *value = sim_header(request, name);
  uint64_t number = UINT64_MAX;
  const char *end = value + strlen(value);
  return end > value && hadir_digits(value, end, &number) == end ? number : UINT64_MAX;
}

bool sim_server_in_session(const sim_server *server, uint64_t date_ms) {
  for (unsigned i = 0; i < server->session_count; i++) {
    if (date_ms >= server->sessions[i].from_ms && date_ms < server->sessions[i].to_ms) return true;
  }
  return false;
}

static uint64_t rest_of(const sim_server *server, uint64_t date_ms) {
  for (unsigned i = 0; i < server->session_count; i++) {
    if (server->sessions[i].from_ms > date_ms) return server->sessions[i].from_ms - date_ms;
  }
  return 86400000;
}

static bool is_signed(const sim_server *server, const hadir_request *request) {
  static const char *const lines[] = {"X-Device-Id",     "X-Boot-Id",   "X-Seq", "X-Captured-At",
                                      "X-Captured-Mono", "X-Sent-Mono", "X-Content-Sha256"};
  uint8_t digest[HADIR_SHA256_BYTES];
  char wanted[80];
  hadir_text text;
  hadir_hmac mac;
  hadir_hmac_start(&mac, server->config->key, HADIR_DEVICE_KEY_BYTES);
  hadir_hmac_add(&mac, "HADIR1\n", 7);
  hadir_hmac_add(&mac, request->method, strlen(request->method));
  hadir_hmac_add(&mac, "\n", 1);
  hadir_hmac_add(&mac, request->path, strlen(request->path));
  for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    const char *value = sim_header(request, lines[i]);
    hadir_hmac_add(&mac, "\n", 1);
    hadir_hmac_add(&mac, value, strlen(value));
  }
  hadir_hmac_end(&mac, digest);
  hadir_text_start(&text, wanted, sizeof wanted);
  hadir_text_add(&text, "v1=");
  hadir_text_hex(&text, digest, sizeof digest);
  return hadir_same(wanted, sim_header(request, "X-Signature"));
}

static bool is_whole(const hadir_request *request, uint32_t *part) {
  uint8_t digest[HADIR_SHA256_BYTES];
  char hex[65];
  hadir_text text;
  hadir_sha256 hash;
  hadir_sha256_start(&hash);
  hadir_sha256_add(&hash, request->body, request->body_length);
  hadir_sha256_end(&hash, digest);
  hadir_text_start(&text, hex, sizeof hex);
  hadir_text_hex(&text, digest, sizeof digest);
  *part = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3] | 1;
  return hadir_same(hex, sim_header(request, "X-Content-Sha256"));
}

static uint16_t refuse(hadir_text *text, uint16_t status, const char *code) {
  hadir_text_add(text, "{\"error\":{\"code\":\"");
  hadir_text_add(text, code);
  hadir_text_add(text, "\",\"message\":\"words\"}");
  return status;
}

static void look_at(sim_server *server, const sim_frame *frame, uint32_t seq) {
  hadir_seen seen = HADIR_SEEN_NOBODY;
  if (frame->scene == SIM_STRANGER) seen = HADIR_SEEN_UNKNOWN;
  if (frame->scene == SIM_KNOWN_FACE) seen = server->faces < 3 ? HADIR_SEEN_SEEN : HADIR_SEEN_MARKED;
  server->faces = frame->scene == SIM_KNOWN_FACE ? (uint8_t)(server->faces < 3 ? server->faces + 1 : 3) : 0;
  memmove(server->latest + 1, server->latest, sizeof server->latest - sizeof server->latest[0]);
  server->latest[0] = (hadir_recent){seq, seen};
  if (server->latest_count < SIM_LATEST) server->latest_count += 1;
}

/** Books an id; answers the status. */
static uint16_t keep(sim_server *server, const hadir_request *request, uint64_t date_ms, uint32_t part) {
  sim_frame frame;
  uint32_t seq = server->seq;
  if (server->kept[seq] == part) {
    server->known += 1;
    return 200;
  }
  if (server->kept[seq] != 0) {
    server->conflicts += 1;
    return 409;
  }
  server->kept[seq] = part;
  server->accepted += 1;
  if (!sim_frame_read(request->body, request->body_length, &frame)) {
    server->corrupted += 1;
    return 202;
  }
  uint64_t captured_at_ms = number_header(request, "X-Captured-At");
  uint64_t age_ms = number_header(request, "X-Sent-Mono") - number_header(request, "X-Captured-Mono");
  int64_t off_ms = (int64_t)(captured_at_ms ? captured_at_ms : date_ms - age_ms) - (int64_t)frame.captured_at_ms;
  int64_t most_ms = captured_at_ms ? server->tolerance_ms : SIM_EXACT_MS;
  if (off_ms > most_ms || off_ms < -most_ms) server->misdated += 1;
  look_at(server, &frame, seq);
  return 202;
}

static void note_request(sim_server *server, const hadir_request *request) {
  hadir_text text;
  server->seq = (uint32_t)number_header(request, "X-Seq") % SIM_SEQS;
  server->dropped = (uint32_t)number_header(request, "X-Dropped");
  hadir_text_start(&text, server->firmware, sizeof server->firmware);
  hadir_text_add(&text, sim_header(request, "X-Firmware"));
  hadir_text_start(&text, server->update, sizeof server->update);
  hadir_text_add(&text, sim_header(request, "X-Update"));
  hadir_text_start(&text, server->settings_version, sizeof server->settings_version);
  hadir_text_add(&text, sim_header(request, "X-Settings"));
  if (hadir_same(server->boot_id, sim_header(request, "X-Boot-Id"))) return;
  memset(server->kept, 0, sizeof server->kept);
  server->latest_count = 0;
  hadir_text_start(&text, server->boot_id, sizeof server->boot_id);
  hadir_text_add(&text, sim_header(request, "X-Boot-Id"));
}

static uint16_t judge(sim_server *server, const hadir_request *request, uint64_t date_ms, hadir_text *text) {
  uint64_t captured_at_ms = number_header(request, "X-Captured-At");
  uint64_t sent_ms = captured_at_ms + number_header(request, "X-Sent-Mono") - number_header(request, "X-Captured-Mono");
  uint32_t part;
  if (!is_signed(server, request)) {
    server->unsigned_attempts += 1;
    return refuse(text, 401, "bad-signature");
  }
  if (number_header(request, "X-Sent-Mono") < number_header(request, "X-Captured-Mono")) {
    server->malformed += 1;
    return refuse(text, 400, "malformed-header");
  }
  if (captured_at_ms != 0 && (sent_ms > date_ms + 300000 || sent_ms + 300000 < date_ms)) {
    server->skewed += 1;
    return refuse(text, 401, "clock-skew");
  }
  if (!is_whole(request, &part)) return refuse(text, 422, "checksum-mismatch");
  hadir_text_add(text, "{\"frameId\":\"");
  hadir_text_add(text, server->config->device_id);
  hadir_text_add(text, "-");
  hadir_text_add(text, sim_header(request, "Idempotency-Key"));
  hadir_text_add(text, "\"");
  return keep(server, request, date_ms, part);
}

static void add_recent(const sim_server *server, hadir_text *text) {
  hadir_text_add(text, ",\"recent\":[");
  for (unsigned i = 0; i < server->latest_count; i++) {
    if (i > 0) hadir_text_add(text, ",");
    hadir_text_add(text, "{\"frameId\":\"");
    hadir_text_add(text, server->config->device_id);
    hadir_text_add(text, "-");
    hadir_text_add(text, server->boot_id);
    hadir_text_add(text, "-");
    hadir_text_number(text, server->latest[i].seq);
    hadir_text_add(text, "\",\"seen\":\"");
    hadir_text_add(text, seen_names[server->latest[i].seen]);
    hadir_text_add(text, "\"}");
  }
  hadir_text_add(text, "]");
}

static void add_wishes(sim_server *server, uint64_t date_ms, hadir_text *text) {
  bool is_session = sim_server_in_session(server, date_ms);
  bool is_close = server->latest_count > 0 && server->latest[0].seen == HADIR_SEEN_SEEN;
  hadir_text_add(text, ",\"intervalMs\":");
  hadir_text_number(text, !is_session ? 30000 : is_close ? 250 : 500);
  if (!is_session) {
    hadir_text_add(text, ",\"restMs\":");
    hadir_text_number(text, rest_of(server, date_ms));
  }
  hadir_text_add(text, server->offer);
  hadir_text_add(text, server->settings);
  hadir_text_add(text, server->burst);
  server->burst = "";
}

void sim_server_answer(sim_server *server, const hadir_request *request, uint64_t date_ms, hadir_response *response) {
  hadir_text text;
  hadir_text_start(&text, response->body, response->capacity);
  note_request(server, request);
  response->status = judge(server, request, date_ms, &text);
  if (response->status <= 202) {
    add_recent(server, &text);
    add_wishes(server, date_ms, &text);
  }
  hadir_text_add(&text, ",\"serverTimeMs\":");
  hadir_text_number(&text, date_ms);
  hadir_text_add(&text, "}");
  response->length = (uint16_t)strlen(response->body);
}
