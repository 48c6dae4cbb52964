#include "provisioning.h"

#include <stdio.h>
#include <string.h>

#include "events.h"
#include "provision.h"
#include "store.h"

#define POLL_MS 1000

static struct {
  posix_board *board;
  hadir_config config;
  hadir_provision provision;
  char firmware[48];
  char line[HADIR_PROVISION_LINE];
  char ca[HADIR_PROVISION_CA];
  bool is_restarting;
} desk;

static const char *folder_of(void *board) { return ((posix_board *)board)->options->state_folder; }

static void say_line(void *board, const char *line) { console_say(&((posix_board *)board)->console, line); }

static bool save_config(void *board, const hadir_config *config) {
  if (!store_save_config(folder_of(board), config)) return false;
  event_print("{\"event\":\"configured\",\"deviceId\":\"%s\"}", config->device_id);
  return true;
}

static bool save_ca(void *board, const char *pem, size_t length) {
  return store_save_ca(folder_of(board), pem, length);
}

static bool reset(void *board) { return store_forget(folder_of(board)); }

/** Later, when the answer is out of the terminal. */
static void restart(void *board) {
  (void)board;
  desk.is_restarting = true;
}

static const hadir_provision_hooks hooks = {
    .say = say_line, .save_config = save_config, .save_ca = save_ca, .reset = reset, .restart = restart};

static void *serve(void *of) {
  posix_board *board = of;
  while (!board_waits(board, 0) && !desk.is_restarting) {
    console_serve(&board->console, board->stop, &desk.provision, POLL_MS);
  }
  if (desk.is_restarting) board_restart(board, "provisioned");
  return NULL;
}

bool provisioning_start(posix_board *board, const hadir_config *config, bool is_configured, pthread_t *thread) {
  static hadir_provision_hooks with_board;
  with_board = hooks;
  with_board.board = board;
  desk.board = board;
  desk.config = *config;
  snprintf(desk.firmware, sizeof desk.firmware, "hadir-posix/%s", board->slots.version);
  desk.provision = (hadir_provision){
      .hooks = &with_board,
      .firmware = desk.firmware,
      .config = &desk.config,
      .configured = is_configured,
      .line = desk.line,
      .line_capacity = sizeof desk.line,
      .ca = desk.ca,
      .ca_capacity = sizeof desk.ca,
  };
  return pthread_create(thread, NULL, serve, board) == 0;
}
