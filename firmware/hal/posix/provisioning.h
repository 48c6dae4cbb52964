#ifndef POSIX_PROVISIONING_H
#define POSIX_PROVISIONING_H

#include "board.h"

/** Serves the console, on a thread of its own, until the program stops: who this is, a new configuration, a restart. */
bool provisioning_start(posix_board *board, const hadir_config *config, bool is_configured, pthread_t *thread);

#endif
