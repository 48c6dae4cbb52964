#ifndef HADIR_WIRE_H
#define HADIR_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "settings.h"
#include "sha256.h"

/** docs/wire-protocol.md is the reference; test/vectors.json holds both sides to it. */
#define HADIR_FRAMES_PATH "/v1/frames"
#define HADIR_FIRMWARE_PATH "/v1/firmware/" /* and the SHA-256 of the image in hex */
#define HADIR_MAX_FRAME_BYTES 1048576u
#define HADIR_RECENT 5
/** Of partitions.csv: what an image may have at most. */
#define HADIR_SLOT_BYTES 0x1e0000

typedef struct {
  const char *name;
  const char *value;
} hadir_header;

/** What an attempt says of the board; unsigned, for metrics. Numbers that are unknown are INT32_MIN and are not sent. */
typedef struct {
  int32_t rssi_dbm;
  int32_t heap_min_bytes;
  int32_t stack_min_bytes;
  /** Such as "power-on", "brown-out", "panic", "task-watchdog"; "" is not sent. At most 31 characters. */
  char reset_reason[32];
} hadir_vitals;

/** Since boot. */
typedef struct {
  uint32_t captured;  /* frames that the camera gave, whole or not */
  uint32_t gated;     /* nothing moved */
  uint32_t broken;    /* no SOI or EOI, or too long */
  uint32_t dropped;   /* left the spool unsent, or refused for good; and what lost() of the HAL tells */
  uint32_t accepted;  /* 202 and 200 */
  uint32_t retried;   /* attempts after the first */
  uint32_t cameras;   /* times the camera was started anew */
  uint32_t links;     /* times the network was joined anew */
} hadir_counters;

/** One attempt to send, by either method. */
typedef struct {
  const char *method; /* "POST", "GET" */
  const char *path;
  const char *device_id;
  const uint8_t *key;
  char boot_id[17];
  uint32_t seq;
  /** Milliseconds since 1970, 0 while the clock is unset; and since boot. */
  uint64_t captured_at_ms;
  uint64_t captured_mono_ms;
  uint64_t sent_mono_ms;
  uint8_t sha256[HADIR_SHA256_BYTES];
  /** Such as "hadir-esp32/1.2.0". */
  const char *firmware;
  const char *settings_version;
  /** What became of the last update that failed: "1.3.0 signature"; "" when none did. */
  const char *update;
  const hadir_vitals *vitals;
  const hadir_counters *counters;
} hadir_attempt;

#define HADIR_HEADERS 20

/** Headers of an attempt as text that lives as long as this does. */
typedef struct {
  hadir_header list[HADIR_HEADERS];
  uint8_t count;
  char text[896];
} hadir_headers;

/** Signs anew. Content-Type and Content-Length are the backend's. */
void hadir_wire_headers(hadir_headers *headers, const hadir_attempt *attempt);

typedef enum { HADIR_SEEN_NONE, HADIR_SEEN_MARKED, HADIR_SEEN_SEEN, HADIR_SEEN_UNKNOWN, HADIR_SEEN_NOBODY } hadir_seen;

typedef struct {
  /** Of this boot of this device; others are left out. */
  uint32_t seq;
  hadir_seen seen;
} hadir_recent;

/** An update that the server offers. */
typedef struct {
  char version[16];
  uint32_t size;
  uint8_t sha256[HADIR_SHA256_BYTES];
  /** ECDSA P-256 in DER over SHA-256 of "HADIRFW1\n<target>\n<version>\n<size>\n<sha256 in hex>". */
  uint8_t signature[72];
  uint8_t signature_length;
  /** An older version is to be taken too. */
  bool forced;
} hadir_offer;

typedef enum {
  HADIR_VERDICT_ACCEPTED, /* 202 */
  HADIR_VERDICT_KNOWN,    /* 200: it was taken before */
  HADIR_VERDICT_DROP,
  HADIR_VERDICT_RESEND,   /* 422 checksum-mismatch: at once, twice at most */
  HADIR_VERDICT_CLOCK,    /* 401 clock-skew: set the clock, then send again */
  HADIR_VERDICT_HOLD,     /* the longest back-off */
  HADIR_VERDICT_WAIT,     /* wait_ms, as the server asked */
  HADIR_VERDICT_BACK_OFF
} hadir_verdict;

/** What an answer says. Fields that it lacks are 0 or false. */
typedef struct {
  hadir_verdict verdict;
  uint32_t wait_ms;
  uint64_t server_time_ms;
  uint32_t interval_ms;
  /** No session is open: nothing is needed for so long. */
  bool has_rest;
  uint32_t rest_ms;
  uint8_t burst_frames;
  uint16_t burst_interval_ms;
  uint8_t recent_count;
  hadir_recent recent[HADIR_RECENT]; /* newest first */
  bool has_settings;
  hadir_settings settings;
  bool has_offer;
  hadir_offer offer;
} hadir_answer;

/**
 * Reads an answer of any status with any body; `retry_after_s` is that header, -1 without it. `attempt` is what is answered: its
 * boot tells which recent frames are this boot's. A 200 or 202 settles the frame only when its body can be read and names it; any
 * other is nobody's word that it is kept.
 */
void hadir_wire_answer(hadir_answer *answer, uint16_t status, int32_t retry_after_s, const char *body, size_t length,
                       const hadir_attempt *attempt);

#endif
