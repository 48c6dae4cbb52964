#include <stdio.h>
#include <string.h>

#include "board.h"
#include "esp_http_server.h"
#include "esp_log.h"
#include "esp_mac.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

static const char tag[] = "portal";

/** Four networks with every byte escaped, and the rest. */
#define FORM_BYTES 2048
/** So the answer reaches the phone before the restart takes the access point away. */
#define FAREWELL_MS 2000
#define TICK_MS 250
#define BLINK_TICKS 2

extern const char page_start[] asm("_binary_portal_html_start");

static char form[FORM_BYTES];
static hadir_config received;
static volatile bool is_saved;

static esp_err_t send_page(httpd_req_t *request) {
  (void)httpd_resp_set_type(request, "text/html; charset=utf-8");
  (void)httpd_resp_set_hdr(request, "Cache-Control", "no-store");
  return httpd_resp_sendstr(request, page_start);
}

/* Phones ask for pages of their own to see whether they are online; sent here, they show the form. */
static esp_err_t redirect(httpd_req_t *request, httpd_err_code_t error) {
  (void)error;
  (void)httpd_resp_set_status(request, "302 Found");
  (void)httpd_resp_set_hdr(request, "Location", "http://192.168.4.1/");
  return httpd_resp_send(request, NULL, 0);
}

static const char *entity(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    default:
      return NULL;
  }
}

/* It is given constants of core; escaped they stay harmless should they ever hold what somebody typed in. */
static void send_escaped(httpd_req_t *request, const char *text) {
  for (; *text != '\0'; text++) {
    const char one[] = {*text, '\0'};
    const char *escaped = entity(*text);
    (void)httpd_resp_sendstr_chunk(request, escaped != NULL ? escaped : one);
  }
}

static esp_err_t refuse(httpd_req_t *request, const hadir_fault *fault) {
  (void)httpd_resp_set_status(request, "400 Bad Request");
  (void)httpd_resp_set_type(request, "text/html; charset=utf-8");
  (void)httpd_resp_sendstr_chunk(request, "<!doctype html><title>Hadir camera</title><p><b>");
  send_escaped(request, fault->field);
  (void)httpd_resp_sendstr_chunk(request, "</b>: ");
  send_escaped(request, fault->message);
  (void)httpd_resp_sendstr_chunk(request, "<p>Go back and correct it.");
  return httpd_resp_sendstr_chunk(request, NULL);
}

/* Answers the length, or -1. */
static int receive(httpd_req_t *request) {
  if (request->content_len >= sizeof form) return -1;
  size_t length = 0;
  while (length < request->content_len) {
    int got = httpd_req_recv(request, form + length, request->content_len - length);
    if (got <= 0) return -1;
    length += (size_t)got;
  }
  return (int)length;
}

static esp_err_t on_form(httpd_req_t *request) {
  static const hadir_fault too_long = {"form", "is too long or did not arrive"};
  static const hadir_fault not_kept = {"flash", "the configuration could not be kept"};
  hadir_fault fault = too_long;
  int length = receive(request);
  bool is_good = length >= 0 && hadir_config_parse_form(&received, form, (size_t)length, &fault);
  memset(form, 0, sizeof form); /* it held passwords */
  if (!is_good) return refuse(request, &fault);
  /* The form cannot give a CA, so the one in use stays: without it a camera that moved would trust no server. */
  const hadir_board *board = request->user_ctx;
  received.custom_ca = received.custom_ca || board->config.custom_ca;
  bool kept = hadir_store_save_config(&received);
  memset(&received, 0, sizeof received);
  if (!kept) return refuse(request, &not_kept);
  (void)httpd_resp_set_type(request, "text/html; charset=utf-8");
  esp_err_t error =
      httpd_resp_sendstr(request, "<!doctype html><title>Hadir camera</title><p>Saved. The camera restarts.");
  is_saved = true;
  return error;
}

static bool start_server(httpd_handle_t *server, hadir_board *board) {
  httpd_config_t config = HTTPD_DEFAULT_CONFIG();
  config.stack_size = 6144;
  /* lwIP has ten sockets; the server needs three for itself, the name server one. */
  config.max_open_sockets = 4;
  config.lru_purge_enable = true;
  httpd_uri_t page = {.uri = "/", .method = HTTP_GET, .handler = send_page};
  httpd_uri_t post = {.uri = "/", .method = HTTP_POST, .handler = on_form, .user_ctx = board};
  return httpd_start(server, &config) == ESP_OK && httpd_register_uri_handler(*server, &page) == ESP_OK &&
         httpd_register_uri_handler(*server, &post) == ESP_OK &&
         httpd_register_err_handler(*server, HTTPD_404_NOT_FOUND, redirect) == ESP_OK;
}

bool hadir_portal_run(hadir_board *board, const char *firmware, uint32_t ms) {
  uint8_t mac[6] = {0};
  char ssid[16];
  (void)esp_read_mac(mac, ESP_MAC_WIFI_SOFTAP);
  (void)snprintf(ssid, sizeof ssid, "hadir-%02x%02x%02x", mac[3], mac[4], mac[5]);
  httpd_handle_t server = NULL;
  if (!hadir_net_start_access_point(ssid, CONFIG_HADIR_PORTAL_PASSWORD) || !hadir_portal_dns_start() ||
      !start_server(&server, board)) {
    ESP_LOGE(tag, "does not start");
    return false;
  }
  ESP_LOGW(tag, "%s: join %s, open http://192.168.4.1/", firmware, ssid);
  uint64_t until = hadir_clock_mono_ms(board) + ms;
  for (uint32_t tick = 0; !is_saved && hadir_clock_mono_ms(board) < until; tick++) {
    hadir_signal_set(board, tick % (2 * BLINK_TICKS) < BLINK_TICKS, false);
    vTaskDelay(pdMS_TO_TICKS(TICK_MS));
  }
  if (is_saved) vTaskDelay(pdMS_TO_TICKS(FAREWELL_MS));
  (void)httpd_stop(server);
  hadir_signal_set(board, false, false);
  return is_saved;
}
