#ifndef POSIX_STORE_H
#define POSIX_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "options.h"
#include "settings.h"

/** What a device keeps over restarts, in a folder; without one nothing is kept. */

/**
 * What was kept, else the file of --config. False when there is neither; `is_wrong` is set, and why is said, when the
 * file cannot be used.
 */
bool store_load_config(const posix_options *options, hadir_config *config, bool *is_wrong);
/** What was kept, else the file of --settings, else the defaults. False, and says why, when the file cannot be used. */
bool store_load_settings(const posix_options *options, hadir_settings *settings);
bool store_save_config(const char *folder, const hadir_config *config);
bool store_save_settings(const char *folder, const hadir_settings *settings);
bool store_save_ca(const char *folder, const char *pem, size_t length);
/** Factory reset. */
bool store_forget(const char *folder);

#endif
