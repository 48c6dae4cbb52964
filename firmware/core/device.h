#ifndef HADIR_DEVICE_H
#define HADIR_DEVICE_H

#include "config.h"
#include "feedback.h"
#include "gate.h"
#include "hal.h"
#include "backoff.h"
#include "link.h"
#include "ota.h"
#include "settings.h"
#include "spool.h"
#include "wire.h"

/** Everything that a device knows while it runs. No field is for others but through these functions. */
typedef struct hadir_device hadir_device;

/** `memory` of `capacity` bytes holds the spool. `version` is this firmware's, such as "1.2.0"; `target` "esp32", "esp32s3" or "posix". */
void hadir_device_start(hadir_device *device, const hadir_hal *hal, const hadir_config *config,
                        const hadir_settings *settings, void *memory, uint32_t capacity, const char *target,
                        const char *version);

/* Each does what is due and answers how many milliseconds may pass until it is called again. */

/** Captures, checks, gates and spools at most one frame. */
uint32_t hadir_capture_step(hadir_device *device);
/** Keeps the network up and makes at most one request (one more on a stale socket), or an update, or a rest. */
uint32_t hadir_upload_step(hadir_device *device);
/** Drives LED and buzzer. */
uint32_t hadir_signal_step(hadir_device *device);

/** A copy of the counters. */
hadir_counters hadir_device_counters(hadir_device *device);

#endif
