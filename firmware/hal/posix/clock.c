#include "clock.h"

#include <time.h>

static uint64_t read_ms(clockid_t which) {
  struct timespec now;
  clock_gettime(which, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t computer_mono_ms(void) { return read_ms(CLOCK_MONOTONIC); }

void clock_start(posix_clock *clock) {
  pthread_mutex_init(&clock->lock, NULL);
  atomic_init(&clock->started_ms, computer_mono_ms());
  clock->is_set = false;
  clock->date_at_boot_ms = 0;
}

uint64_t clock_mono_ms(const posix_clock *clock) { return computer_mono_ms() - atomic_load(&clock->started_ms); }

uint64_t clock_date_ms(posix_clock *clock) {
  pthread_mutex_lock(&clock->lock);
  int64_t date_ms = clock->is_set ? clock->date_at_boot_ms + (int64_t)clock_mono_ms(clock) : 0;
  pthread_mutex_unlock(&clock->lock);
  return date_ms > 0 ? (uint64_t)date_ms : 0;
}

void clock_set(posix_clock *clock, uint64_t date_ms) {
  pthread_mutex_lock(&clock->lock);
  clock->date_at_boot_ms = (int64_t)date_ms - (int64_t)clock_mono_ms(clock);
  clock->is_set = date_ms > 0;
  pthread_mutex_unlock(&clock->lock);
}

void clock_set_by_computer(posix_clock *clock, int64_t offset_ms) {
  int64_t date_ms = (int64_t)read_ms(CLOCK_REALTIME) + offset_ms;
  clock_set(clock, date_ms > 0 ? (uint64_t)date_ms : 0);
}

void clock_skip(posix_clock *clock, uint32_t ms) {
  pthread_mutex_lock(&clock->lock);
  // May go below zero and round: what is subtracted from it later brings it back.
  atomic_fetch_sub(&clock->started_ms, ms);
  clock->date_at_boot_ms -= ms;
  pthread_mutex_unlock(&clock->lock);
}

void clock_lose(posix_clock *clock) {
  pthread_mutex_lock(&clock->lock);
  clock->is_set = false;
  pthread_mutex_unlock(&clock->lock);
}
