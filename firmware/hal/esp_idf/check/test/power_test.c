/* Deep sleep, the button in it, and why the board restarted, over stand-ins for pins and sleep. */
#include <setjmp.h>

#include "../../power.c"
#include "../../signal.c"
#include "expect.h"

static jmp_buf away; /* sleep and restart do not return */
static esp_reset_reason_t reset = ESP_RST_POWERON;
static uint64_t timer_us;
static int wakes_by, pulled_up;
static bool sleeps, restarts, http_is_open, net_is_up, camera_runs;
static uint32_t pressed_ms; /* how long the button is still held */
static int level_of[49];
static bool is_held[49];
static void (*tick)(void *arg);

esp_reset_reason_t esp_reset_reason(void) { return reset; }
const char *esp_err_to_name(esp_err_t code) { return code == ESP_OK ? "ok" : "fault"; }

void esp_restart(void) {
  restarts = true;
  longjmp(away, 1);
}

void esp_deep_sleep_start(void) {
  EXPECT(!http_is_open && !net_is_up && !camera_runs);
  sleeps = true;
  longjmp(away, 1);
}

esp_err_t esp_sleep_enable_timer_wakeup(uint64_t time_in_us) {
  timer_us = time_in_us;
  return ESP_OK;
}

esp_err_t esp_sleep_enable_ext0_wakeup(gpio_num_t pin, int level) {
  EXPECT(level == 0 && pressed_ms == 0);
  wakes_by = pin;
  return ESP_OK;
}

esp_err_t rtc_gpio_pullup_en(gpio_num_t pin) {
  pulled_up = pin;
  return ESP_OK;
}

esp_err_t rtc_gpio_pulldown_dis(gpio_num_t pin) { return pin == PIN_BUTTON ? ESP_OK : ESP_FAIL; }
esp_err_t gpio_reset_pin(gpio_num_t pin) { return pin >= 0 ? ESP_OK : ESP_FAIL; }
int gpio_get_level(gpio_num_t pin) { return pin == PIN_BUTTON && pressed_ms > 0 ? 0 : 1; }

esp_err_t gpio_set_direction(gpio_num_t pin, gpio_mode_t mode) {
  EXPECT(mode == (pin == PIN_BUTTON ? GPIO_MODE_INPUT : GPIO_MODE_OUTPUT));
  return ESP_OK;
}

esp_err_t gpio_set_pull_mode(gpio_num_t pin, gpio_pull_mode_t pull) {
  return pin == PIN_BUTTON && pull == GPIO_PULLUP_ONLY ? ESP_OK : ESP_FAIL;
}

esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  level_of[pin] = (int)level;
  return ESP_OK;
}

esp_err_t gpio_hold_en(gpio_num_t pin) {
  is_held[pin] = true;
  return ESP_OK;
}

esp_err_t esp_pm_lock_create(esp_pm_lock_type_t type, int arg, const char *name, esp_pm_lock_handle_t *handle) {
  (void)type, (void)arg, (void)name;
  *handle = NULL;
  return ESP_FAIL;
}

esp_err_t esp_pm_lock_acquire(esp_pm_lock_handle_t handle) { return handle == NULL ? ESP_FAIL : ESP_OK; }
esp_err_t esp_pm_lock_release(esp_pm_lock_handle_t handle) { return handle == NULL ? ESP_FAIL : ESP_OK; }
esp_err_t esp_pm_configure(const void *config) { return config == NULL ? ESP_FAIL : ESP_OK; }

esp_err_t esp_timer_create(const esp_timer_create_args_t *args, esp_timer_handle_t *handle) {
  tick = args->callback;
  *handle = NULL;
  return ESP_OK;
}

esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer, uint64_t period) {
  EXPECT(timer == NULL && period == POLL_US);
  return ESP_OK;
}

/* Time goes by only here: the button's timer ticks, and the signal's task obeys as app_main.c does. */
void vTaskDelay(TickType_t ticks) {
  for (uint32_t ms = ticks * 1000 / configTICK_RATE_HZ; ms > 0; ms -= POLL_US / 1000) {
    uint32_t step = POLL_US / 1000;
    tick(NULL);
    pressed_ms = pressed_ms > step ? pressed_ms - step : 0;
    if (hadir_signal_press() == HADIR_PRESS_LONG) hadir_power_restart(NULL, HADIR_WHY_PORTAL);
  }
}

void hadir_http_close(void *board) { http_is_open = board != NULL; }
void hadir_camera_rest(void) { camera_runs = false; }
void hadir_net_stop(void) { net_is_up = false; }
void hadir_net_power(hadir_power power) { (void)power; }

static void sleep_for(uint32_t ms) {
  sleeps = restarts = false;
  http_is_open = net_is_up = camera_runs = true;
  wakes_by = pulled_up = -1;
  if (setjmp(away) == 0) hadir_power_deep_sleep(NULL, ms);
}

/* A start, before which memory that no restart clears is all that is left. */
static void boot(esp_reset_reason_t with) {
  why[0] = '\0';
  lost = 0;
  reset = with;
  hadir_power_start();
}

static void restart_for(const char *reason) {
  if (setjmp(away) == 0) hadir_power_restart(NULL, reason);
}

static void when_it_sleeps_then_time_or_the_button_wakes_it(void) {
  sleep_for(60000);
  EXPECT(sleeps && timer_us == 60000000 && wakes_by == PIN_BUTTON && pulled_up == PIN_BUTTON);
  EXPECT(is_held[PIN_PWDN] && level_of[PIN_PWDN] == 1 && is_held[PIN_LAMP] && level_of[PIN_LAMP] == 0);
}

static void when_the_button_is_pressed_shortly_then_it_sleeps_when_that_is_over(void) {
  pressed_ms = 1200;
  sleep_for(60000);
  EXPECT(sleeps && !restarts && wakes_by == PIN_BUTTON && timer_us < 60000000 && timer_us >= 58000000);
}

static void when_a_long_press_is_under_way_then_it_is_obeyed_and_not_slept_over(void) {
  pressed_ms = 6000;
  sleep_for(600000);
  EXPECT(restarts && !sleeps && http_is_open);
  boot(ESP_RST_SW);
  EXPECT(strcmp(hadir_power_why(), HADIR_WHY_PORTAL) == 0);
}

static void when_the_button_is_stuck_then_it_sleeps_and_only_time_wakes_it(void) {
  pressed_ms = UINT32_MAX;
  sleep_for(60000);
  EXPECT(sleeps && wakes_by == -1 && timer_us == 40000000);
  sleep_for(5000);
  EXPECT(sleeps && timer_us == 1000000);
}

static void when_power_was_lost_then_no_reason_is_left(void) {
  hadir_power_keep_lost(NULL, 9);
  restart_for("camera");
  boot(ESP_RST_POWERON);
  EXPECT(hadir_power_why()[0] == '\0' && hadir_power_lost(NULL) == 0);
}

static void when_frames_are_lost_by_a_restart_or_a_sleep_then_the_next_boot_knows_how_many(void) {
  hadir_power_keep_lost(NULL, 7);
  restart_for("no-network");
  boot(ESP_RST_SW);
  EXPECT(hadir_power_lost(NULL) == 7 && strcmp(hadir_power_why(), "no-network") == 0);
  hadir_power_keep_lost(NULL, 3);
  sleep_for(60000);
  boot(ESP_RST_DEEPSLEEP);
  EXPECT(hadir_power_lost(NULL) == 3 && hadir_power_why()[0] == '\0');
  restart_for("serial");
  boot(ESP_RST_SW);
  EXPECT(hadir_power_lost(NULL) == 0 && strcmp(hadir_power_why(), "serial") == 0);
}

static void when_a_press_restarts_it_before_the_sleep_then_what_was_lost_is_still_known(void) {
  hadir_power_keep_lost(NULL, 5);
  pressed_ms = 6000;
  sleep_for(600000);
  boot(ESP_RST_SW);
  EXPECT(hadir_power_lost(NULL) == 5 && strcmp(hadir_power_why(), HADIR_WHY_PORTAL) == 0);
}

int main(void) {
  hadir_signal_start();
  when_it_sleeps_then_time_or_the_button_wakes_it();
  when_the_button_is_pressed_shortly_then_it_sleeps_when_that_is_over();
  when_a_long_press_is_under_way_then_it_is_obeyed_and_not_slept_over();
  when_power_was_lost_then_no_reason_is_left();
  when_frames_are_lost_by_a_restart_or_a_sleep_then_the_next_boot_knows_how_many();
  when_a_press_restarts_it_before_the_sleep_then_what_was_lost_is_still_known();
  when_the_button_is_stuck_then_it_sleeps_and_only_time_wakes_it(); /* and stays so */
  return 0;
}
