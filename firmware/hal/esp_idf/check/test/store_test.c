/* What outlives restarts, over a stand-in for NVS. */
#include "../../store.c"
#include "expect.h"

static struct {
  char key[16];
  uint8_t bytes[sizeof(kept_config)];
  size_t length;
} entries[3];
static esp_err_t on_init;
static bool is_on_trial;
static unsigned inits, erases, roll_backs;

esp_err_t nvs_flash_init(void) {
  inits++;
  return on_init;
}

esp_err_t nvs_flash_erase(void) {
  erases++;
  on_init = ESP_OK;
  return ESP_OK;
}

bool hadir_update_is_pending(void *board) {
  (void)board;
  return is_on_trial;
}

/* Returns as it does when there is nothing to go back to. */
void hadir_update_roll_back(void *board) {
  (void)board;
  EXPECT(is_on_trial && erases == 0);
  roll_backs++;
}

const char *esp_err_to_name(esp_err_t code) { return code == ESP_OK ? "ok" : "fault"; }

esp_err_t nvs_open(const char *name, nvs_open_mode_t mode, nvs_handle_t *handle) {
  (void)mode;
  EXPECT(strcmp(name, "hadir") == 0);
  *handle = 1;
  return ESP_OK;
}

static size_t place_of(const char *key) { return strcmp(key, "config") == 0 ? 0 : strcmp(key, "ca") == 0 ? 1 : 2; }

esp_err_t nvs_get_blob(nvs_handle_t handle, const char *key, void *to, size_t *length) {
  (void)handle;
  size_t place = place_of(key);
  if (entries[place].length == 0 || entries[place].length > *length) return ESP_FAIL;
  *length = entries[place].length;
  memcpy(to, entries[place].bytes, *length);
  return ESP_OK;
}

esp_err_t nvs_set_blob(nvs_handle_t handle, const char *key, const void *from, size_t length) {
  (void)handle;
  EXPECT(length <= sizeof entries[0].bytes);
  memcpy(entries[place_of(key)].bytes, from, length);
  entries[place_of(key)].length = length;
  return ESP_OK;
}

esp_err_t nvs_erase_all(nvs_handle_t handle) {
  (void)handle;
  memset(entries, 0, sizeof entries);
  return ESP_OK;
}

esp_err_t nvs_commit(nvs_handle_t handle) { return handle == 1 ? ESP_OK : ESP_FAIL; }
void nvs_close(nvs_handle_t handle) { EXPECT(handle == 1); }

static bool start(esp_err_t with, bool on_trial) {
  on_init = with;
  is_on_trial = on_trial;
  inits = erases = roll_backs = 0;
  return hadir_store_start();
}

static void when_it_is_in_order_then_nothing_is_erased(void) {
  EXPECT(start(ESP_OK, false) && erases == 0 && roll_backs == 0);
  EXPECT(start(ESP_OK, true) && erases == 0 && roll_backs == 0);
}

static void when_it_is_of_another_form_then_it_is_erased(void) {
  EXPECT(start(ESP_ERR_NVS_NEW_VERSION_FOUND, false) && erases == 1 && inits == 2 && roll_backs == 0);
  EXPECT(start(ESP_ERR_NVS_NO_FREE_PAGES, false) && erases == 1);
}

static void when_an_image_on_trial_cannot_read_it_then_the_one_before_gets_it_as_it_was(void) {
  (void)start(ESP_ERR_NVS_NEW_VERSION_FOUND, true);
  EXPECT(roll_backs == 1);
  EXPECT(!start(ESP_FAIL, true) && roll_backs == 1 && erases == 0);
}

static void when_there_is_nothing_to_go_back_to_then_it_is_erased(void) {
  EXPECT(start(ESP_ERR_NVS_NO_FREE_PAGES, true) && roll_backs == 1 && erases == 1);
}

static void when_the_flash_cannot_be_used_then_it_says_so(void) {
  EXPECT(!start(ESP_FAIL, false) && erases == 0);
}

static void when_it_was_kept_then_it_is_there_until_a_factory_reset(void) {
  static hadir_config config = {.device_id = "cam-1", .custom_ca = true};
  static hadir_config got;
  char ca[8] = "?";
  EXPECT(!hadir_store_load_config(&got) && hadir_store_load_ca(ca, sizeof ca) == 0 && ca[0] == '\0');
  EXPECT(hadir_store_save_config(&config) && hadir_store_load_config(&got) && strcmp(got.device_id, "cam-1") == 0);
  EXPECT(hadir_store_save_ca("PEM", 3) && hadir_store_load_ca(ca, sizeof ca) == 3 && strcmp(ca, "PEM") == 0);
  EXPECT(hadir_store_save_ca("TOO LONG", 8) && hadir_store_load_ca(ca, sizeof ca) == 0 && ca[0] == '\0');
  EXPECT(hadir_store_reset() && !hadir_store_load_config(&got) && hadir_store_load_ca(ca, sizeof ca) == 0);
}

static void when_a_configuration_has_another_form_then_it_is_as_none(void) {
  static const hadir_config config = {.device_id = "cam-1"};
  static hadir_config got;
  EXPECT(hadir_store_save_config(&config));
  entries[0].bytes[0] ^= 1;
  EXPECT(!hadir_store_load_config(&got));
  entries[0].bytes[0] ^= 1;
  entries[0].length--;
  EXPECT(!hadir_store_load_config(&got));
}

int main(void) {
  when_it_is_in_order_then_nothing_is_erased();
  when_it_is_of_another_form_then_it_is_erased();
  when_an_image_on_trial_cannot_read_it_then_the_one_before_gets_it_as_it_was();
  when_there_is_nothing_to_go_back_to_then_it_is_erased();
  when_the_flash_cannot_be_used_then_it_says_so();
  when_it_was_kept_then_it_is_there_until_a_factory_reset();
  when_a_configuration_has_another_form_then_it_is_as_none();
  return 0;
}
