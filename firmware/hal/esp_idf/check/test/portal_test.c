/* The portal's form, over a stand-in for the server that hands it over. */
#include "../../portal.c"
#include "expect.h"

static const char *sent;
static size_t at;
static char answer[512];
static const char *status;
static hadir_config saved;
static unsigned saves;
static bool flash_fails;
static hadir_board board;

const char page[] asm("_binary_portal_html_start") = "PAGE";

int httpd_req_recv(httpd_req_t *r, char *buf, size_t buf_len) {
  size_t left = r->content_len - at;
  size_t part = left < 7 ? left : 7; /* it comes in parts */
  if (part > buf_len) part = buf_len;
  memcpy(buf, sent + at, part);
  at += part;
  return (int)part;
}

esp_err_t httpd_resp_sendstr_chunk(httpd_req_t *r, const char *str) {
  (void)r;
  if (str != NULL) strcat(answer, str);
  return ESP_OK;
}

esp_err_t httpd_resp_sendstr(httpd_req_t *r, const char *str) { return httpd_resp_sendstr_chunk(r, str); }

esp_err_t httpd_resp_set_status(httpd_req_t *r, const char *to) {
  (void)r;
  status = to;
  return ESP_OK;
}

esp_err_t httpd_resp_send(httpd_req_t *r, const char *buf, ssize_t buf_len) {
  (void)r, (void)buf, (void)buf_len;
  return ESP_OK;
}

esp_err_t httpd_resp_set_type(httpd_req_t *r, const char *type) {
  (void)r, (void)type;
  return ESP_OK;
}

esp_err_t httpd_resp_set_hdr(httpd_req_t *r, const char *field, const char *value) {
  (void)r, (void)field, (void)value;
  return ESP_OK;
}

bool hadir_store_save_config(const hadir_config *config) {
  saves++;
  saved = *config;
  return !flash_fails;
}

/* core reads the form and has tests of its own: here it is one that is good, or one with a fault. */
bool hadir_config_parse_form(hadir_config *config, const char *of, size_t length, hadir_fault *fault) {
  memset(config, 0, sizeof *config);
  if (length < 9 || memcmp(of, "deviceId=", 9) != 0) {
    *fault = (hadir_fault){"<b>", "is missing"};
    return false;
  }
  memcpy(config->device_id, of + 9, length - 9);
  return true;
}

static httpd_handle_t const running = (httpd_handle_t)&board;

/* The server asks nothing by itself: the form is handed in before the portal first looks whether it was. */
esp_err_t httpd_register_uri_handler(httpd_handle_t handle, const httpd_uri_t *uri) {
  EXPECT(handle == running && strcmp(uri->uri, "/") == 0);
  httpd_req_t request = {.content_len = strlen(sent), .user_ctx = uri->user_ctx};
  at = 0;
  answer[0] = '\0';
  status = "200";
  (void)uri->handler(&request);
  return ESP_OK;
}

esp_err_t httpd_start(httpd_handle_t *handle, const httpd_config_t *config) {
  (void)config;
  *handle = running;
  return ESP_OK;
}

esp_err_t httpd_stop(httpd_handle_t handle) {
  EXPECT(handle == running);
  return ESP_OK;
}

esp_err_t httpd_register_err_handler(httpd_handle_t handle, httpd_err_code_t error, httpd_err_handler_func_t handler) {
  (void)handle, (void)error, (void)handler;
  return ESP_OK;
}

esp_err_t esp_read_mac(uint8_t *mac, esp_mac_type_t type) {
  (void)type;
  memset(mac, 0xab, 6);
  return ESP_OK;
}

static uint64_t time_ms;
uint64_t hadir_clock_mono_ms(void *of) {
  EXPECT(of == &board);
  return time_ms += 100;
}
bool hadir_net_start_access_point(const char *ssid, const char *password) {
  EXPECT(strcmp(ssid, "hadir-ababab") == 0 && strcmp(password, CONFIG_HADIR_PORTAL_PASSWORD) == 0);
  return true;
}
bool hadir_portal_dns_start(void) { return true; }
void hadir_signal_set(void *of, bool led, bool buzzer) { (void)of, (void)led, (void)buzzer; }
void vTaskDelay(TickType_t ticks) { (void)ticks; }

static bool run_with(const char *with) {
  sent = with;
  saves = 0;
  is_saved = false;
  return hadir_portal_run(&board, "hadir-esp32/1.2.0", 1000);
}

static void when_the_form_is_good_then_it_is_kept(void) {
  EXPECT(run_with("deviceId=cam-1") && saves == 1 && strcmp(saved.device_id, "cam-1") == 0 && !saved.custom_ca);
  EXPECT(form[0] == '\0' && received.device_id[0] == '\0'); /* what held secrets is gone */
}

static void when_a_ca_is_in_use_then_it_stays_in_use(void) {
  board.config.custom_ca = true;
  EXPECT(run_with("deviceId=cam-1") && saved.custom_ca);
  board.config.custom_ca = false;
}

static void when_the_form_has_a_fault_then_it_is_told_and_nothing_is_kept(void) {
  EXPECT(!run_with("nothing") && saves == 0 && strcmp(status, "400 Bad Request") == 0);
  EXPECT(strstr(answer, "<b>&lt;b&gt;</b>: is missing") != NULL);
}

static void when_it_cannot_be_kept_then_the_portal_stays_open(void) {
  flash_fails = true;
  EXPECT(!run_with("deviceId=cam-1") && saves == 1 && strstr(answer, "could not be kept") != NULL);
  flash_fails = false;
}

static void when_the_form_is_too_long_then_it_is_not_read(void) {
  static char long_form[FORM_BYTES + 1];
  memset(long_form, 'a', FORM_BYTES);
  EXPECT(!run_with(long_form) && at == 0 && saves == 0 && strcmp(status, "400 Bad Request") == 0);
}

int main(void) {
  when_the_form_is_good_then_it_is_kept();
  when_a_ca_is_in_use_then_it_stays_in_use();
  when_the_form_has_a_fault_then_it_is_told_and_nothing_is_kept();
  when_it_cannot_be_kept_then_the_portal_stays_open();
  when_the_form_is_too_long_then_it_is_not_read();
  return 0;
}
