#include <stdio.h>
#include <string.h>

#include "board.h"
#include "esp_https_ota.h"
#include "esp_log.h"
#include "esp_ota_ops.h"
#include "esp_partition.h"
#include "esp_task_wdt.h"
#include "sha256.h"
#include "verify_release.h"

static const char tag[] = "update";

/** For each wait; the request's own timeout is for the whole download. */
#define WAIT_MS 15000
#define URL_BYTES 224
#define READ_BYTES 1024

extern const char release_key_start[] asm("_binary_release_key_pem_start");
extern const char release_key_end[] asm("_binary_release_key_pem_end");

/* The callback that sets headers is given nothing of ours. */
static const hadir_request *current;

static esp_err_t set_headers(esp_http_client_handle_t client) {
  for (uint8_t i = 0; i < current->header_count; i++) {
    esp_err_t error = esp_http_client_set_header(client, current->headers[i].name, current->headers[i].value);
    if (error != ESP_OK) return error;
  }
  return ESP_OK;
}

/* What is in the slot is hashed, not what came over the net: so a faulty write is noticed too. */
static bool slot_holds(const esp_partition_t *slot, const hadir_offer *offer) {
  static uint8_t block[READ_BYTES];
  uint8_t digest[HADIR_SHA256_BYTES];
  hadir_sha256 hash;
  hadir_sha256_start(&hash);
  for (uint32_t at = 0; at < offer->size; at += READ_BYTES) {
    size_t length = offer->size - at < READ_BYTES ? offer->size - at : READ_BYTES;
    if (esp_partition_read(slot, at, block, length) != ESP_OK) return false;
    hadir_sha256_add(&hash, block, length);
    (void)esp_task_wdt_reset();
  }
  hadir_sha256_end(&hash, digest);
  return memcmp(digest, offer->sha256, sizeof digest) == 0;
}

static hadir_update_result download(esp_https_ota_handle_t handle, const hadir_offer *offer) {
  uint64_t until = hadir_clock_mono_ms(NULL) + current->timeout_ms;
  int size = esp_https_ota_get_image_size(handle);
  if (size >= 0 && (uint32_t)size != offer->size) return HADIR_UPDATE_DIGEST;
  esp_err_t error;
  do {
    error = esp_https_ota_perform(handle);
    (void)esp_task_wdt_reset();
    if (esp_https_ota_get_image_len_read(handle) > (int)offer->size) return HADIR_UPDATE_DIGEST;
  } while (error == ESP_ERR_HTTPS_OTA_IN_PROGRESS && hadir_clock_mono_ms(NULL) < until);
  if (error == ESP_ERR_OTA_VALIDATE_FAILED || error == ESP_ERR_INVALID_VERSION) return HADIR_UPDATE_WRITE;
  if (error != ESP_OK || !esp_https_ota_is_complete_data_received(handle)) return HADIR_UPDATE_DOWNLOAD;
  return esp_https_ota_get_image_len_read(handle) == (int)offer->size ? HADIR_UPDATE_TAKEN : HADIR_UPDATE_DIGEST;
}

static hadir_update_result fetch(const hadir_board *board, const hadir_offer *offer, const esp_partition_t *slot) {
  char url[URL_BYTES];
  int length = snprintf(url, sizeof url, "%s%s", board->config.server, current->path);
  if (length < 0 || (size_t)length >= sizeof url) return HADIR_UPDATE_DOWNLOAD;
  esp_http_client_config_t http = {
      .url = url,
      .cert_pem = hadir_http_roots(board),
      .timeout_ms = WAIT_MS,
      .disable_auto_redirect = true,
      .max_authorization_retries = -1,
      .keep_alive_enable = true,
      .buffer_size = 4096,
      .buffer_size_tx = 1024,
  };
  esp_https_ota_config_t config = {.http_config = &http, .http_client_init_cb = set_headers};
  esp_https_ota_handle_t handle = NULL;
  if (esp_https_ota_begin(&config, &handle) != ESP_OK) return HADIR_UPDATE_DOWNLOAD;
  hadir_update_result result = download(handle, offer);
  if (result == HADIR_UPDATE_TAKEN && !slot_holds(slot, offer)) result = HADIR_UPDATE_DIGEST;
  if (result != HADIR_UPDATE_TAKEN) {
    (void)esp_https_ota_abort(handle);
    return result;
  }
  /* Checks the image once more by its own digest, and only then makes it the one that starts. */
  return esp_https_ota_finish(handle) == ESP_OK ? HADIR_UPDATE_TAKEN : HADIR_UPDATE_WRITE;
}

hadir_update_result hadir_update_take(void *context, const hadir_offer *offer, const hadir_request *request) {
  const hadir_board *board = context;
  /* The signature covers size and digest: a forged offer costs no download. */
  size_t key_length = (size_t)(release_key_end - release_key_start);
  if (!hadir_verify_release(release_key_start, key_length, CONFIG_IDF_TARGET, offer)) return HADIR_UPDATE_SIGNATURE;
  const esp_partition_t *slot = esp_ota_get_next_update_partition(NULL);
  if (slot == NULL || offer->size > slot->size) return HADIR_UPDATE_WRITE;
  /* A second TLS connection needs the first one's memory. */
  hadir_http_close(context);
  hadir_camera_bar(true);
  current = request;
  hadir_update_result result = fetch(board, offer, slot);
  current = NULL;
  hadir_camera_bar(false);
  ESP_LOGW(tag, "%s: %s", offer->version, result == HADIR_UPDATE_TAKEN ? "taken" : "not taken");
  return result;
}

bool hadir_update_is_pending(void *board) {
  (void)board;
  esp_ota_img_states_t state;
  const esp_partition_t *running = esp_ota_get_running_partition();
  return esp_ota_get_state_partition(running, &state) == ESP_OK && state == ESP_OTA_IMG_PENDING_VERIFY;
}

void hadir_update_confirm(void *board) {
  (void)board;
  (void)esp_ota_mark_app_valid_cancel_rollback();
}

void hadir_update_roll_back(void *board) {
  /*
   * Returns only when it failed. With nothing to go back to, this image is better than none, and stays what starts: one
   * that is still on trial at the next start is given up by the boot loader.
   */
  if (esp_ota_mark_app_invalid_rollback_and_reboot() != ESP_ERR_OTA_ROLLBACK_FAILED) return;
  ESP_LOGE(tag, "there is no image to go back to");
  hadir_update_confirm(board);
}

void hadir_update_rolled_back(void *board, char version[16]) {
  (void)board;
  version[0] = '\0';
  esp_app_desc_t description;
  /* Reads the whole image to check it, which takes a moment: once a start, before the tasks run. */
  const esp_partition_t *invalid = esp_ota_get_last_invalid_partition();
  if (invalid == NULL || esp_ota_get_partition_description(invalid, &description) != ESP_OK) return;
  size_t length = strnlen(description.version, sizeof description.version);
  if (length >= 16) return;
  memcpy(version, description.version, length);
  version[length] = '\0';
}
