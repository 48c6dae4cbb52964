#include "store.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events.h"
#include "files.h"

#define CONFIG_NAME "config"
#define SETTINGS_NAME "settings"
#define CA_NAME "ca.pem"
#define MOST_JSON_BYTES 8192

/** As on a board, a block of memory is kept as it is; one of another firmware's shape has another size and is left. */
static bool load(const char *folder, const char *name, void *to, size_t size) {
  char path[PATH_CAPACITY];
  size_t length = 0;
  char *bytes = folder && path_join(path, folder, name) ? file_read(path, size, &length) : NULL;
  bool is_loaded = bytes && length == size;
  if (is_loaded) memcpy(to, bytes, size);
  free(bytes);
  return is_loaded;
}

static bool save(const char *folder, const char *name, const void *from, size_t size) {
  char path[PATH_CAPACITY];
  return folder && folder_make(folder) && path_join(path, folder, name) && file_write(path, from, size);
}

static char *read_json(const char *path, size_t *length) {
  char *json = file_read(path, MOST_JSON_BYTES, length);
  if (!json) say("%s cannot be read.", path);
  return json;
}

bool store_load_config(const posix_options *options, hadir_config *config, bool *is_wrong) {
  *is_wrong = false;
  if (load(options->state_folder, CONFIG_NAME, config, sizeof *config)) return true;
  if (!options->config_file) return false;
  size_t length = 0;
  hadir_fault fault = {"", ""};
  char *json = read_json(options->config_file, &length);
  bool is_read = json && hadir_config_parse(config, json, length, &fault);
  if (json && !is_read) say("%s: %s %s", options->config_file, fault.field, fault.message);
  free(json);
  *is_wrong = !is_read;
  return is_read;
}

bool store_load_settings(const posix_options *options, hadir_settings *settings) {
  if (load(options->state_folder, SETTINGS_NAME, settings, sizeof *settings)) return true;
  *settings = hadir_default_settings;
  if (!options->settings_file) return true;
  size_t length = 0;
  char *json = read_json(options->settings_file, &length);
  bool is_read = json && hadir_settings_parse(settings, json, length);
  if (json && !is_read) say("%s has settings that are out of range.", options->settings_file);
  free(json);
  return is_read;
}

bool store_save_config(const char *folder, const hadir_config *config) {
  return save(folder, CONFIG_NAME, config, sizeof *config);
}

bool store_save_settings(const char *folder, const hadir_settings *settings) {
  return save(folder, SETTINGS_NAME, settings, sizeof *settings);
}

bool store_save_ca(const char *folder, const char *pem, size_t length) { return save(folder, CA_NAME, pem, length); }

bool store_forget(const char *folder) {
  static const char *const names[] = {CONFIG_NAME, SETTINGS_NAME, CA_NAME};
  bool is_forgotten = folder != NULL;
  for (size_t i = 0; folder && i < sizeof names / sizeof names[0]; i++) {
    char path[PATH_CAPACITY];
    is_forgotten = path_join(path, folder, names[i]) && (unlink(path) == 0 || errno == ENOENT) && is_forgotten;
  }
  return is_forgotten;
}
