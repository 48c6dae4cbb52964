#include <string.h>

#include "board.h"
#include "esp_heap_caps.h"
#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

static TaskHandle_t watched[HADIR_TASKS];
static size_t watched_count;

void hadir_vitals_watch(void *task) {
  if (watched_count < HADIR_TASKS) watched[watched_count++] = task;
}

static const char *reset_reason(void) {
  switch (esp_reset_reason()) {
    case ESP_RST_POWERON:
      return "power-on";
    case ESP_RST_EXT:
      return "external";
    case ESP_RST_SW:
      return hadir_power_why()[0] != '\0' ? hadir_power_why() : "software";
    case ESP_RST_PANIC:
      return "panic";
    case ESP_RST_INT_WDT:
      return "interrupt-watchdog";
    case ESP_RST_TASK_WDT:
      return "task-watchdog";
    case ESP_RST_WDT:
      return "watchdog";
    case ESP_RST_DEEPSLEEP:
      return "deep-sleep";
    case ESP_RST_BROWNOUT:
      return "brown-out";
    default:
      return "unknown";
  }
}

static int32_t least_stack(void) {
  int32_t least = INT32_MAX;
  for (size_t i = 0; i < watched_count; i++) {
    /* In bytes, unlike in FreeRTOS elsewhere. */
    int32_t left = (int32_t)uxTaskGetStackHighWaterMark(watched[i]);
    if (left < least) least = left;
  }
  return least == INT32_MAX ? INT32_MIN : least;
}

void hadir_vitals_read(void *board, hadir_vitals *vitals) {
  (void)board;
  vitals->rssi_dbm = hadir_net_rssi_dbm();
  /* Of internal memory alone: Wi-Fi and TLS run short of it while a megabyte of PSRAM is free. */
  vitals->heap_min_bytes = (int32_t)heap_caps_get_minimum_free_size(MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
  vitals->stack_min_bytes = least_stack();
  strncpy(vitals->reset_reason, reset_reason(), sizeof vitals->reset_reason - 1);
  vitals->reset_reason[sizeof vitals->reset_reason - 1] = '\0';
}
