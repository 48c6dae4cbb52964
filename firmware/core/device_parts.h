#ifndef HADIR_DEVICE_PARTS_H
#define HADIR_DEVICE_PARTS_H

#include "device.h"

/* What the parts of a device need of each other. */

void hadir_device_lock(hadir_device *device);
void hadir_device_unlock(hadir_device *device);
uint64_t hadir_device_now(const hadir_device *device);
uint32_t hadir_device_random(const hadir_device *device);

/** Whether frames are taken as often as in a session, so that uploading them comes before all else. Under the lock. */
bool hadir_pace_is_session(const hadir_pace *pace);
/** How long until the next frame is due; ends a rest that is over. Under the lock. */
uint32_t hadir_pace_wait(hadir_pace *pace, uint64_t now_ms);
/** Takes a frame now, to hear the server's word. Under the lock. */
void hadir_pace_poll(hadir_pace *pace, uint64_t now_ms);
/** The frame that was due is being taken. Under the lock. */
void hadir_pace_advance(hadir_pace *pace, uint64_t now_ms);
/** Takes interval, burst and rest from an answer. Under the lock. */
void hadir_pace_take(hadir_pace *pace, const hadir_answer *answer, const hadir_settings *settings,
                     uint64_t now_ms);

/** Signs anew, for now, what device->attempt says. */
void hadir_device_sign(hadir_device *device, uint64_t captured_mono_ms);
/** Books what an attempt led to: `is_answered` when device->answer is there. */
void hadir_device_book(hadir_device *device, hadir_spooled *entry, bool is_answered);
/** Takes the update that the last answer offered, if it is wanted. */
void hadir_device_update(hadir_device *device);

#endif
