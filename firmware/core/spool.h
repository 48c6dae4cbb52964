#ifndef HADIR_SPOOL_H
#define HADIR_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sha256.h"

#define HADIR_SPOOL_FRAMES 64

typedef struct {
  uint32_t seq;
  uint32_t offset;
  uint32_t length;
  uint16_t attempts;
  uint8_t resends;
  uint8_t state; /* private */
  /** Since boot; the date is worked out when it is sent, so a clock that is set later helps frames that wait. */
  uint64_t captured_mono_ms;
  /** Worked out by whoever sends it first, so that frames which are never sent cost none of it. */
  uint8_t sha256[HADIR_SHA256_BYTES];
} hadir_spooled;

/** A ring of frames in a block of memory that somebody else owns: the oldest goes first when it is full. */
typedef struct {
  uint8_t *memory;
  uint32_t capacity;
  uint32_t head; /* private from here */
  uint8_t count;
  bool newest_next;
  uint8_t order[HADIR_SPOOL_FRAMES]; /* indexes of entries, oldest first */
  hadir_spooled entries[HADIR_SPOOL_FRAMES];
} hadir_spool;

void hadir_spool_start(hadir_spool *spool, void *memory, uint32_t capacity);
/**
 * Copies a frame in as the newest; answers how many older frames had to go for it (a frame that is being sent never
 * goes), or -1 when not even their room would have been enough: then none of them goes, and this one is not taken.
 */
int hadir_spool_push(hadir_spool *spool, uint32_t seq, uint64_t captured_mono_ms, const uint8_t *bytes,
                     uint32_t length);
/** The oldest frame, and every second time the newest; it stays until settled or put back. NULL when none waits. */
hadir_spooled *hadir_spool_take(hadir_spool *spool);
const uint8_t *hadir_spool_bytes(const hadir_spool *spool, const hadir_spooled *entry);
/** It is done with: its room is free. */
void hadir_spool_settle(hadir_spool *spool, hadir_spooled *entry);
/** It waits again, in its place. */
void hadir_spool_put_back(hadir_spool *spool, hadir_spooled *entry);
/** Frames that wait or are being sent. */
uint16_t hadir_spool_count(const hadir_spool *spool);

#endif
