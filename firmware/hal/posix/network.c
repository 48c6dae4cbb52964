#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "events.h"
#include "update.h"

/** More than any answer has; a server that goes on and on is left. */
#define MOST_ANSWER_BYTES 65536

static bool net_is_up(void *of) { return !atomic_load(&((posix_board *)of)->is_link_down); }

static void net_join(void *of, uint8_t index) {
  posix_board *board = of;
  atomic_store(&board->is_link_down, false);
  event_print("{\"event\":\"joined\",\"network\":%u}", index);
}

static bool keep_answer(void *to, const http_head *head, const char *bytes, size_t length) {
  hadir_response *response = to;
  (void)head;
  size_t room = (size_t)response->capacity - response->length;
  size_t part = length < room ? length : room;
  memcpy(response->body + response->length, bytes, part);
  response->length = (uint16_t)(response->length + part);
  return true;
}

/** As though the server had said so: for tests that have less time than a lecture. */
static void say_interval(hadir_response *response, uint32_t interval_ms) {
  static const char name[] = "\"intervalMs\":";
  char text[2048];
  if (interval_ms == 0 || response->length >= sizeof text) return;
  memcpy(text, response->body, response->length);
  text[response->length] = '\0';
  char *value = strstr(text, name);
  if (!value) return;
  value += sizeof name - 1;
  const char *rest = value + strspn(value, "0123456789");
  int length = snprintf(response->body + (value - text), (size_t)response->capacity - (size_t)(value - text), "%u%s",
                        interval_ms, rest);
  size_t total = (size_t)(value - text) + (size_t)length;
  response->length = (uint16_t)(total < response->capacity ? total : response->capacity);
}

static const char *header_of(const hadir_request *request, const char *name) {
  for (uint8_t i = 0; i < request->header_count; i++) {
    if (strcmp(request->headers[i].name, name) == 0) return request->headers[i].value;
  }
  return "";
}

static const char *const nets[] = {[HADIR_NET_OK] = "ok", [HADIR_NET_STALE] = "stale", [HADIR_NET_FAILED] = "failed"};

static hadir_net attempt(posix_board *board, const hadir_request *request, hadir_response *response) {
  uint32_t every = board->options->faults.link;
  board->requests += 1;
  if (every > 0 && board->requests % every == 0) {
    atomic_store(&board->is_link_down, true);
    http_close(&board->http);
    event_print("{\"event\":\"fault\",\"kind\":\"link\"}");
  }
  if (atomic_load(&board->is_link_down) || board->slots.cannot_upload) return HADIR_NET_FAILED;
  hadir_request shorter = *request;
  uint32_t most_ms = board->options->timeout_ms;
  if (most_ms > 0 && most_ms < shorter.timeout_ms) shorter.timeout_ms = most_ms;
  http_head head = {.retry_after_s = -1};
  hadir_net net = http_exchange(&board->http, &shorter, MOST_ANSWER_BYTES, &head, keep_answer, response);
  if (net != HADIR_NET_OK) return net;
  response->status = head.status;
  response->retry_after_s = head.retry_after_s;
  say_interval(response, board->options->interval_ms);
  return net;
}

static hadir_net http(void *of, const hadir_request *request, hadir_response *response) {
  posix_board *board = of;
  response->status = 0;
  response->retry_after_s = -1;
  response->length = 0;
  hadir_net net = attempt(board, request, response);
  event_print("{\"event\":\"attempt\",\"seq\":%s,\"net\":\"%s\",\"status\":%u}", header_of(request, "X-Seq"), nets[net],
              response->status);
  return net;
}

static void http_hang_up(void *of) { http_close(&((posix_board *)of)->http); }

static void vitals(void *of, hadir_vitals *told) {
  told->rssi_dbm = told->heap_min_bytes = told->stack_min_bytes = INT32_MIN;
  snprintf(told->reset_reason, sizeof told->reset_reason, "%s", ((posix_board *)of)->reset_reason);
}

static hadir_update_result update(void *of, const hadir_offer *offer, const hadir_request *request) {
  static const char *const results[] = {[HADIR_UPDATE_TAKEN] = "taken",
                                        [HADIR_UPDATE_DOWNLOAD] = "download",
                                        [HADIR_UPDATE_DIGEST] = "digest",
                                        [HADIR_UPDATE_SIGNATURE] = "signature",
                                        [HADIR_UPDATE_WRITE] = "write"};
  posix_board *board = of;
  hadir_update_result result =
      update_take(&board->slots, &board->http, board->release_key, board->release_key_length, offer, request);
  event_print("{\"event\":\"update\",\"version\":\"%s\",\"result\":\"%s\"}", offer->version, results[result]);
  return result;
}

static bool update_is_pending(void *of) { return ((posix_board *)of)->slots.is_on_trial; }

static void update_confirm(void *of) {
  posix_board *board = of;
  if (!slots_confirm(&board->slots)) say("The update could not be confirmed.");
  event_print("{\"event\":\"confirmed\",\"version\":\"%s\"}", board->slots.version);
}

static void update_roll_back(void *of) {
  posix_board *board = of;
  event_print("{\"event\":\"rolled-back\",\"version\":\"%s\"}", board->slots.version);
  if (!slots_roll_back(&board->slots)) say("The slots could not be written.");
  board_restart(board, "roll-back");
}

static void rolled_back(void *of, char version[16]) {
  snprintf(version, 16, "%.15s", ((posix_board *)of)->slots.rolled_back);
}

void network_hooks(hadir_hal *hal) {
  hal->net_is_up = net_is_up;
  hal->net_join = net_join;
  hal->http = http;
  hal->http_close = http_hang_up;
  hal->vitals = vitals;
  hal->update = update;
  hal->update_is_pending = update_is_pending;
  hal->update_confirm = update_confirm;
  hal->update_roll_back = update_roll_back;
  hal->rolled_back = rolled_back;
}
