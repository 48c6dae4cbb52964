#ifndef HADIR_TEST_DESCRIBE_H
#define HADIR_TEST_DESCRIBE_H

#include "config.h"
#include "settings.h"
#include "text.h"

/** All values in the order of settings.h, with a space between. */
void describe_settings(const hadir_settings *settings, hadir_text *text);
/** Device, key in hex, server, flags, networks as name/password, fixed addresses with a space between; `|` between all. */
void describe_config(const hadir_config *config, hadir_text *text);

#endif
