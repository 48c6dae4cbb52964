#include "board.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include "events.h"
#include "files.h"
#include "store.h"

#define RESET_REASON "HADIR_RESET_REASON"
/* Outlives a restart and no end of the program, as the memory of a board does that is not cleared. */
#define LOST "HADIR_LOST"
#define MOST_KEY_BYTES 4096
/** A clock that skips is noticed in this time. */
#define SLEEP_LOOK_MS 200

static bool load_release_key(posix_board *board) {
  const char *path = board->options->release_key_file;
  if (!path) return true;
  board->release_key = file_read(path, MOST_KEY_BYTES, &board->release_key_length);
  if (!board->release_key) {
    say("%s cannot be read.", path);
    return false;
  }
  board->release_key_length += 1;
  return true;
}

static bool open_frames(posix_board *board) {
  const posix_options *options = board->options;
  board->frames.loop = options->loop;
  board->frames.stamp = options->stamp;
  return options->frames_folder ? frames_of_folder(&board->frames, options->frames_folder)
                                : frames_of_mjpeg(&board->frames, options->mjpeg_file);
}

static bool open_console(posix_board *board) {
  if (!board->options->console) return true;
  board->has_console = console_open(&board->console);
  if (!board->has_console) say("No pseudo-terminal can be had.");
  else event_print("{\"event\":\"console\",\"path\":\"%s\"}", board->console.name);
  return board->has_console;
}

bool board_start(posix_board *board, const posix_options *options, char **argv) {
  memset(board, 0, sizeof *board);
  board->options = options;
  board->argv = argv;
  board->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  pthread_mutex_init(&board->lock, NULL);
  clock_start(&board->clock);
  if (options->has_clock) clock_set_by_computer(&board->clock, options->clock_offset_ms);
  const char *why = getenv(RESET_REASON);
  snprintf(board->reset_reason, sizeof board->reset_reason, "%s", why ? why : "power-on");
  const char *lost = getenv(LOST);
  board->lost = lost ? (uint32_t)strtoul(lost, NULL, 10) : 0;
  unsetenv(LOST);
  return board->stop >= 0 && open_frames(board) && load_release_key(board) &&
         slots_start(&board->slots, options->slots_folder, options->version) && open_console(board);
}

bool board_reach(posix_board *board, const hadir_config *config) {
  if (http_start(&board->http, config->server, board->stop)) return true;
  say("%s: only http:// can be spoken here; https:// is the board's.", config->server);
  return false;
}

void board_close(posix_board *board) {
  http_close(&board->http);
  frames_close(&board->frames);
  free(board->release_key);
}

bool board_has_captured_all(posix_board *board) {
  uint32_t count = board->options->count;
  return frames_are_over(&board->frames) || (count > 0 && atomic_load(&board->given) >= count);
}

bool board_waits(const posix_board *board, uint32_t ms) {
  struct pollfd stop = {board->stop, POLLIN, 0};
  return poll(&stop, 1, ms > 3600000 ? 3600000 : (int)ms) > 0;
}

void board_stop(const posix_board *board) { eventfd_write(board->stop, 1); }

void board_restart(posix_board *board, const char *why) {
  event_print("{\"event\":\"restart\",\"why\":\"%s\"}", why);
  setenv(RESET_REASON, why, 1);
  if (board->has_console) console_hand_over(&board->console);
  execv("/proc/self/exe", board->argv);
  say("It cannot be started anew: %s.", strerror(errno));
  _exit(70);
}

static uint64_t hal_mono(void *board) { return clock_mono_ms(&((posix_board *)board)->clock); }
static uint64_t hal_date(void *board) { return clock_date_ms(&((posix_board *)board)->clock); }
static void hal_lock(void *board) { pthread_mutex_lock(&((posix_board *)board)->lock); }
static void hal_unlock(void *board) { pthread_mutex_unlock(&((posix_board *)board)->lock); }

static void hal_set_date(void *board, uint64_t date_ms) {
  clock_set(&((posix_board *)board)->clock, date_ms);
  event_print("{\"event\":\"clock\",\"set\":true}");
}

static uint32_t hal_random(void *board) {
  (void)board;
  uint32_t number = 0;
  while (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) continue;
  return number;
}

static void hal_save_settings(void *of, const hadir_settings *settings) {
  posix_board *board = of;
  if (board->options->state_folder && !store_save_settings(board->options->state_folder, settings)) {
    say("The settings could not be kept.");
  }
  event_print("{\"event\":\"settings\",\"version\":\"%s\"}", settings->version);
}

static void hal_power(void *board, hadir_power power) {
  (void)board;
  event_print("{\"event\":\"power\",\"rest\":%s}", power == HADIR_POWER_REST ? "true" : "false");
}

static void hal_deep_sleep(void *of, uint32_t ms) {
  posix_board *board = of;
  uint64_t until_ms = clock_mono_ms(&board->clock) + ms;
  event_print("{\"event\":\"deep-sleep\",\"ms\":%u}", ms);
  while (clock_mono_ms(&board->clock) < until_ms) {
    if (board_waits(board, SLEEP_LOOK_MS)) return;
  }
  board_restart(board, "deep-sleep");
}

static void hal_keep_lost(void *board, uint32_t frames) {
  (void)board;
  char text[16];
  snprintf(text, sizeof text, "%u", frames);
  setenv(LOST, text, 1);
}

static uint32_t hal_lost(void *board) { return ((posix_board *)board)->lost; }

static void hal_restart(void *board, const char *why) { board_restart(board, why); }

static void hal_signal(void *of, bool led, bool buzzer) {
  posix_board *board = of;
  if (board->led == led && board->buzzer == buzzer) return;
  board->led = led;
  board->buzzer = buzzer;
  event_print("{\"event\":\"signal\",\"led\":%s,\"buzzer\":%s}", led ? "true" : "false", buzzer ? "true" : "false");
}

hadir_hal board_hal(posix_board *board) {
  hadir_hal hal = {
      .board = board,
      .mono_ms = hal_mono,
      .date_ms = hal_date,
      .set_date_ms = hal_set_date,
      .random = hal_random,
      .lock = hal_lock,
      .unlock = hal_unlock,
      .power = hal_power,
      .deep_sleep = hal_deep_sleep,
      .save_settings = hal_save_settings,
      .keep_lost = hal_keep_lost,
      .lost = hal_lost,
      .restart = hal_restart,
      .signal = hal_signal,
  };
  camera_hooks(&hal);
  network_hooks(&hal);
  return hal;
}
