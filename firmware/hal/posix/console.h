#ifndef POSIX_CONSOLE_H
#define POSIX_CONSOLE_H

#include <stdbool.h>

#include "provision.h"

/** A pseudo-terminal in place of the board's serial line. */
typedef struct {
  int near;
  /** Held open, so that the line stays when the host hangs up. */
  int far;
  char name[64];
} posix_console;

/** Opens it, or goes on with the one that was open before this program started itself anew. */
bool console_open(posix_console *console);
/** Lets the program that this one becomes go on with it. */
void console_hand_over(const posix_console *console);
/** Waits at most `most_ms`, or until `stop` is readable, and gives what came to `provision`. */
void console_serve(const posix_console *console, int stop, hadir_provision *provision, int most_ms);
void console_say(const posix_console *console, const char *line);

#endif
