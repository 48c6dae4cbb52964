#ifndef HADIR_HAL_H
#define HADIR_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "settings.h"
#include "wire.h"

/** A frame as the camera gave it. */
typedef struct {
  const uint8_t *bytes;
  uint32_t length;
  uint64_t captured_mono_ms;
  /** The backend's own. */
  void *handle;
} hadir_image;

#define HADIR_THUMB_WIDTH 16
#define HADIR_THUMB_HEIGHT 12
#define HADIR_THUMB_CELLS (HADIR_THUMB_WIDTH * HADIR_THUMB_HEIGHT)

typedef struct {
  const char *method;
  const char *path;
  const hadir_header *headers;
  uint8_t header_count;
  const char *content_type; /* NULL without a body */
  const uint8_t *body;
  uint32_t body_length;
  /** For the whole attempt. */
  uint32_t timeout_ms;
} hadir_request;

typedef struct {
  uint16_t status;
  /** The header Retry-After in seconds, or -1. */
  int32_t retry_after_s;
  /** Given by the caller; what does not fit is left out. */
  char *body;
  uint16_t capacity;
  uint16_t length;
} hadir_response;

typedef enum {
  HADIR_NET_OK,
  /** The connection that was kept turned out closed before a byte of the answer came: worth one more try on a new one. */
  HADIR_NET_STALE,
  HADIR_NET_FAILED
} hadir_net;

typedef enum { HADIR_POWER_AWAKE, HADIR_POWER_REST } hadir_power;

typedef enum {
  HADIR_UPDATE_TAKEN,    /* written and verified: restart() starts it */
  HADIR_UPDATE_DOWNLOAD, /* the network or the server failed: worth another try */
  HADIR_UPDATE_DIGEST,   /* another SHA-256 or size than offered */
  HADIR_UPDATE_SIGNATURE,
  HADIR_UPDATE_WRITE
} hadir_update_result;

/**
 * What core asks of a board. `board` is the backend's own. The three steps of device.h may each run on a task of its own; what
 * of this may be called from more than one says so. Nothing may block longer than it says.
 */
typedef struct {
  void *board;

  /* Any task. */
  uint64_t (*mono_ms)(void *board);
  /** Milliseconds since 1970; 0 while it is unset. */
  uint64_t (*date_ms)(void *board);
  void (*set_date_ms)(void *board, uint64_t date_ms);
  uint32_t (*random)(void *board);
  void (*lock)(void *board);
  void (*unlock)(void *board);

  /* The camera's task. */
  /** Starts the camera, or starts it anew, with these settings: two buffers, the newest frame. */
  bool (*camera_start)(void *board, const hadir_settings *settings);
  bool (*capture)(void *board, hadir_image *image);
  void (*release)(void *board, hadir_image *image);
  /** Mean brightness of 16 x 12 cells; false when the frame cannot be decoded. */
  bool (*thumbnail)(void *board, const hadir_image *image, uint8_t cells[HADIR_THUMB_CELLS]);
  void (*lamp)(void *board, uint8_t duty_percent);

  /* The network's task. */
  bool (*net_is_up)(void *board);
  /** Begins to join networks[index]; net_is_up tells when it is done. */
  void (*net_join)(void *board, uint8_t index);
  hadir_net (*http)(void *board, const hadir_request *request, hadir_response *response);
  void (*http_close)(void *board);
  void (*vitals)(void *board, hadir_vitals *vitals);
  void (*power)(void *board, hadir_power power);
  /** Does not return, on a board: the start that follows is a new boot. */
  void (*deep_sleep)(void *board, uint32_t ms);
  /** Keeps settings over restarts, as the JSON that they came in would say. */
  void (*save_settings)(void *board, const hadir_settings *settings);
  /**
   * Before restart, deep_sleep and update_roll_back: so many frames are lost by it, or were before and are not told yet. Need not
   * outlive a loss of power.
   */
  void (*keep_lost)(void *board, uint32_t frames);
  /** What the boot before kept so; 0 when it ended otherwise. */
  uint32_t (*lost)(void *board);
  /** Does not return, on a board. `why` is kept and told as the reset reason. */
  void (*restart)(void *board, const char *why);

  /** Downloads path with these headers into the other slot, checks size, SHA-256 and signature. Takes minutes. */
  hadir_update_result (*update)(void *board, const hadir_offer *offer, const hadir_request *request);
  /** This image has not yet proved itself: confirm or roll back. */
  bool (*update_is_pending)(void *board);
  void (*update_confirm)(void *board);
  /** Back to the other slot; returns, on a board, only when there is nothing to go back to. */
  void (*update_roll_back)(void *board);
  /** The version of an image that was rolled back and still lies in the other slot; "" when there is none. NULL: cannot tell. */
  void (*rolled_back)(void *board, char version[16]);

  /* The signal's task. */
  void (*signal)(void *board, bool led, bool buzzer);
} hadir_hal;

#endif
