/* What is told of memory and restarts, over stand-ins for the heaps and the tasks. */
#include "../../vitals.c"
#include "expect.h"

struct tskTaskControlBlock {
  UBaseType_t left;
};

static esp_reset_reason_t reason;
static const char *why = "";

esp_reset_reason_t esp_reset_reason(void) { return reason; }
const char *hadir_power_why(void) { return why; }
int32_t hadir_net_rssi_dbm(void) { return -61; }
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task) { return task->left; }

/* PSRAM, which hardly fills, and the internal memory, which does. */
size_t heap_caps_get_minimum_free_size(uint32_t caps) {
  bool is_internal = (caps & MALLOC_CAP_INTERNAL) != 0 && (caps & MALLOC_CAP_8BIT) != 0;
  return is_internal ? 23000 : 1000000;
}

static hadir_vitals read(void) {
  hadir_vitals vitals;
  memset(&vitals, 0xff, sizeof vitals);
  hadir_vitals_read(NULL, &vitals);
  return vitals;
}

static void when_psram_is_free_then_the_memory_that_runs_out_is_told(void) {
  EXPECT(read().heap_min_bytes == 23000 && read().rssi_dbm == -61);
}

static void when_four_tasks_are_watched_then_the_least_stack_is_told(void) {
  static struct tskTaskControlBlock tasks[] = {{900}, {2000}, {1500}, {700}, {1}};
  EXPECT(read().stack_min_bytes == INT32_MIN);
  for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) hadir_vitals_watch(&tasks[i]);
  EXPECT(read().stack_min_bytes == 700); /* a fifth has no place */
}

static void when_it_was_restarted_then_it_says_why(void) {
  reason = ESP_RST_SW;
  EXPECT(strcmp(read().reset_reason, "software") == 0);
  why = "no-network";
  EXPECT(strcmp(read().reset_reason, "no-network") == 0);
  reason = ESP_RST_BROWNOUT;
  EXPECT(strcmp(read().reset_reason, "brown-out") == 0);
  reason = ESP_RST_SDIO;
  EXPECT(strcmp(read().reset_reason, "unknown") == 0);
}

int main(void) {
  when_psram_is_free_then_the_memory_that_runs_out_is_told();
  when_four_tasks_are_watched_then_the_least_stack_is_told();
  when_it_was_restarted_then_it_says_why();
  return 0;
}
