#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"
#include "device.h"
#include "events.h"
#include "provisioning.h"
#include "store.h"
#include "version.h"

#define LOOK_MS 20
/** A clock that skips is noticed in this time. */
#define LONGEST_WAIT_MS 200
/** SIGUSR2 lets so much time pass: what an update has to prove itself. */
#define SKIP_MS 300000

enum { ENDED_WELL = 0, ENDED_WRONG = 1, ENDED_USAGE = 2 };

static posix_options options;
static posix_board board;
static hadir_device device;

/** One of the three tasks of a board: does what is due, then waits as long as it was told. */
typedef struct {
  uint32_t (*step)(hadir_device *device);
  bool (*is_over)(posix_board *board);
  pthread_t thread;
} task;

static void *run_task(void *of) {
  const task *mine = of;
  while (!mine->is_over || !mine->is_over(&board)) {
    uint32_t wait_ms = mine->step(&device);
    if (board_waits(&board, wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS)) break;
  }
  return NULL;
}

static task tasks[] = {
    {hadir_capture_step, board_has_captured_all, 0},
    {hadir_upload_step, NULL, 0},
    {hadir_signal_step, NULL, 0},
};

enum { TASKS = sizeof tasks / sizeof tasks[0] };

static bool is_settled(void) {
  if (!board_has_captured_all(&board)) return false;
  hadir_counters counters = hadir_device_counters(&device);
  return counters.captured >= atomic_load(&board.given) && hadir_device_waiting(&device) == 0;
}

static void sum_up(void) {
  hadir_counters c = hadir_device_counters(&device);
  event_print(
      "{\"event\":\"summary\",\"captured\":%u,\"gated\":%u,\"broken\":%u,\"dropped\":%u,\"accepted\":%u,\"retried\":%u,"
      "\"cameras\":%u,\"links\":%u,\"waiting\":%u}",
      c.captured, c.gated, c.broken, c.dropped, c.accepted, c.retried, c.cameras, c.links,
      hadir_device_waiting(&device));
}

static void block(sigset_t *signals) {
  sigemptyset(signals);
  sigaddset(signals, SIGTERM);
  sigaddset(signals, SIGINT);
  sigaddset(signals, SIGUSR1);
  sigaddset(signals, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, signals, NULL);
  signal(SIGPIPE, SIG_IGN);
}

/** Until a signal ends it, or `is_done` says so. */
static void watch(const sigset_t *signals, bool (*is_done)(void)) {
  const struct timespec look = {0, LOOK_MS * 1000000L};
  for (;;) {
    int came = sigtimedwait(signals, NULL, &look);
    if (came == SIGTERM || came == SIGINT || (is_done && is_done())) break;
    if (came == SIGUSR1) clock_lose(&board.clock);
    if (came == SIGUSR2) clock_skip(&board.clock, SKIP_MS);
  }
  board_stop(&board);
}

static int run_device(const hadir_config *config, const sigset_t *signals) {
  hadir_settings settings;
  void *spool = malloc(options.spool_bytes);
  if (!spool || !store_load_settings(&options, &settings) || !board_reach(&board, config)) {
    free(spool);
    return ENDED_USAGE;
  }
  hadir_hal hal = board_hal(&board);
  hadir_device_start(&device, &hal, config, &settings, spool, options.spool_bytes, HADIR_POSIX_TARGET,
                     board.slots.version);
  event_print("{\"event\":\"started\",\"deviceId\":\"%s\",\"version\":\"%s\",\"onTrial\":%s,\"why\":\"%s\"}",
              config->device_id, board.slots.version, board.slots.is_on_trial ? "true" : "false", board.reset_reason);
  for (int i = 0; i < TASKS; i++) {
    if (pthread_create(&tasks[i].thread, NULL, run_task, &tasks[i]) != 0) abort();
  }
  watch(signals, is_settled);
  for (int i = 0; i < TASKS; i++) pthread_join(tasks[i].thread, NULL);
  sum_up();
  free(spool);
  return ENDED_WELL;
}

static int run(const sigset_t *signals) {
  hadir_config config;
  memset(&config, 0, sizeof config);
  bool is_wrong = false;
  bool is_configured = store_load_config(&options, &config, &is_wrong);
  if (is_wrong) return ENDED_USAGE;
  if (!is_configured && !board.has_console) {
    say("It is not configured. Give --config FILE, or --console and `hadir device provision`.");
    return ENDED_USAGE;
  }
  pthread_t desk;
  if (board.has_console && !provisioning_start(&board, &config, is_configured, &desk)) return ENDED_WRONG;
  int ended = ENDED_WELL;
  if (is_configured) {
    ended = run_device(&config, signals);
  } else {
    event_print("{\"event\":\"unconfigured\"}");
    watch(signals, NULL);
  }
  board_stop(&board);
  if (board.has_console) pthread_join(desk, NULL);
  return ended;
}

int main(int argc, char **argv) {
  sigset_t signals;
  switch (options_read(&options, argc, argv)) {
    case OPTIONS_HELP: return ENDED_WELL;
    case OPTIONS_WRONG: return ENDED_USAGE;
    case OPTIONS_GOOD: break;
  }
  if (options.events) events_enable();
  block(&signals);
  int ended = board_start(&board, &options, argv) ? run(&signals) : ENDED_WRONG;
  board_close(&board);
  return ended;
}
