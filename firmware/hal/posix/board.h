#ifndef POSIX_BOARD_H
#define POSIX_BOARD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "console.h"
#include "frames.h"
#include "hal.h"
#include "http.h"
#include "options.h"
#include "slots.h"

/** This computer as a board. */
typedef struct {
  const posix_options *options;
  char **argv;
  /** Readable once the program is to stop. */
  int stop;
  pthread_mutex_t lock;
  posix_clock clock;
  posix_frames frames;
  http_client http;
  posix_slots slots;
  posix_console console;
  bool has_console;
  char *release_key;
  size_t release_key_length; /* with its NUL */
  /** Why it was started: "power-on", or what the restart was for. */
  char reset_reason[32];
  uint32_t lost; /* by the restart */
  /** Frames that the camera gave, and requests that were made. */
  atomic_uint given;
  uint32_t requests;
  bool is_stuck;
  atomic_bool is_link_down;
  bool led;
  bool buzzer;
} posix_board;

/** Opens what the options name. False, and says why, when something cannot be had. */
bool board_start(posix_board *board, const posix_options *options, char **argv);
/** Looks the server up in its configuration. */
bool board_reach(posix_board *board, const hadir_config *config);
void board_close(posix_board *board);
/** All frames that are to be captured were. */
bool board_has_captured_all(posix_board *board);
/** Waits; true when the program is to stop. */
bool board_waits(const posix_board *board, uint32_t ms);
void board_stop(const posix_board *board);
/** Becomes this program anew, as a board does. Does not return. */
void board_restart(posix_board *board, const char *why) __attribute__((noreturn));

/** The table for core; `board` outlives it. */
hadir_hal board_hal(posix_board *board);

/* Parts of the table, one file each. */
void camera_hooks(hadir_hal *hal);  /* camera.c */
void network_hooks(hadir_hal *hal); /* network.c */

#endif
