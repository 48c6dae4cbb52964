#include <sys/time.h>

#include "board.h"
#include "esp_netif_sntp.h"
#include "esp_timer.h"

/** 2025-01-01T00:00:00Z: a clock that shows less has not been set. */
#define FIRST_DATE_S 1735689600

void hadir_clock_start_sntp(void) {
  static bool started;
  if (started || sizeof CONFIG_HADIR_SNTP_SERVER <= 1) return;
  esp_sntp_config_t config = ESP_NETIF_SNTP_DEFAULT_CONFIG(CONFIG_HADIR_SNTP_SERVER);
  config.wait_for_sync = false;
  started = esp_netif_sntp_init(&config) == ESP_OK;
}

uint64_t hadir_clock_mono_ms(void *board) {
  (void)board;
  return (uint64_t)esp_timer_get_time() / 1000;
}

uint64_t hadir_clock_date_ms(void *board) {
  (void)board;
  struct timeval now;
  if (gettimeofday(&now, NULL) != 0 || now.tv_sec < FIRST_DATE_S) return 0;
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_usec / 1000;
}

void hadir_clock_set_date_ms(void *board, uint64_t date_ms) {
  (void)board;
  struct timeval now = {.tv_sec = (time_t)(date_ms / 1000), .tv_usec = (suseconds_t)(date_ms % 1000 * 1000)};
  (void)settimeofday(&now, NULL);
}
