#include "spool.h"

#include <string.h>

enum { FREE, WAITING, SENDING };

void hadir_spool_start(hadir_spool *spool, void *memory, uint32_t capacity) {
  memset(spool, 0, sizeof *spool);
  spool->memory = memory;
  spool->capacity = capacity;
}

/**
 * The end of an entry in `least` state or beyond that lies in the way of length bytes at `offset`; 0 when none does.
 */
static uint32_t blocked_until(const hadir_spool *spool, uint32_t offset, uint32_t length, uint8_t least) {
  for (unsigned i = 0; i < HADIR_SPOOL_FRAMES; i++) {
    const hadir_spooled *entry = &spool->entries[i];
    uint32_t end = entry->offset + entry->length;
    if (entry->state >= least && offset < end && entry->offset < offset + length) return end;
  }
  return 0;
}

/**
 * Room for length bytes beside all entries of the `least` state or beyond, first after the newest; UINT32_MAX without.
 */
static uint32_t find_room(const hadir_spool *spool, uint32_t length, uint8_t least) {
  uint32_t offset = spool->head;
  for (unsigned turns = 0; turns < 2;) {
    if (spool->capacity - offset < length) {
      turns += 1;
      offset = 0;
      continue;
    }
    uint32_t end = blocked_until(spool, offset, length, least);
    if (end == 0) return offset;
    offset = end;
  }
  return UINT32_MAX;
}

static void forget(hadir_spool *spool, unsigned place) {
  spool->entries[spool->order[place]].state = FREE;
  spool->count -= 1;
  memmove(spool->order + place, spool->order + place + 1, spool->count - place);
}

/** The place of the oldest or newest waiting frame in the order; -1 when none waits. */
static int waiting_place(const hadir_spool *spool, bool newest) {
  for (int i = 0; i < spool->count; i++) {
    int place = newest ? spool->count - 1 - i : i;
    if (spool->entries[spool->order[place]].state == WAITING) return place;
  }
  return -1;
}

static uint8_t free_index(const hadir_spool *spool) {
  uint8_t index = 0;
  while (spool->entries[index].state != FREE) index++;
  return index;
}

int hadir_spool_push(hadir_spool *spool, uint32_t seq, uint64_t captured_mono_ms, const uint8_t *bytes,
                     uint32_t length) {
  if (length == 0 || length > spool->capacity || find_room(spool, length, SENDING) == UINT32_MAX) return -1;
  int gone = 0;
  uint32_t offset = find_room(spool, length, WAITING);
  while (offset == UINT32_MAX || spool->count == HADIR_SPOOL_FRAMES) {
    int place = waiting_place(spool, false);
    if (place < 0) return -1;
    forget(spool, (unsigned)place);
    gone += 1;
    offset = find_room(spool, length, WAITING);
  }
  uint8_t index = free_index(spool);
  hadir_spooled *entry = &spool->entries[index];
  memset(entry, 0, sizeof *entry);
  entry->seq = seq;
  entry->offset = offset;
  entry->length = length;
  entry->captured_mono_ms = captured_mono_ms;
  entry->state = WAITING;
  memcpy(spool->memory + offset, bytes, length);
  spool->head = offset + length;
  spool->order[spool->count++] = index;
  return gone;
}

hadir_spooled *hadir_spool_take(hadir_spool *spool) {
  int place = waiting_place(spool, spool->newest_next);
  spool->newest_next = place >= 0 && !spool->newest_next;
  if (place < 0) return NULL;
  hadir_spooled *entry = &spool->entries[spool->order[place]];
  entry->state = SENDING;
  return entry;
}

const uint8_t *hadir_spool_bytes(const hadir_spool *spool, const hadir_spooled *entry) {
  return spool->memory + entry->offset;
}

void hadir_spool_settle(hadir_spool *spool, hadir_spooled *entry) {
  unsigned place = 0;
  while (&spool->entries[spool->order[place]] != entry) place++;
  forget(spool, place);
}

void hadir_spool_put_back(hadir_spool *spool, hadir_spooled *entry) {
  (void)spool;
  entry->state = WAITING;
}

uint16_t hadir_spool_count(const hadir_spool *spool) { return spool->count; }
