#include "board.h"
#include "esp_random.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"

static StaticSemaphore_t lock_memory;
static SemaphoreHandle_t core_lock;

static void lock(void *board) {
  (void)board;
  (void)xSemaphoreTake(core_lock, portMAX_DELAY);
}

static void unlock(void *board) {
  (void)board;
  (void)xSemaphoreGive(core_lock);
}

static uint32_t random_number(void *board) {
  (void)board;
  /* The radio runs by the time that core asks, which is what makes these numbers true ones. */
  return esp_random();
}

void hadir_board_hal(hadir_hal *hal, hadir_board *board) {
  core_lock = xSemaphoreCreateMutexStatic(&lock_memory);
  *hal = (hadir_hal){
      .board = board,
      .mono_ms = hadir_clock_mono_ms,
      .date_ms = hadir_clock_date_ms,
      .set_date_ms = hadir_clock_set_date_ms,
      .random = random_number,
      .lock = lock,
      .unlock = unlock,
      .camera_start = hadir_camera_start,
      .capture = hadir_camera_capture,
      .release = hadir_camera_release,
      .thumbnail = hadir_thumbnail_make,
      .lamp = hadir_lamp_set,
      .net_is_up = hadir_net_is_up,
      .net_join = hadir_net_join,
      .http = hadir_http_send,
      .http_close = hadir_http_close,
      .vitals = hadir_vitals_read,
      .power = hadir_power_set,
      .deep_sleep = hadir_power_deep_sleep,
      .save_settings = hadir_store_save_settings,
      .keep_lost = hadir_power_keep_lost,
      .lost = hadir_power_lost,
      .restart = hadir_power_restart,
      .update = hadir_update_take,
      .update_is_pending = hadir_update_is_pending,
      .update_confirm = hadir_update_confirm,
      .update_roll_back = hadir_update_roll_back,
      .rolled_back = hadir_update_rolled_back,
      .signal = hadir_signal_set,
  };
}
