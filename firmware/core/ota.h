#ifndef HADIR_OTA_H
#define HADIR_OTA_H

#include <stdbool.h>
#include <stdint.h>

#include "backoff.h"
#include "hal.h"

/** A new image that gets no frame accepted in this time goes back to the one before. */
#define HADIR_OTA_PROVE_MS 300000u
/** A download that failed: from a minute, doubling to an hour. */
#define HADIR_OTA_FIRST_MS 60000u
#define HADIR_OTA_LONGEST_MS 3600000u
/** An image that is wrong does not get better by asking often. */
#define HADIR_OTA_WRONG_MS 21600000u
/** One that was rolled back and is forced is tried again when the device has run for so long. */
#define HADIR_OTA_AGAIN_MS 3600000u
/** The end of an update that only a start can tell, beside those of hadir_update_result. */
#define HADIR_UPDATE_ROLLED_BACK (HADIR_UPDATE_WRITE + 1)

/** All zero at the start. */
typedef struct {
  uint64_t retry_at_ms;
  hadir_backoff backoff;
  char failed[16];
  /** Was rolled back, and lies in the other slot as the memory of it: refused for as long, unless it is forced. */
  char refused[16];
  /** For X-Update: "1.3.0 signature", "" while none failed. */
  char report[32];
} hadir_ota;

/**
 * -1, 0 or 1 as version `a` is older, the same or newer; -2 when one is not "x.y.z" in whole numbers. What is built before a
 * release ("1.3.0-dev") is older than it; such are alike.
 */
int hadir_version_compare(const char *a, const char *b);
/** Whether an offer is to be taken now, ms since boot, by a device that runs `version`. */
bool hadir_ota_wants(const hadir_ota *ota, const hadir_offer *offer, const char *version, uint64_t now_ms);
/** An update to `version` failed: `result` is a hadir_update_result or HADIR_UPDATE_ROLLED_BACK. */
void hadir_ota_failed(hadir_ota *ota, const char *version, unsigned result, uint64_t now_ms, uint32_t random);

#endif
