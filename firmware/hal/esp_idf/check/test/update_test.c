/* An update over stand-ins for esp_https_ota, the slots and the check of the signature. */
#include "../../update.c"
#include "expect.h"

#define IMAGE_BYTES 5000u

static uint8_t image[IMAGE_BYTES];
static uint8_t slot_bytes[IMAGE_BYTES];
static hadir_offer offer = {.version = "1.3.0", .size = IMAGE_BYTES};
static const esp_partition_t slot = {.address = 0x200000, .size = 0x1e0000};
static hadir_board board = {.config = {.server = "https://ingest.example"}};

/* What happens next. */
static struct {
  bool forged, refused, cut, truncated, bad_flash, does_not_validate;
  int told_size;
  uint32_t step_ms;
} next;
static uint64_t time_ms;
static int at;
static unsigned downloads, finished, aborted, headers_set;
static bool barred;
static esp_ota_img_states_t state = ESP_OTA_IMG_VALID;
static const esp_partition_t *invalid;
static esp_err_t roll_back = ESP_ERR_OTA_ROLLBACK_FAILED;

const char key_of_test[] asm("_binary_release_key_pem_start") = "KEY";
const char end_of_key asm("_binary_release_key_pem_end") = 0;

bool hadir_verify_release(const char *key, size_t length, const char *target, const hadir_offer *of) {
  (void)length;
  EXPECT(strcmp(key, "KEY") == 0 && strcmp(target, "esp32") == 0 && of == &offer);
  return !next.forged;
}

uint64_t hadir_clock_mono_ms(void *of) {
  (void)of;
  return time_ms;
}

void hadir_http_close(void *of) { EXPECT(of == &board); }
const char *hadir_http_roots(const hadir_board *of) {
  EXPECT(of == &board);
  return "ROOTS";
}
void hadir_camera_bar(bool is_barred) { barred = is_barred; }

esp_err_t esp_http_client_set_header(esp_http_client_handle_t client, const char *key, const char *value) {
  (void)client;
  EXPECT(strcmp(key, "X-Seq") == 0 && strcmp(value, "7") == 0);
  headers_set++;
  return ESP_OK;
}

esp_err_t esp_https_ota_begin(const esp_https_ota_config_t *config, esp_https_ota_handle_t *handle) {
  EXPECT(barred && strcmp(config->http_config->url, "https://ingest.example/v1/firmware/abc") == 0);
  EXPECT(strcmp(config->http_config->cert_pem, "ROOTS") == 0 && config->http_client_init_cb(NULL) == ESP_OK);
  downloads++;
  at = 0;
  *handle = next.refused ? NULL : &offer;
  return next.refused ? ESP_FAIL : ESP_OK;
}

int esp_https_ota_get_image_size(esp_https_ota_handle_t handle) {
  EXPECT(handle == &offer);
  return next.told_size;
}

int esp_https_ota_get_image_len_read(esp_https_ota_handle_t handle) {
  EXPECT(handle == &offer);
  return at;
}

esp_err_t esp_https_ota_perform(esp_https_ota_handle_t handle) {
  EXPECT(handle == &offer && barred);
  time_ms += next.step_ms;
  if (at == (int)IMAGE_BYTES) return ESP_OK;
  if (at >= 2000 && next.cut) return ESP_FAIL;
  if (at >= 2000 && next.truncated) return ESP_OK;
  memcpy(slot_bytes + at, image + at, 1000);
  at += 1000;
  return ESP_ERR_HTTPS_OTA_IN_PROGRESS;
}

bool esp_https_ota_is_complete_data_received(esp_https_ota_handle_t handle) {
  EXPECT(handle == &offer);
  return at == (int)IMAGE_BYTES;
}

esp_err_t esp_https_ota_finish(esp_https_ota_handle_t handle) {
  EXPECT(handle == &offer);
  finished++;
  return next.does_not_validate ? ESP_ERR_OTA_VALIDATE_FAILED : ESP_OK;
}

esp_err_t esp_https_ota_abort(esp_https_ota_handle_t handle) {
  EXPECT(handle == &offer);
  aborted++;
  return ESP_OK;
}

esp_err_t esp_partition_read(const esp_partition_t *of, size_t from, void *to, size_t size) {
  EXPECT(of == &slot && from + size <= IMAGE_BYTES);
  memcpy(to, slot_bytes + from, size);
  if (next.bad_flash && from <= 3000 && from + size > 3000) ((uint8_t *)to)[3000 - from] ^= 1;
  return ESP_OK;
}

const esp_partition_t *esp_ota_get_next_update_partition(const esp_partition_t *from) { return from == NULL ? &slot : NULL; }
const esp_partition_t *esp_ota_get_running_partition(void) { return &slot; }
const esp_partition_t *esp_ota_get_last_invalid_partition(void) { return invalid; }
esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot(void) { return roll_back; }
esp_err_t esp_task_wdt_reset(void) { return ESP_OK; }

esp_err_t esp_ota_get_state_partition(const esp_partition_t *of, esp_ota_img_states_t *is) {
  EXPECT(of == &slot);
  *is = state;
  return ESP_OK;
}

esp_err_t esp_ota_get_partition_description(const esp_partition_t *of, esp_app_desc_t *description) {
  EXPECT(of == &slot);
  strcpy(description->version, "1.3.0");
  return ESP_OK;
}

esp_err_t esp_ota_mark_app_valid_cancel_rollback(void) {
  state = ESP_OTA_IMG_VALID;
  return ESP_OK;
}

static hadir_update_result update(void) {
  hadir_header header = {"X-Seq", "7"};
  hadir_request request = {
      .method = "GET", .path = "/v1/firmware/abc", .headers = &header, .header_count = 1, .timeout_ms = 600000};
  finished = aborted = 0;
  memset(slot_bytes, 0xff, sizeof slot_bytes);
  hadir_update_result result = hadir_update_take(&board, &offer, &request);
  EXPECT(!barred);
  memset(&next, 0, sizeof next);
  next.told_size = (int)IMAGE_BYTES;
  return result;
}

static void when_all_is_well_then_it_is_taken(void) {
  EXPECT(update() == HADIR_UPDATE_TAKEN && finished == 1 && aborted == 0 && headers_set == 1);
}

static void when_the_offer_is_forged_then_nothing_is_downloaded(void) {
  unsigned before = downloads;
  next.forged = true;
  EXPECT(update() == HADIR_UPDATE_SIGNATURE && downloads == before);
}

static void when_it_is_larger_than_a_slot_then_nothing_is_downloaded(void) {
  unsigned before = downloads;
  offer.size = 0x1e0001;
  EXPECT(update() == HADIR_UPDATE_WRITE && downloads == before);
  offer.size = IMAGE_BYTES;
}

static void when_the_network_fails_then_it_may_be_tried_again(void) {
  next.refused = true;
  EXPECT(update() == HADIR_UPDATE_DOWNLOAD && finished == 0 && aborted == 0);
  next.cut = true;
  EXPECT(update() == HADIR_UPDATE_DOWNLOAD && finished == 0 && aborted == 1);
  next.truncated = true;
  EXPECT(update() == HADIR_UPDATE_DOWNLOAD && finished == 0 && aborted == 1);
  next.step_ms = 200000;
  EXPECT(update() == HADIR_UPDATE_DOWNLOAD && finished == 0 && aborted == 1);
}

static void when_it_is_another_image_then_it_never_starts(void) {
  next.told_size = 4000;
  EXPECT(update() == HADIR_UPDATE_DIGEST && finished == 0 && aborted == 1);
  image[1234] ^= 1;
  EXPECT(update() == HADIR_UPDATE_DIGEST && finished == 0 && aborted == 1);
  image[1234] ^= 1;
}

static void when_flash_fails_then_it_never_starts(void) {
  next.bad_flash = true;
  EXPECT(update() == HADIR_UPDATE_DIGEST && finished == 0 && aborted == 1);
  next.does_not_validate = true;
  EXPECT(update() == HADIR_UPDATE_WRITE && finished == 1);
}

static void when_an_image_is_on_trial_or_was_rolled_back_then_it_is_told(void) {
  char version[16] = "?";
  EXPECT(!hadir_update_is_pending(&board));
  state = ESP_OTA_IMG_PENDING_VERIFY;
  EXPECT(hadir_update_is_pending(&board));
  hadir_update_rolled_back(&board, version);
  EXPECT(version[0] == '\0');
  invalid = &slot;
  hadir_update_rolled_back(&board, version);
  EXPECT(strcmp(version, "1.3.0") == 0);
}

/* It returns only when it failed: else the board restarts. */
static void when_there_is_nothing_to_go_back_to_then_this_image_stays(void) {
  state = ESP_OTA_IMG_PENDING_VERIFY;
  hadir_update_roll_back(&board);
  EXPECT(!hadir_update_is_pending(&board));
}

static void when_going_back_fails_otherwise_then_the_boot_loader_does_it(void) {
  state = ESP_OTA_IMG_PENDING_VERIFY;
  roll_back = ESP_FAIL;
  hadir_update_roll_back(&board);
  EXPECT(hadir_update_is_pending(&board));
}

int main(void) {
  for (size_t i = 0; i < sizeof image; i++) image[i] = (uint8_t)(i * 7);
  hadir_sha256 hash;
  hadir_sha256_start(&hash);
  hadir_sha256_add(&hash, image, sizeof image);
  hadir_sha256_end(&hash, offer.sha256);
  next.told_size = (int)IMAGE_BYTES;
  when_all_is_well_then_it_is_taken();
  when_the_offer_is_forged_then_nothing_is_downloaded();
  when_it_is_larger_than_a_slot_then_nothing_is_downloaded();
  when_the_network_fails_then_it_may_be_tried_again();
  when_it_is_another_image_then_it_never_starts();
  when_flash_fails_then_it_never_starts();
  when_an_image_is_on_trial_or_was_rolled_back_then_it_is_told();
  when_there_is_nothing_to_go_back_to_then_this_image_stays();
  when_going_back_fails_otherwise_then_the_boot_loader_does_it();
  return 0;
}
