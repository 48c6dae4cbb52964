#ifndef HADIR_LAMP_H
#define HADIR_LAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "settings.h"

/**
 * No setting goes beyond: the flash LED of an AI-Thinker board has no heat sink, since it is built for a flash and not
 * for an hour, and what it draws is missing to the radio and the camera on the same weak supply.
 */
#define HADIR_LAMP_MAX_PERCENT 50
/**
 * After the heartbeat was due in which the server says that a session is open: an outage of a night, or a server that was never reached, must not have it burn all along.
 */
#define HADIR_LAMP_UNTOLD_MS 600000u
/** The sensor's exposure needs about this long after the lamp changed before its brightness says anything. */
#define HADIR_LAMP_SETTLE_MS 2000u
/** It goes off when it is brighter than the limit by this, without what the lamp itself adds. */
#define HADIR_LAMP_HYSTERESIS 16

/** All zero at the start. */
typedef struct {
  uint64_t since_ms;
  uint8_t before;
  uint8_t added; /* by the lamp itself */
  bool measured;
  bool on;
} hadir_lamp;

/**
 * The duty in percent. `brightness` is the mean of the last picture, 0 to 255, or -1 when it is unknown; `date_ms` 0
 * while the clock is unset, and then a schedule says off. A span from a minute to the same minute is the whole day. Off
 * unless `active`: a session is open and frames are captured.
 */
uint8_t hadir_lamp_duty(hadir_lamp *lamp, const hadir_settings *settings, uint64_t now_ms, uint64_t date_ms,
                        int brightness, bool active);

#endif
