/* The HTTP client over a stand-in for ESP-IDF's, which keeps its states as esp_http_client.c of 5.5.3 does. */
#include "../../http.c"
#include "expect.h"

struct esp_http_client {
  esp_http_client_config_t config;
  bool is_open;
  bool has_leftover; /* of an answer that was not read to its end */
  int timeout_ms;
  char headers[512];
  size_t read;
};

/* What the server and the network do next. */
static struct {
  int status;
  const char *retry_after;
  const char *body;
  size_t part; /* bytes of the body that come at once; 0: all */
  size_t cut_at; /* of the body; 0: whole */
  bool refuses, closed_kept, stalls, closes_after;
  unsigned connects, cleanups;
  char seen[512];
} net;

static uint64_t time_ms;
static struct esp_http_client memory;
const char roots_of_test[] asm("_binary_isrg_roots_pem_start") = "ROOTS";

uint64_t hadir_clock_mono_ms(void *board) {
  (void)board;
  return time_ms;
}

const char *esp_err_to_name(esp_err_t code) { return code == ESP_OK ? "ok" : "fault"; }

esp_http_client_handle_t esp_http_client_init(const esp_http_client_config_t *config) {
  memset(&memory, 0, sizeof memory);
  memory.config = *config;
  return &memory;
}

esp_err_t esp_http_client_set_url(esp_http_client_handle_t of, const char *url) {
  (void)of;
  EXPECT(strcmp(url, "https://ingest.example/v1/frames") == 0);
  return ESP_OK;
}

esp_err_t esp_http_client_set_method(esp_http_client_handle_t of, esp_http_client_method_t method) {
  (void)of;
  EXPECT(method == HTTP_METHOD_POST);
  return ESP_OK;
}

esp_err_t esp_http_client_set_header(esp_http_client_handle_t of, const char *key, const char *value) {
  char line[64];
  (void)snprintf(line, sizeof line, "[%s=%s]", key, value);
  strcat(of->headers, line);
  return ESP_OK;
}

esp_err_t esp_http_client_delete_header(esp_http_client_handle_t of, const char *key) {
  char begin[64];
  (void)snprintf(begin, sizeof begin, "[%s=", key);
  char *at = strstr(of->headers, begin);
  EXPECT(at != NULL);
  char *end = strchr(at, ']') + 1;
  memmove(at, end, strlen(end) + 1);
  return ESP_OK;
}

esp_err_t esp_http_client_set_timeout_ms(esp_http_client_handle_t of, int timeout_ms) {
  EXPECT(timeout_ms > 0);
  of->timeout_ms = timeout_ms;
  return ESP_OK;
}

static void tell(esp_http_client_handle_t of, esp_http_client_event_id_t id, const char *key, const char *value) {
  esp_http_client_event_t event = {.event_id = id, .client = of, .header_key = (char *)key, .header_value = (char *)value};
  (void)of->config.event_handler(&event);
}

esp_err_t esp_http_client_open(esp_http_client_handle_t of, int write_len) {
  EXPECT(write_len == 5 && !of->has_leftover);
  if (!of->is_open) {
    if (net.refuses) return ESP_FAIL;
    net.connects++;
    of->is_open = true;
    tell(of, HTTP_EVENT_ON_CONNECTED, NULL, NULL);
  }
  strcpy(net.seen, of->headers);
  of->read = 0;
  return ESP_OK;
}

int esp_http_client_write(esp_http_client_handle_t of, const char *buffer, int len) {
  EXPECT(of->is_open && memcmp(buffer, "frame", 5) == 0);
  return len;
}

int64_t esp_http_client_fetch_headers(esp_http_client_handle_t of) {
  if (net.closed_kept) return -1;
  if (net.stalls) {
    time_ms += (uint64_t)of->timeout_ms;
    return -7;
  }
  tell(of, HTTP_EVENT_ON_HEADER, "Content-Type", "application/json");
  if (net.retry_after != NULL) tell(of, HTTP_EVENT_ON_HEADER, "retry-after", net.retry_after);
  of->has_leftover = strlen(net.body) > 0;
  return (int64_t)strlen(net.body);
}

int esp_http_client_read(esp_http_client_handle_t of, char *buffer, int len) {
  size_t end = net.cut_at > 0 ? net.cut_at : strlen(net.body);
  size_t left = end - of->read;
  size_t part = net.part > 0 && net.part < left ? net.part : left;
  if (part > (size_t)len) part = (size_t)len;
  memcpy(buffer, net.body + of->read, part);
  of->read += part;
  of->has_leftover = of->read < strlen(net.body);
  time_ms += 10;
  return (int)part;
}

bool esp_http_client_is_complete_data_received(esp_http_client_handle_t of) { return of->read == strlen(net.body); }
bool esp_http_client_is_persistent_connection(esp_http_client_handle_t of) { return of->is_open && !net.closes_after; }
int esp_http_client_get_status_code(esp_http_client_handle_t of) { return of->is_open ? net.status : -1; }

esp_err_t esp_http_client_close(esp_http_client_handle_t of) {
  of->is_open = false;
  return ESP_OK;
}

esp_err_t esp_http_client_cleanup(esp_http_client_handle_t of) {
  net.cleanups++;
  memset(of, 0, sizeof *of);
  return ESP_OK;
}

static hadir_board board = {.config = {.server = "https://ingest.example"}, .ca = (char *)""};
static char body[32];
static hadir_response response = {.body = body, .capacity = sizeof body};

static hadir_net post(const char *number) {
  hadir_header headers[] = {{"X-Seq", number}, {"X-Update", "1.3.0"}};
  hadir_request request = {.method = "POST",
                           .path = "/v1/frames",
                           .headers = headers,
                           .header_count = number[0] == '1' ? 2 : 1,
                           .content_type = "image/jpeg",
                           .body = (const uint8_t *)"frame",
                           .body_length = 5,
                           .timeout_ms = 10000};
  return hadir_http_send(&board, &request, &response);
}

static void begin(int status, const char *answer) {
  unsigned connects = net.connects;
  unsigned cleanups = net.cleanups;
  memset(&net, 0, sizeof net);
  net.status = status;
  net.body = answer;
  net.connects = connects;
  net.cleanups = cleanups;
}

static void when_answered_then_the_connection_is_kept(void) {
  begin(202, "{\"intervalMs\":500}");
  net.part = 5;
  EXPECT(post("1") == HADIR_NET_OK && response.status == 202 && response.length == 18);
  EXPECT(memcmp(body, net.body, 18) == 0 && response.retry_after_s == -1);
  EXPECT(strcmp(net.seen, "[X-Seq=1][X-Update=1.3.0][Content-Type=image/jpeg]") == 0);
  EXPECT(post("2") == HADIR_NET_OK && net.connects == 1);
  EXPECT(strcmp(net.seen, "[X-Seq=2][Content-Type=image/jpeg]") == 0);
}

static void when_a_kept_connection_was_closed_then_it_is_stale(void) {
  begin(202, "{}");
  net.closed_kept = true;
  EXPECT(post("3") == HADIR_NET_STALE);
  EXPECT(post("3") == HADIR_NET_FAILED); /* on a new connection the same is no staleness */
  net.closed_kept = false;
  unsigned before = net.connects;
  EXPECT(post("3") == HADIR_NET_OK && net.connects == before + 1);
}

static void when_a_kept_connection_stalls_then_the_time_is_over(void) {
  begin(202, "{}");
  net.stalls = true;
  uint64_t from = time_ms;
  EXPECT(post("4") == HADIR_NET_FAILED && time_ms - from <= 10000);
}

static void when_no_one_listens_then_it_failed(void) {
  begin(202, "{}");
  net.refuses = true;
  EXPECT(post("5") == HADIR_NET_FAILED && response.status == 0);
}

static void when_refused_then_the_answer_is_read(void) {
  begin(401, "{\"serverTimeMs\":1}");
  EXPECT(post("6") == HADIR_NET_OK && response.status == 401 && response.length == 18);
  begin(503, "{}");
  net.retry_after = "12";
  net.closes_after = true;
  EXPECT(post("7") == HADIR_NET_OK && response.retry_after_s == 12);
  net.retry_after = "Wed, 21 Oct 2026 07:28:00 GMT";
  unsigned before = net.connects;
  EXPECT(post("8") == HADIR_NET_OK && response.retry_after_s == -1 && net.connects == before + 1);
}

static void when_an_answer_is_too_long_then_its_end_is_dropped(void) {
  begin(202, "0123456789012345678901234567890123456789012345678901234567890123456789");
  EXPECT(post("9") == HADIR_NET_OK && response.length == sizeof body);
  EXPECT(post("9") == HADIR_NET_OK); /* nothing was left over */
}

static void when_an_answer_is_cut_then_the_client_is_made_anew(void) {
  begin(202, "{\"intervalMs\":500}");
  net.cut_at = 4;
  unsigned before = net.cleanups;
  EXPECT(post("10") == HADIR_NET_FAILED && net.cleanups == before + 1);
  net.cut_at = 0;
  EXPECT(post("10") == HADIR_NET_OK && response.length == 18);
}

static void when_the_ca_is_ones_own_then_only_it_counts(void) {
  EXPECT(strcmp(hadir_http_roots(&board), "ROOTS") == 0);
  board.ca = (char *)"OWN";
  EXPECT(strcmp(hadir_http_roots(&board), "ROOTS") == 0);
  board.config.custom_ca = true;
  EXPECT(strcmp(hadir_http_roots(&board), "OWN") == 0);
  board.ca = (char *)"";
  EXPECT(strcmp(hadir_http_roots(&board), "") == 0);
}

int main(void) {
  when_answered_then_the_connection_is_kept();
  when_a_kept_connection_was_closed_then_it_is_stale();
  when_a_kept_connection_stalls_then_the_time_is_over();
  when_no_one_listens_then_it_failed();
  when_refused_then_the_answer_is_read();
  when_an_answer_is_too_long_then_its_end_is_dropped();
  when_an_answer_is_cut_then_the_client_is_made_anew();
  when_the_ca_is_ones_own_then_only_it_counts();
  return 0;
}
