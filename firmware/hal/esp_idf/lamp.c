#include "board.h"
#include "driver/gpio.h"
#include "driver/ledc.h"
#include "pins.h"

/* Timer and channel 0 make the camera's clock. Low speed is the only mode that every target has. */
#define LAMP_TIMER LEDC_TIMER_1
#define LAMP_CHANNEL LEDC_CHANNEL_1
/** Above what a camera shows as stripes. */
#define LAMP_HZ 5000
#define FULL_DUTY 1024u

void hadir_lamp_start(void) {
#if PIN_LAMP >= 0
  (void)gpio_hold_dis((gpio_num_t)PIN_LAMP);
  ledc_timer_config_t timer = {
      .speed_mode = LEDC_LOW_SPEED_MODE,
      .duty_resolution = LEDC_TIMER_10_BIT,
      .timer_num = LAMP_TIMER,
      .freq_hz = LAMP_HZ,
      .clk_cfg = LEDC_AUTO_CLK,
  };
  ledc_channel_config_t channel = {
      .gpio_num = PIN_LAMP,
      .speed_mode = LEDC_LOW_SPEED_MODE,
      .channel = LAMP_CHANNEL,
      .timer_sel = LAMP_TIMER,
      .duty = 0,
  };
  if (ledc_timer_config(&timer) == ESP_OK) (void)ledc_channel_config(&channel);
#endif
}

void hadir_lamp_set(void *board, uint8_t duty_percent) {
  (void)board;
#if PIN_LAMP >= 0
  /* The flash LED of an AI-Thinker has no heat sink: whatever is asked for, no more than this is given. */
  uint32_t percent = duty_percent > CONFIG_HADIR_LAMP_MAX_PERCENT ? CONFIG_HADIR_LAMP_MAX_PERCENT : duty_percent;
  (void)ledc_set_duty(LEDC_LOW_SPEED_MODE, LAMP_CHANNEL, FULL_DUTY * percent / 100u);
  (void)ledc_update_duty(LEDC_LOW_SPEED_MODE, LAMP_CHANNEL);
#else
  (void)duty_percent;
#endif
}
