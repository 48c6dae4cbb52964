#ifndef HADIR_DEVICE_H
#define HADIR_DEVICE_H

#include "backoff.h"
#include "config.h"
#include "feedback.h"
#include "gate.h"
#include "hal.h"
#include "lamp.h"
#include "link.h"
#include "ota.h"
#include "settings.h"
#include "spool.h"
#include "wire.h"

/** Until the server has said otherwise, and when the session that it foretold begins while it is out of reach. */
#define HADIR_SESSION_INTERVAL_MS 500u
/** Frames further apart are no session's: they are there to hear the server's word, so the gate lets them go. */
#define HADIR_SESSION_LONGEST_INTERVAL_MS 1000u
/** Longer pauses are rests, which the server names as such. */
#define HADIR_LONGEST_INTERVAL_MS 60000u
/** Failures in a row, of captures or of frames, after which the camera is started anew. */
#define HADIR_CAMERA_FAILURES 3
/** Starts of the camera in a row, some ten minutes of them, after which the board starts anew. */
#define HADIR_CAMERA_STARTS 24
/** The camera waits so long for the network, because radio and camera that start together pull a weak supply down. */
#define HADIR_CAMERA_WAIT_MS 20000u
/** A frame captured longer ago is not taken (docs/wire-protocol.md, "Time"). */
#define HADIR_FRAME_OLDEST_MS 86400000u
/** What remains of a rest is spent awake below this: going to rest and back takes a while. */
#define HADIR_REST_SHORTEST_MS 10000u
/**
 * A device wakes from deep sleep so long before the session, and by this part of the rest, to be there when it begins: what times
 * the sleep is an RC oscillator, which temperature changes by percents. What is left is rested with the clock mended.
 */
#define HADIR_DEEP_SLEEP_LEAD_MS 15000u
#define HADIR_DEEP_SLEEP_LEAD_PART 32u
/** A refusal for its clock is not believed when the clock is right to this: half of what the server allows. */
#define HADIR_CLOCK_OFF_MS 150000u
/** Taken frames correct a clock that is further off: without NTP, what keeps the time of a board that rests is off by percents. */
#define HADIR_CLOCK_DRIFT_MS 2000u
#define HADIR_FRAME_TIMEOUT_MS 10000u
#define HADIR_UPDATE_TIMEOUT_MS 600000u
/** After an update was written, frames that wait get so long to leave before the restart. */
#define HADIR_UPDATE_DRAIN_MS 30000u
/** A frame that was sent later than this has an outcome that no one at the door waits for. */
#define HADIR_FEEDBACK_LATE_MS 10000u
#define HADIR_ANSWER_BYTES 1536
/** A damaged body is sent this many times more. */
#define HADIR_RESENDS 2

/** When frames are taken. */
typedef struct {
  uint64_t from_ms; /* when the last frame was due */
  uint32_t interval_ms;
  uint16_t burst_interval_ms;
  uint8_t burst_left;
  /** The next frame is not held by the gate. */
  bool poll;
  bool resting;
  /** The rest ends because it is cut, not because a session opens. */
  bool rest_is_cut;
  uint64_t rest_until_ms;
  /** When a session opens, as far as the server has told; a rest may be cut to less. */
  uint64_t free_until_ms;
  /** What is a session by the server's last word may have the lamp until then. */
  uint64_t lit_until_ms;
} hadir_pace;

/**
 * Everything that a device knows while it runs. No field is for others but through these functions. What more than one
 * step uses is touched under hal->lock only, which is never held while the camera, the network or a hash is at work.
 */
typedef struct hadir_device {
  /* What is small stands first: the processor reaches the first bytes of a struct with shorter code. */
  const hadir_hal *hal;
  const hadir_config *config;
  const char *version; /* of this firmware */

  /* Under the lock. */
  bool camera_is_stale;
  bool is_capturing;
  bool camera_is_lost;
  bool is_leaving; /* an update is written, or was: nothing new is captured */
  bool network_was_up;
  hadir_pace pace;
  hadir_counters counters;
  hadir_settings settings;
  hadir_feedback feedback;
  uint32_t seq;

  /* The capture step's. */
  bool camera_is_on;
  bool camera_was_on;
  uint8_t camera_failures;
  uint8_t lamp_duty;
  hadir_backoff camera_backoff;
  int16_t brightness; /* -1: unknown */
  uint64_t camera_at_ms;
  hadir_lamp lamp;

  /* The upload step's. */
  bool image_is_pending;
  bool clock_was_set;
  bool is_online;
  hadir_backoff backoff;
  hadir_power power;
  uint32_t dropped_told; /* to a server that answered */
  uint32_t late_seq; /* no frame up to this one concerns who is at the door now */
  uint64_t started_at_ms;
  uint64_t prove_until_ms; /* an image that is pending */
  uint64_t upload_at_ms;
  uint64_t answered_at_ms;
  uint64_t leave_at_ms;
  hadir_link link;
  hadir_attempt attempt;
  hadir_vitals vitals;
  hadir_counters told;
  hadir_answer answer;
  hadir_ota ota;

  /* The signal step's. */
  bool led;
  bool buzzer;

  char firmware[32];
  char path[80];
  hadir_headers headers;
  char body[HADIR_ANSWER_BYTES];
  uint8_t cells[HADIR_THUMB_CELLS]; /* the capture step's */
  hadir_gate gate;                  /* under the lock */
  hadir_spool spool;                /* under the lock */
} hadir_device;

#if UINTPTR_MAX == UINT32_MAX
_Static_assert(sizeof(hadir_device) <= 8192, "a device needs at most 8 KB beside its spool's memory");
#endif

/**
 * `memory` of `capacity` bytes holds the spool. `version` is this firmware's, such as "1.2.0"; `target` "esp32",
 * "esp32s3" or "posix". All that is pointed to must outlive the device.
 */
void hadir_device_start(hadir_device *device, const hadir_hal *hal, const hadir_config *config,
                        const hadir_settings *settings, void *memory, uint32_t capacity, const char *target,
                        const char *version);

/*
 * Each does what is due and answers how many milliseconds may pass until it is called again; calling earlier does no
 * harm. The three may run on tasks of their own, each on one.
 */

/** Captures, checks, gates and spools at most one frame. */
uint32_t hadir_capture_step(hadir_device *device);
/** Keeps the network up and makes at most one request (one more on a stale socket), or an update, or a rest. */
uint32_t hadir_upload_step(hadir_device *device);
/** Drives LED and buzzer. */
uint32_t hadir_signal_step(hadir_device *device);

/** A copy of the counters. */
hadir_counters hadir_device_counters(hadir_device *device);
/** Frames that wait. */
uint16_t hadir_device_waiting(hadir_device *device);

#endif
