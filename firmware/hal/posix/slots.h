#ifndef POSIX_SLOTS_H
#define POSIX_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "files.h"

#define SLOT_VERSION_BYTES 24

/**
 * Two slots for updates as files of a folder, and a file that says which of them is started. It stands in for a board's
 * boot loader: a new image is on trial at its first start, and when it is started again without having been confirmed,
 * the one before it comes back.
 */
typedef struct {
  char folder[PATH_CAPACITY]; /* "" without slots */
  char active;                /* 'a', 'b', or '-' for the firmware that the device came with */
  char previous;
  bool is_on_trial;
  /** Of the active image. */
  char version[SLOT_VERSION_BYTES];
  /** Of the image that was rolled back last; "" when none was. */
  char rolled_back[SLOT_VERSION_BYTES];
  /** The active image says that it cannot upload, as a broken one would. */
  bool cannot_upload;
} posix_slots;

/** A start. `folder` NULL: there are none, and `version` runs. False, and says why, when the folder cannot be used. */
bool slots_start(posix_slots *slots, const char *folder, const char *version);
/** The image that runs has proved itself. */
bool slots_confirm(posix_slots *slots);
/** The other image is started next. */
bool slots_roll_back(posix_slots *slots);
/** Path of the slot that does not run. */
bool slots_other_path(const posix_slots *slots, char path[PATH_CAPACITY]);
/** The slot that did not run is started next, on trial. */
bool slots_switch(posix_slots *slots);

#endif
