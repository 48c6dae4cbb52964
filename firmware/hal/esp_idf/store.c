#include <string.h>

#include "board.h"
#include "esp_log.h"
#include "nvs.h"
#include "nvs_flash.h"

static const char tag[] = "store";
static const char namespace[] = "hadir";

/**
 * Kept with each structure. Whoever changes hadir_config must raise it and read the old form too, or cameras lose their
 * configuration by an update (and roll it back). Settings may be lost: the server sends them again.
 */
#define LAYOUT 1u

typedef struct {
  uint32_t layout;
  hadir_config config;
} kept_config;

typedef struct {
  uint32_t layout;
  hadir_settings settings;
} kept_settings;

bool hadir_store_start(void) {
  /* With NVS encryption on, this reads the keys, or makes them at the first start. */
  esp_err_t error = nvs_flash_init();
  /* An update built for another form of it must not erase what the image before it still reads. */
  if (error != ESP_OK && hadir_update_is_pending(NULL)) hadir_update_roll_back(NULL);
  if (error == ESP_ERR_NVS_NO_FREE_PAGES || error == ESP_ERR_NVS_NEW_VERSION_FOUND) {
    ESP_LOGW(tag, "is erased: %s", esp_err_to_name(error));
    error = nvs_flash_erase() == ESP_OK ? nvs_flash_init() : ESP_FAIL;
  }
#if !CONFIG_NVS_ENCRYPTION
  ESP_LOGW(tag, "is not encrypted: whoever holds the board can read its key and the Wi-Fi passwords");
#endif
  return error == ESP_OK;
}

static bool load(const char *key, void *value, size_t *length) {
  nvs_handle_t handle;
  if (nvs_open(namespace, NVS_READONLY, &handle) != ESP_OK) return false;
  bool loaded = nvs_get_blob(handle, key, value, length) == ESP_OK;
  nvs_close(handle);
  return loaded;
}

static bool save(const char *key, const void *value, size_t length) {
  nvs_handle_t handle;
  if (nvs_open(namespace, NVS_READWRITE, &handle) != ESP_OK) return false;
  bool saved = nvs_set_blob(handle, key, value, length) == ESP_OK && nvs_commit(handle) == ESP_OK;
  nvs_close(handle);
  if (!saved) ESP_LOGE(tag, "cannot keep %s", key);
  return saved;
}

/* On no stack: it holds every network. Only one task at a time configures a device. */
static kept_config config_buffer;

bool hadir_store_load_config(hadir_config *config) {
  size_t length = sizeof config_buffer;
  if (!load("config", &config_buffer, &length)) return false;
  bool known = length == sizeof config_buffer && config_buffer.layout == LAYOUT;
  if (known) *config = config_buffer.config;
  return known;
}

bool hadir_store_save_config(const hadir_config *config) {
  config_buffer.layout = LAYOUT;
  config_buffer.config = *config;
  return save("config", &config_buffer, sizeof config_buffer);
}

size_t hadir_store_load_ca(char *pem, size_t capacity) {
  size_t length = capacity - 1;
  if (!load("ca", pem, &length)) length = 0;
  pem[length] = '\0';
  return length;
}

bool hadir_store_save_ca(const char *pem, size_t length) { return save("ca", pem, length); }

bool hadir_store_load_settings(hadir_settings *settings) {
  kept_settings kept;
  size_t length = sizeof kept;
  if (!load("settings", &kept, &length) || length != sizeof kept || kept.layout != LAYOUT) return false;
  *settings = kept.settings;
  return true;
}

void hadir_store_save_settings(void *board, const hadir_settings *settings) {
  (void)board;
  kept_settings kept;
  memset(&kept, 0, sizeof kept);
  kept.layout = LAYOUT;
  kept.settings = *settings;
  (void)save("settings", &kept, sizeof kept);
}

bool hadir_store_reset(void) {
  nvs_handle_t handle;
  if (nvs_open(namespace, NVS_READWRITE, &handle) != ESP_OK) return false;
  bool erased = nvs_erase_all(handle) == ESP_OK && nvs_commit(handle) == ESP_OK;
  nvs_close(handle);
  return erased;
}
