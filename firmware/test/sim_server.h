#ifndef HADIR_SIM_SERVER_H
#define HADIR_SIM_SERVER_H

#include "hal.h"
#include "sim_frame.h"

/* A small model of ingest: it holds a device to docs/wire-protocol.md and keeps account of every id. */

/** More frames than a boot sends in any test. */
#define SIM_SEQS 65536
#define SIM_LATEST 5
/** Dates of frames are right to this, when the clock is or none is told. */
#define SIM_EXACT_MS 5000

typedef struct {
  uint64_t from_ms;
  uint64_t to_ms;
} sim_span;

typedef struct {
  const hadir_config *config;
  const sim_span *sessions; /* true dates, in order */
  unsigned session_count;
  /** Members of the next answers as JSON, with a comma behind; "" for none. */
  const char *offer;
  const char *settings;
  /** Of the next answer only. */
  const char *burst;

  char boot_id[17];
  uint32_t kept[SIM_SEQS]; /* of this boot: a part of the hash, 0 while the id is unknown */
  hadir_recent latest[SIM_LATEST];
  uint8_t latest_count;
  uint8_t faces; /* of a known face in a row */

  uint32_t accepted; /* ids, of all boots */
  uint32_t known;
  uint32_t skewed;
  uint32_t tolerance_ms; /* of the date of a frame, as far as the board's clock is right */
  /* What must never be. */
  uint32_t conflicts;
  uint32_t corrupted;
  uint32_t unsigned_attempts;
  uint32_t misdated;
  uint32_t malformed;
  /* The last request's. */
  uint32_t seq;
  uint32_t dropped;
  char firmware[32];
  char update[32];
  char settings_version[17];
} sim_server;

bool sim_server_in_session(const sim_server *server, uint64_t date_ms);
/** Answers a frame that came at date_ms. */
void sim_server_answer(sim_server *server, const hadir_request *request, uint64_t date_ms, hadir_response *response);
const char *sim_header(const hadir_request *request, const char *name);

#endif
