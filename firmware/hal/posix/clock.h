#ifndef POSIX_CLOCK_H
#define POSIX_CLOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** A board's two clocks: one since boot, and the date, which is unset until somebody sets it, and may be lost. */
typedef struct {
  pthread_mutex_t lock;
  atomic_ullong started_ms;
  bool is_set;
  int64_t date_at_boot_ms;
} posix_clock;

/** Monotonic milliseconds of this computer. */
uint64_t computer_mono_ms(void);

void clock_start(posix_clock *clock);
/** Sets the date to this computer's plus `offset_ms`. */
void clock_set_by_computer(posix_clock *clock, int64_t offset_ms);
uint64_t clock_mono_ms(const posix_clock *clock);
/** 0 while unset. */
uint64_t clock_date_ms(posix_clock *clock);
void clock_set(posix_clock *clock, uint64_t date_ms);
/** So much time passes at once, by the clock since boot; the date stays, as it is the world's. */
void clock_skip(posix_clock *clock, uint32_t ms);
/** As when the battery-less clock of a board went away. */
void clock_lose(posix_clock *clock);

#endif
