#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "board.h"
#include "esp_http_client.h"
#include "esp_log.h"

static const char tag[] = "http";

/** For the request's lines and for the answer's lines; the longest that either sends is X-Counters. */
#define BUFFER_BYTES 1024
/** The server's address and the longest path, with the digest of an image. */
#define URL_BYTES 224
/** Of a body at once: the deadline is looked at in between. */
#define WRITE_BYTES 4096u
/** A socket that died in silence is noticed after idle + count * interval seconds without traffic. */
#define KEEP_ALIVE_IDLE_S 15
#define KEEP_ALIVE_INTERVAL_S 5
#define KEEP_ALIVE_COUNT 3

/** ISRG Root X1 and X2, see roots/. */
extern const char roots_start[] asm("_binary_isrg_roots_pem_start");

static esp_http_client_handle_t client;
/** The connection was left open for the next request. */
static bool is_kept;

/* One request at a time, on the network's task. */
static struct {
  hadir_response *response;
  uint64_t deadline_ms;
  bool on_kept;
  bool answered;
} now;

/* A CA that was promised and is not there is "", by which no server is trusted. */
const char *hadir_http_roots(const hadir_board *board) { return board->config.custom_ca ? board->ca : roots_start; }

/* Digits alone: the other form, a date, is treated as if it were not there. */
static int32_t seconds_of(const char *value) {
  int32_t seconds = 0;
  if (*value == '\0') return -1;
  for (; *value != '\0'; value++) {
    if (*value < '0' || *value > '9' || seconds > 100000) return -1;
    seconds = seconds * 10 + (*value - '0');
  }
  return seconds;
}

/*
 * The library's timeout is for each wait; so that all waits together keep to ours, it shrinks as time goes by. It does
 * not bound the look-up of a name, which lwIP gives up by itself after some seconds for each name server.
 */
static bool shorten(void) {
  uint64_t time = hadir_clock_mono_ms(NULL);
  if (time >= now.deadline_ms) return false;
  return esp_http_client_set_timeout_ms(client, (int)(now.deadline_ms - time)) == ESP_OK;
}

static esp_err_t on_event(esp_http_client_event_t *event) {
  if (now.response == NULL) return ESP_OK;
  switch (event->event_id) {
    case HTTP_EVENT_ON_CONNECTED:
      now.on_kept = false;
      break;
    case HTTP_EVENT_ON_HEADER:
      now.answered = true;
      if (strcasecmp(event->header_key, "Retry-After") == 0)
        now.response->retry_after_s = seconds_of(event->header_value);
      break;
    default:
      break;
  }
  return ESP_OK;
}

static bool make_client(const hadir_board *board, const char *url) {
  if (client != NULL) return true;
  esp_http_client_config_t config = {
      .url = url,
      .cert_pem = hadir_http_roots(board),
      .event_handler = on_event,
      .disable_auto_redirect = true,
      .buffer_size = BUFFER_BYTES,
      .buffer_size_tx = BUFFER_BYTES,
      .user_agent = "hadir",
      .keep_alive_enable = true,
      .keep_alive_idle = KEEP_ALIVE_IDLE_S,
      .keep_alive_interval = KEEP_ALIVE_INTERVAL_S,
      .keep_alive_count = KEEP_ALIVE_COUNT,
#if CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS
      .save_client_session = true,
#endif
  };
  client = esp_http_client_init(&config);
  return client != NULL;
}

static bool prepare(const hadir_request *request, const char *url) {
  bool is_post = strcmp(request->method, "POST") == 0;
  bool ready = esp_http_client_set_url(client, url) == ESP_OK &&
               esp_http_client_set_method(client, is_post ? HTTP_METHOD_POST : HTTP_METHOD_GET) == ESP_OK;
  for (uint8_t i = 0; ready && i < request->header_count; i++)
    ready = esp_http_client_set_header(client, request->headers[i].name, request->headers[i].value) == ESP_OK;
  if (request->content_type != NULL)
    ready = ready && esp_http_client_set_header(client, "Content-Type", request->content_type) == ESP_OK;
  return ready;
}

/* The next request may have fewer headers, and the client keeps them. */
static void clear(const hadir_request *request) {
  for (uint8_t i = 0; i < request->header_count; i++)
    (void)esp_http_client_delete_header(client, request->headers[i].name);
  if (request->content_type != NULL) (void)esp_http_client_delete_header(client, "Content-Type");
}

/*
 * By parts and not by esp_http_client_perform(), which in ESP-IDF 5.5 fails on a 401 without WWW-Authenticate before it
 * has read what the answer says. Opening a client whose connection is open uses that connection.
 */
static bool send_request(const hadir_request *request) {
  if (!shorten() || esp_http_client_open(client, (int)request->body_length) != ESP_OK) return false;
  for (uint32_t at = 0; at < request->body_length;) {
    uint32_t left = request->body_length - at;
    int part = (int)(left < WRITE_BYTES ? left : WRITE_BYTES);
    if (!shorten() || esp_http_client_write(client, (const char *)request->body + at, part) != part) return false;
    at += (uint32_t)part;
  }
  return shorten() && esp_http_client_fetch_headers(client) >= 0;
}

/* To its end, because what is left would be taken for the next answer; what does not fit is dropped. */
static bool read_body(hadir_response *response) {
  while (shorten()) {
    char rest[64];
    int room = (int)(response->capacity - response->length);
    int length = room > 0 ? esp_http_client_read(client, response->body + response->length, room)
                          : esp_http_client_read(client, rest, (int)sizeof rest);
    if (length < 0) return false;
    if (length == 0) return esp_http_client_is_complete_data_received(client);
    if (room > 0) response->length = (uint16_t)(response->length + length);
  }
  return false;
}

static hadir_net give_up(bool is_cut) {
  bool in_time = hadir_clock_mono_ms(NULL) < now.deadline_ms;
  bool is_stale = now.on_kept && !now.answered && in_time;
  /* A client that has read half an answer keeps the other half: only a new one is clean. */
  if (is_cut) (void)esp_http_client_cleanup(client);
  else (void)esp_http_client_close(client);
  if (is_cut) client = NULL;
  is_kept = false;
  ESP_LOGW(tag, "%s", is_stale ? "stale" : is_cut ? "cut off" : "failed");
  return is_stale ? HADIR_NET_STALE : HADIR_NET_FAILED;
}

hadir_net hadir_http_send(void *context, const hadir_request *request, hadir_response *response) {
  const hadir_board *board = context;
  response->status = 0;
  response->retry_after_s = -1;
  response->length = 0;
  char url[URL_BYTES];
  int length = snprintf(url, sizeof url, "%s%s", board->config.server, request->path);
  if (length < 0 || (size_t)length >= sizeof url || !make_client(board, url)) return HADIR_NET_FAILED;
  now.response = response;
  now.deadline_ms = hadir_clock_mono_ms(NULL) + request->timeout_ms;
  now.on_kept = is_kept;
  now.answered = false;
  bool is_sent = prepare(request, url) && send_request(request);
  clear(request);
  bool is_whole = is_sent && read_body(response);
  now.response = NULL;
  if (!is_whole) return give_up(now.answered);
  response->status = (uint16_t)esp_http_client_get_status_code(client);
  is_kept = true;
  if (!esp_http_client_is_persistent_connection(client)) hadir_http_close(context);
  return HADIR_NET_OK;
}

void hadir_http_close(void *board) {
  (void)board;
  if (client != NULL) (void)esp_http_client_close(client);
  is_kept = false;
}
