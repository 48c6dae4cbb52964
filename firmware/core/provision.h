#ifndef HADIR_PROVISION_H
#define HADIR_PROVISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

/** Room for a line with four networks, however they are escaped in JSON by a sane host. */
#define HADIR_PROVISION_LINE 2048
/** Room for some ten certificates of a chain. */
#define HADIR_PROVISION_CA 8192

/** What provisioning asks of a board. */
typedef struct {
  void *board;
  /** Sends `line` and a line feed. */
  void (*say)(void *board, const char *line);
  /** Keeps these; false when they could not be kept. */
  bool (*save_config)(void *board, const hadir_config *config);
  bool (*save_ca)(void *board, const char *pem, size_t length);
  /** Factory reset: forgets configuration, CA and settings. The host restarts the board then. */
  bool (*reset)(void *board);
  /** May return: the restart may follow a moment later. */
  void (*restart)(void *board);
} hadir_provision_hooks;

/**
 * The serial line by which a host (`hadir device provision`) configures a board: each line that begins with "HADIR " gets one
 * answer, "HADIR OK {…}" or "HADIR ERROR {…}"; others are ignored, so a host begins with an empty line to end what noise began.
 * Whoever holds the cable is trusted; secrets are taken and never told. The caller fills in what is not private, the
 * rest is zero. `line` holds one line, `ca` the PEM that comes line by line.
 */
typedef struct {
  const hadir_provision_hooks *hooks;
  /** Such as "hadir-esp32/1.2.0". */
  const char *firmware;
  /** A copy for this alone, which a SET replaces: its device and server are told by WHO. */
  hadir_config *config;
  /** `config` is filled in. */
  bool configured;
  char *line;
  size_t line_capacity;
  char *ca;
  size_t ca_capacity;
  /* Private from here. */
  size_t line_length;
  size_t ca_length;
  bool ca_open;
  char answer[288];
} hadir_provision;

/** Takes what came over the line, in parts of any size; answers through `say`, then acts. */
void hadir_provision_feed(hadir_provision *provision, const char *bytes, size_t length);

#endif
