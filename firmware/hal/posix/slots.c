#include "slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"

#define MAGIC "HADIRPOSIX "
#define MOST_IMAGE_BYTES (2u << 20)

static bool slot_path(const posix_slots *slots, char slot, char path[PATH_CAPACITY]) {
  const char name[] = {'s', 'l', 'o', 't', '-', slot, '\0'};
  return path_join(path, slots->folder, name);
}

/** "HADIRPOSIX <version>\n" and anything; a word in it tells how it behaves. */
static bool read_image(const posix_slots *slots, char slot, char version[SLOT_VERSION_BYTES], bool *cannot_upload) {
  char path[PATH_CAPACITY];
  size_t length = 0;
  char *image = slot_path(slots, slot, path) ? file_read(path, MOST_IMAGE_BYTES, &length) : NULL;
  bool is_image = image && strncmp(image, MAGIC, strlen(MAGIC)) == 0;
  if (is_image) {
    const char *from = image + strlen(MAGIC);
    size_t version_length = strcspn(from, "\r\n");
    is_image = version_length > 0 && version_length < SLOT_VERSION_BYTES &&
               strspn(from, "0123456789.+-abcdefghijklmnopqrstuvwxyz") == version_length;
    if (is_image) {
      memcpy(version, from, version_length);
      version[version_length] = '\0';
      *cannot_upload = strstr(from, "cannot-upload") != NULL;
    }
  }
  free(image);
  return is_image;
}

static bool write_state(const posix_slots *slots, const char *state) {
  char path[PATH_CAPACITY];
  char line[80];
  int length = snprintf(line, sizeof line, "%c %c %s %s\n", slots->active, slots->previous, state,
                        slots->rolled_back[0] ? slots->rolled_back : "-");
  return length > 0 && path_join(path, slots->folder, "boot") && file_write(path, line, (size_t)length);
}

static bool read_state(posix_slots *slots, char state[16]) {
  char path[PATH_CAPACITY];
  size_t length = 0;
  char *line = path_join(path, slots->folder, "boot") ? file_read(path, 256, &length) : NULL;
  bool is_read =
      line && sscanf(line, "%c %c %15s %23s", &slots->active, &slots->previous, state, slots->rolled_back) == 4;
  free(line);
  if (strcmp(slots->rolled_back, "-") == 0) slots->rolled_back[0] = '\0';
  return is_read;
}

static void go_back(posix_slots *slots) {
  bool ignored;
  if (!read_image(slots, slots->active, slots->rolled_back, &ignored)) strcpy(slots->rolled_back, "?");
  slots->active = slots->previous;
  slots->is_on_trial = false;
}

/** Reads what the active slot holds. */
static bool can_start(posix_slots *slots) {
  return slots->active == '-' || read_image(slots, slots->active, slots->version, &slots->cannot_upload);
}

bool slots_start(posix_slots *slots, const char *folder, const char *version) {
  memset(slots, 0, sizeof *slots);
  slots->active = slots->previous = '-';
  snprintf(slots->version, sizeof slots->version, "%s", version);
  if (!folder) return true;
  snprintf(slots->folder, sizeof slots->folder, "%s", folder);
  if (!folder_make(folder)) {
    say("%s cannot be made.", folder);
    return false;
  }
  char state[16] = "confirmed";
  if (!read_state(slots, state)) return write_state(slots, "confirmed");
  if (strcmp(state, "trial") == 0) go_back(slots);
  else slots->is_on_trial = strcmp(state, "new") == 0;
  // As a boot loader does with images that it cannot start.
  if (!can_start(slots)) go_back(slots);
  if (!can_start(slots)) slots->active = '-';
  return write_state(slots, slots->is_on_trial ? "trial" : "confirmed");
}

bool slots_confirm(posix_slots *slots) {
  slots->is_on_trial = false;
  slots->rolled_back[0] = '\0';
  return write_state(slots, "confirmed");
}

bool slots_roll_back(posix_slots *slots) {
  go_back(slots);
  return write_state(slots, "confirmed");
}

bool slots_other_path(const posix_slots *slots, char path[PATH_CAPACITY]) {
  return slots->folder[0] != '\0' && slot_path(slots, slots->active == 'a' ? 'b' : 'a', path);
}

bool slots_switch(posix_slots *slots) {
  // What was rolled back lay in the slot that is written now.
  slots->rolled_back[0] = '\0';
  slots->previous = slots->active;
  slots->active = slots->active == 'a' ? 'b' : 'a';
  return write_state(slots, "new");
}
