#ifndef HADIR_SETTINGS_FIELDS_H
#define HADIR_SETTINGS_FIELDS_H

#include "json.h"
#include "settings.h"

/** Reads the object that was just opened, by the rules of hadir_settings_parse. */
bool hadir_settings_read(hadir_settings *settings, hadir_json *json);

#endif
