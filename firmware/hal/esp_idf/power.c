#include <string.h>

#include "board.h"
#include "driver/gpio.h"
#include "driver/rtc_io.h"
#include "esp_attr.h"
#include "esp_log.h"
#include "esp_pm.h"
#include "esp_sleep.h"
#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "pins.h"

static const char tag[] = "power";

/** Says that `kept` is ours and not what the memory held when power came. */
#define MAGIC 0x48414453u
/** The slowest at which Wi-Fi may stay joined. */
#define REST_MHZ 80
/** Longer than the longest press that means something, and far below the task watchdog's 60 s. */
#define LONGEST_PRESS_MS 20000u
#define PRESS_LOOK_MS 500u
#define SHORTEST_SLEEP_MS 1000u

/* Survives a restart, not a loss of power. */
static RTC_NOINIT_ATTR struct {
  uint32_t magic;
  uint32_t lost;
  char why[32];
} kept;

static char why[sizeof kept.why];
static uint32_t lost;

typedef struct {
  esp_pm_lock_handle_t full_speed;
  esp_pm_lock_handle_t no_sleep;
  bool is_held;
} locks;

/* For the time between two rests, and for the camera, which may start a moment before the rest is declared over. */
static locks awake_locks;
static locks camera_locks;

const char *hadir_power_why(void) { return why; }

#if CONFIG_PM_ENABLE
static void make(locks *those) {
  if (esp_pm_lock_create(ESP_PM_CPU_FREQ_MAX, 0, "hadir", &those->full_speed) != ESP_OK) those->full_speed = NULL;
  if (esp_pm_lock_create(ESP_PM_NO_LIGHT_SLEEP, 0, "hadir", &those->no_sleep) != ESP_OK) those->no_sleep = NULL;
}
#endif

static void hold_locks(locks *those, bool hold) {
  if (those->full_speed == NULL || those->no_sleep == NULL || hold == those->is_held) return;
  if (hold) {
    (void)esp_pm_lock_acquire(those->full_speed);
    (void)esp_pm_lock_acquire(those->no_sleep);
  } else {
    (void)esp_pm_lock_release(those->no_sleep);
    (void)esp_pm_lock_release(those->full_speed);
  }
  those->is_held = hold;
}

void hadir_power_for_camera(bool is_running) { hold_locks(&camera_locks, is_running); }

void hadir_power_start(void) {
  esp_reset_reason_t reason = esp_reset_reason();
  if (kept.magic == MAGIC && (reason == ESP_RST_SW || reason == ESP_RST_DEEPSLEEP)) lost = kept.lost;
  if (kept.magic == MAGIC && reason == ESP_RST_SW) {
    memcpy(why, kept.why, sizeof why);
    why[sizeof why - 1] = '\0';
  }
  kept.magic = 0;
  kept.lost = 0;
#if CONFIG_PM_ENABLE
  make(&awake_locks);
  make(&camera_locks);
  hold_locks(&awake_locks, true);
  esp_pm_config_t config = {
      .max_freq_mhz = CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ, .min_freq_mhz = REST_MHZ, .light_sleep_enable = true};
  if (esp_pm_configure(&config) != ESP_OK) ESP_LOGW(tag, "rests will not save what they could");
#endif
}

void hadir_power_set(void *board, hadir_power power) {
  (void)board;
  bool awake = power == HADIR_POWER_AWAKE;
  if (awake) hold_locks(&awake_locks, true);
  else hadir_camera_rest();
  hadir_net_power(power);
  if (!awake) hold_locks(&awake_locks, false);
}

/* Else the lamp glows and the sensor draws current all through the sleep. */
static void hold(int pin, uint32_t level) {
  if (pin < 0) return;
  (void)gpio_reset_pin((gpio_num_t)pin);
  (void)gpio_set_direction((gpio_num_t)pin, GPIO_MODE_OUTPUT);
  (void)gpio_set_level((gpio_num_t)pin, level);
  (void)gpio_hold_en((gpio_num_t)pin); /* lasts through the sleep because both are RTC pads */
}

/* Answers how long it took. A press under way is first let end, so that it is obeyed. */
static uint32_t let_button_wake(void) {
  uint32_t waited_ms = 0;
  for (; hadir_signal_is_pressed() && waited_ms < LONGEST_PRESS_MS; waited_ms += PRESS_LOOK_MS)
    vTaskDelay(pdMS_TO_TICKS(PRESS_LOOK_MS));
  /* A button that is stuck would wake the board again and again. */
  if (PIN_BUTTON < 0 || hadir_signal_is_pressed()) return waited_ms;
  /* The pull-up of the pad's RTC side: the other one sleeps. Only RTC pads can wake, and others are refused. */
  (void)rtc_gpio_pullup_en((gpio_num_t)PIN_BUTTON);
  (void)rtc_gpio_pulldown_dis((gpio_num_t)PIN_BUTTON);
  (void)esp_sleep_enable_ext0_wakeup((gpio_num_t)PIN_BUTTON, 0);
  return waited_ms;
}

void hadir_power_deep_sleep(void *board, uint32_t ms) {
  uint32_t waited_ms = let_button_wake();
  ms = ms > waited_ms + SHORTEST_SLEEP_MS ? ms - waited_ms : SHORTEST_SLEEP_MS;
  hadir_http_close(board);
  hadir_camera_rest();
  hadir_net_stop();
  hold(PIN_PWDN, 1);
  hold(PIN_LAMP, 0);
  (void)esp_sleep_enable_timer_wakeup((uint64_t)ms * 1000);
  esp_deep_sleep_start();
}

void hadir_power_keep_lost(void *board, uint32_t frames) {
  (void)board;
  memset(kept.why, 0, sizeof kept.why);
  kept.lost = frames;
  kept.magic = MAGIC;
}

uint32_t hadir_power_lost(void *board) {
  (void)board;
  return lost;
}

void hadir_power_restart(void *board, const char *reason) {
  (void)board;
  memset(kept.why, 0, sizeof kept.why);
  strncpy(kept.why, reason, sizeof kept.why - 1);
  kept.magic = MAGIC;
  esp_restart();
}
