#include "board.h"
#include "driver/gpio.h"
#include "esp_timer.h"
#include "pins.h"

/** Seldom, because each poll ends a light sleep. */
#define POLL_US 250000u
#define LONG_POLLS (5000000u / POLL_US)
#define VERY_LONG_POLLS (15000000u / POLL_US)

static volatile hadir_press ended = HADIR_PRESS_NONE;
static volatile uint32_t held;

static void set_pin(int pin, bool on, bool is_inverted) {
  if (pin >= 0) (void)gpio_set_level((gpio_num_t)pin, on != is_inverted ? 1 : 0);
}

static void make_output(int pin, bool is_inverted) {
  if (pin < 0) return;
  (void)gpio_reset_pin((gpio_num_t)pin);
  (void)gpio_set_direction((gpio_num_t)pin, GPIO_MODE_OUTPUT);
  set_pin(pin, false, is_inverted);
}

/* A press counts when it ends, so that a very long one is not taken for a long one on its way. */
static void poll_button(void *arg) {
  (void)arg;
  if (gpio_get_level((gpio_num_t)PIN_BUTTON) == 0) {
    held = held + 1;
    return;
  }
  if (held >= VERY_LONG_POLLS) ended = HADIR_PRESS_VERY_LONG;
  else if (held >= LONG_POLLS) ended = HADIR_PRESS_LONG;
  held = 0;
}

#if CONFIG_HADIR_LED_INVERTED
#define LED_INVERTED true
#else
#define LED_INVERTED false
#endif

void hadir_signal_start(void) {
  make_output(PIN_LED, LED_INVERTED);
  make_output(PIN_BUZZER, false);
  if (PIN_BUTTON < 0) return;
  (void)gpio_reset_pin((gpio_num_t)PIN_BUTTON); /* an input with its pull-up on */
  (void)gpio_set_direction((gpio_num_t)PIN_BUTTON, GPIO_MODE_INPUT);
  (void)gpio_set_pull_mode((gpio_num_t)PIN_BUTTON, GPIO_PULLUP_ONLY);
  static esp_timer_handle_t timer;
  esp_timer_create_args_t args = {.callback = poll_button, .name = "button"};
  if (esp_timer_create(&args, &timer) == ESP_OK) (void)esp_timer_start_periodic(timer, POLL_US);
}

void hadir_signal_set(void *board, bool led, bool buzzer) {
  (void)board;
  set_pin(PIN_LED, led, LED_INVERTED);
  set_pin(PIN_BUZZER, buzzer, false);
}

hadir_press hadir_signal_press(void) {
  hadir_press press = ended;
  if (press != HADIR_PRESS_NONE) ended = HADIR_PRESS_NONE;
  return press;
}

bool hadir_signal_is_pressed(void) {
  return PIN_BUTTON >= 0 && (gpio_get_level((gpio_num_t)PIN_BUTTON) == 0 || held > 0 || ended != HADIR_PRESS_NONE);
}
