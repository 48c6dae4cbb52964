#include <string.h>

#include "check.h"
#include "sim_hal.h"
#include "text.h"

enum { CAPTURE, SIGNAL, UPLOAD };

uint64_t sim_date(const sim *s) { return SIM_BEGIN_MS + s->now_ms; }

uint32_t sim_random(sim *s, uint32_t below) {
  s->random = s->random * 1664525u + 1013904223u;
  return (s->random >> 8) % below;
}

static void add_counters(hadir_counters *to, const hadir_counters *more) {
  uint32_t sums[sizeof *to / sizeof(uint32_t)];
  uint32_t terms[sizeof *to / sizeof(uint32_t)];
  memcpy(sums, to, sizeof sums);
  memcpy(terms, more, sizeof terms);
  for (unsigned i = 0; i < sizeof sums / sizeof sums[0]; i++) sums[i] += terms[i];
  memcpy(to, sums, sizeof sums);
}

hadir_counters sim_counters(sim *s) {
  hadir_counters all = s->before;
  hadir_counters now = hadir_device_counters(&s->device);
  add_counters(&all, &now);
  return all;
}

static void reboot(sim *s) {
  sim_check(s);
  hadir_counters now = hadir_device_counters(&s->device);
  add_counters(&s->before, &now);
  uint32_t waiting = hadir_device_waiting(&s->device);
  s->lost += waiting;
  if (s->is_cut) {
    s->kept_lost = 0;
    s->cut += waiting;
  } else {
    /* The next boot begins with them, and with what was dropped before and is not told yet. */
    CHECK(s->kept_lost >= waiting);
    s->before.dropped += waiting - s->kept_lost;
  }
  s->last_reboot = s->reboot;
  /* What times a sleep is 2 % slow. */
  s->now_ms += s->sleep_ms + s->sleep_ms / 50 + 1000;
  s->clock_off_ms -= s->sleep_ms / 50;
  s->is_pending = s->is_pending || s->is_written;
  s->is_written = false;
  s->sleep_ms = 0;
  s->reboot = NULL;
  sim_boot(s);
}

void sim_cut_power(sim *s) {
  s->reboot = "power-on";
  s->clock_is_set = false;
  s->is_cut = true;
  reboot(s);
  s->is_cut = false;
}

static void run_task(sim *s, unsigned task) {
  static uint32_t (*const steps[])(hadir_device *) = {
      [CAPTURE] = hadir_capture_step, [SIGNAL] = hadir_signal_step, [UPLOAD] = hadir_upload_step};
  uint32_t wait_ms = steps[task](&s->device);
  s->due_ms[task] = s->now_ms + (wait_ms > 0 ? wait_ms : 1);
  CHECK(!s->is_locked);
}

/** Runs what falls due of the first `tasks` until a moment. */
static void run_until(sim *s, uint64_t end_ms, unsigned tasks) {
  for (;;) {
    unsigned next = 0;
    for (unsigned i = 1; i < tasks; i++) {
      if (s->due_ms[i] < s->due_ms[next]) next = i;
    }
    if (s->due_ms[next] > end_ms) break;
    if (s->due_ms[next] > s->now_ms) s->now_ms = s->due_ms[next];
    run_task(s, next);
    if (s->reboot && tasks > UPLOAD) reboot(s);
  }
  if (end_ms > s->now_ms) s->now_ms = end_ms;
}

void sim_pass(sim *s, uint64_t ms) {
  CHECK(!s->is_locked);
  run_until(s, s->now_ms + ms, UPLOAD);
}

void sim_run(sim *s, uint64_t ms) { run_until(s, s->now_ms + ms, UPLOAD + 1); }

void sim_start(sim *s, const sim_span *sessions, unsigned session_count) {
  memset(s, 0, sizeof *s);
  memcpy(s->config.device_id, "door-101", 9);
  for (unsigned i = 0; i < HADIR_DEVICE_KEY_BYTES; i++) s->config.key[i] = (uint8_t)i;
  s->config.network_count = 2;
  s->server = (sim_server){.config = &s->config, .sessions = sessions, .session_count = session_count};
  s->server.offer = s->server.settings = s->server.burst = "";
  s->kept_settings = hadir_default_settings;
  s->access_points[0] = s->access_points[1] = true;
  s->clock_is_set = true;
  s->random = 2463534242u;
  s->light = 100;
  s->latency_ms = 60;
  s->memory_bytes = SIM_MEMORY_BYTES;
  s->last_reboot = "power-on";
  memcpy(s->version, "1.2.0", 6);
  sim_fill_hal(s);
  sim_boot(s);
}

static hadir_net answer_late(sim *s, uint32_t timeout_ms) {
  sim_pass(s, timeout_ms);
  s->is_connected = false;
  return HADIR_NET_FAILED;
}

static hadir_net refuse(sim *s, hadir_response *response, uint16_t status, int32_t retry_after_s, const char *code) {
  hadir_text text;
  sim_pass(s, s->latency_ms);
  hadir_text_start(&text, response->body, response->capacity);
  hadir_text_add(&text, "{\"error\":{\"code\":\"");
  hadir_text_add(&text, code);
  hadir_text_add(&text, "\",\"message\":\"words\"},\"serverTimeMs\":");
  hadir_text_number(&text, sim_date(s));
  hadir_text_add(&text, "}");
  response->status = status;
  response->retry_after_s = retry_after_s;
  response->length = (uint16_t)strlen(response->body);
  return HADIR_NET_OK;
}

static void damage(sim *s, hadir_request *request) {
  memcpy(s->damaged, request->body, request->body_length);
  s->damaged[sim_random(s, request->body_length)] ^= 4;
  request->body = s->damaged;
}

hadir_net sim_http(void *board, const hadir_request *asked, hadir_response *response) {
  sim *s = board;
  const sim_faults *faults = &s->faults;
  hadir_request request = *asked;
  CHECK(!s->is_locked);
  s->requests += 1;
  if (s->is_connected && sim_random(s, 1000) < faults->stale) {
    s->is_connected = false;
    return HADIR_NET_STALE;
  }
  if (s->joined < 0 || s->server_is_away) {
    sim_pass(s, sim_random(s, 4) == 0 ? asked->timeout_ms : 30);
    return HADIR_NET_FAILED;
  }
  s->is_connected = true;
  if (sim_random(s, 1000) < faults->unanswered) return answer_late(s, asked->timeout_ms);
  if (s->status != 0) return refuse(s, response, s->status, s->retry_after_s, s->code);
  int32_t retry_after_s = (int32_t)sim_random(s, 4);
  if (sim_random(s, 1000) < faults->unavailable) return refuse(s, response, 503, retry_after_s, "backlog");
  if (sim_random(s, 1000) < faults->limited) return refuse(s, response, 429, retry_after_s, "too-many-requests");
  if (sim_random(s, 1000) < faults->damaged) damage(s, &request);
  sim_pass(s, s->latency_ms / 2);
  s->server.tolerance_ms = s->clock_off_ms < 2000 && s->clock_off_ms > -2000 ? SIM_EXACT_MS : 300000;
  sim_server_answer(&s->server, &request, sim_date(s), response);
  sim_pass(s, s->latency_ms / 2);
  if (sim_random(s, 1000) < faults->lost_answer) return answer_late(s, asked->timeout_ms);
  if (sim_random(s, 1000) < faults->garbage) response->length /= 2;
  return HADIR_NET_OK;
}

void sim_check(sim *s) {
  hadir_counters c = hadir_device_counters(&s->device);
  hadir_counters all = sim_counters(s);
  CHECK_EQUAL(c.captured + s->begun_with, c.gated + c.broken + c.accepted + c.dropped + hadir_device_waiting(&s->device));
  CHECK_EQUAL(s->server.conflicts, 0);
  CHECK_EQUAL(s->server.corrupted, 0);
  CHECK_EQUAL(s->server.unsigned_attempts, 0);
  CHECK_EQUAL(s->server.misdated, 0);
  CHECK_EQUAL(s->server.malformed, 0);
  /*
   * What the board counts as accepted is there; what is there beyond that is a frame whose answer was lost before it
   * was dropped.
   */
  CHECK(s->server.accepted >= all.accepted);
  CHECK(s->server.accepted <= all.accepted + all.dropped + s->cut + hadir_device_waiting(&s->device));
}
