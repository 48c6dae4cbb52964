#pragma once
#include "driver/gpio.h"
#include "esp_err.h"
esp_err_t esp_sleep_enable_timer_wakeup(uint64_t time_in_us);
esp_err_t esp_sleep_enable_ext0_wakeup(gpio_num_t gpio_num, int level);
void esp_deep_sleep_start(void) __attribute__((__noreturn__));
