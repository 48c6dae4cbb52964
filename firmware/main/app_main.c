#include <stdio.h>
#include <string.h>

#include "board.h"
#include "device.h"
#include "esp_app_desc.h"
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "esp_task_wdt.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "provision.h"

static const char tag[] = "hadir";

#define PORTAL_MS (5u * 60u * 1000u)
/** Far below the task watchdog's 60 s. */
#define LONGEST_WAIT_MS 5000u
#define SMALLEST_SPOOL_KB 128u

static hadir_board board;
static hadir_hal hal;
static hadir_device device;
static char firmware[48];

static void obey_button(void) {
  hadir_press press = hadir_signal_press();
  if (press == HADIR_PRESS_VERY_LONG && hadir_store_reset()) hadir_power_restart(&board, "factory-reset");
  if (press == HADIR_PRESS_LONG) hadir_power_restart(&board, HADIR_WHY_PORTAL);
}

static uint32_t signal_step(hadir_device *of) {
  obey_button();
  return hadir_signal_step(of);
}

typedef struct {
  const char *name;
  uint32_t (*step)(hadir_device *device);
  /** Bytes; the network's holds a TLS handshake, the camera's its driver's start, the signal's a factory reset. */
  uint32_t stack;
  UBaseType_t priority;
} job;

static const job jobs[] = {
    {"signal", signal_step, 4096, 6},
    {"capture", hadir_capture_step, 6144, 5},
    {"upload", hadir_upload_step, 10240, 4},
};

static void run(void *arg) {
  const job *mine = arg;
  /* A step that hangs restarts the board. */
  (void)esp_task_wdt_add(NULL);
  for (;;) {
    uint32_t wait_ms = mine->step(&device);
    (void)esp_task_wdt_reset();
    TickType_t ticks = pdMS_TO_TICKS(wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS);
    vTaskDelay(ticks > 0 ? ticks : 1);
  }
}

static void start_jobs(void) {
  for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
    TaskHandle_t task = NULL;
    if (xTaskCreate(run, jobs[i].name, jobs[i].stack, (void *)&jobs[i], jobs[i].priority, &task) != pdPASS)
      hadir_power_restart(&board, "no-memory");
    hadir_vitals_watch(task);
  }
}

/* The only large block, taken once: what PSRAM a board has decides how much it can hold while it is offline. */
static void *take_spool_memory(uint32_t *capacity) {
  for (uint32_t kb = CONFIG_HADIR_SPOOL_KB; kb >= SMALLEST_SPOOL_KB; kb /= 2) {
    void *memory = heap_caps_malloc(kb * 1024u, MALLOC_CAP_SPIRAM);
    *capacity = kb * 1024u;
    if (memory != NULL) return memory;
  }
  return NULL;
}

/** Does not return. */
static void be_configured(bool configured) {
  /* An update that cannot read its configuration is no update. */
  if (hadir_update_is_pending(&board)) hadir_update_roll_back(&board);
  if (hadir_portal_run(&board, firmware, PORTAL_MS)) hadir_power_restart(&board, "configured");
  if (configured) hadir_power_restart(&board, "portal-over");
  hadir_net_stop();
  /* The serial line still listens; a long press, or power off and on, opens the portal again. */
  for (uint32_t tick = 0;; tick++) {
    obey_button();
    hadir_signal_set(&board, tick % 8 == 0, false);
    vTaskDelay(pdMS_TO_TICKS(500));
  }
}

static void prepare(const char *version) {
  (void)snprintf(firmware, sizeof firmware, "hadir-%s/%s", CONFIG_IDF_TARGET, version);
  hadir_power_start();
  hadir_signal_start();
  hadir_lamp_start();
  board.ca = heap_caps_malloc(HADIR_PROVISION_CA + 1, MALLOC_CAP_SPIRAM);
  if (board.ca == NULL || !hadir_store_start() || !hadir_net_start() || !hadir_camera_prepare() ||
      !hadir_thumbnail_prepare()) {
    ESP_LOGE(tag, "cannot start: is there PSRAM?");
    vTaskDelay(pdMS_TO_TICKS(10000));
    hadir_power_restart(&board, "no-memory");
  }
  (void)hadir_store_load_ca(board.ca, HADIR_PROVISION_CA + 1);
}

void app_main(void) {
  const char *version = esp_app_get_description()->version;
  prepare(version);
  bool configured = hadir_store_load_config(&board.config);
  (void)hadir_console_start(&board, configured, firmware);
  bool portal_asked = strcmp(hadir_power_why(), HADIR_WHY_PORTAL) == 0;
  if (!configured || portal_asked) be_configured(configured);

  hadir_settings settings = hadir_default_settings;
  (void)hadir_store_load_settings(&settings);
  /* Other settings come with the answer to a frame: a camera that can take none of this size would never hear them. */
  if (strcmp(hadir_power_why(), HADIR_WHY_CAMERA) == 0) settings.frame_size = hadir_default_settings.frame_size;
  uint32_t capacity = 0;
  void *memory = take_spool_memory(&capacity);
  /* Radio first: it gives true random numbers for the boot's id, and the camera must not start at the same moment. */
  if (memory == NULL || !hadir_net_start_station()) hadir_power_restart(&board, "no-memory");
  hadir_net_power(HADIR_POWER_AWAKE);
  hadir_board_hal(&hal, &board);
  hadir_device_start(&device, &hal, &board.config, &settings, memory, capacity, CONFIG_IDF_TARGET, version);
  start_jobs();
}
