#ifndef HADIR_GATE_H
#define HADIR_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "hal.h"

/**
 * So many changed cells are motion. At 640 x 480 a cell is 40 x 40 pixels, and a face that is large enough to be
 * matched covers at least four; one or two cells flicker by themselves.
 */
#define HADIR_GATE_CELLS 3
/** It stays open so long behind the last motion: somebody who stands still to be seen moves less than a cell. */
#define HADIR_GATE_OPEN_MS 5000u

/** Decides which frames are worth sending. All zero at the start. */
typedef struct {
  /** 256ths of brightness: what stands still. */
  uint16_t background[HADIR_THUMB_CELLS];
  uint64_t open_until_ms;
  uint64_t passed_at_ms;
  bool primed;
} hadir_gate;

/**
 * Whether a frame with these cells goes: something moved in it or a moment ago, or none has gone for heartbeat_ms, or
 * it goes `anyway`. A change of brightness of the whole picture is no motion. gate_threshold 0 lets all go. The first
 * always goes.
 */
bool hadir_gate_pass(hadir_gate *gate, const uint8_t cells[HADIR_THUMB_CELLS], uint64_t now_ms,
                     const hadir_settings *settings, bool anyway);
/** Somebody is there, as the server says: stay open. */
void hadir_gate_hold_open(hadir_gate *gate, uint64_t now_ms);

#endif
