#include "gate.h"

/*
 * Per frame a still cell goes 1/16 of the way to what is seen now (at 2 frames a second a time constant of 8 s:
 * daylight), a changed one 1/512 (4 min): who stood at the door for half a minute leaves no shadow that itself looks
 * like a change, and a chair that was moved is part of the room after some minutes.
 */
#define STILL_SHIFT 4
#define CHANGED_SHIFT 9

static int difference(const hadir_gate *gate, const uint8_t *cells, unsigned i) {
  return cells[i] - (gate->background[i] >> 8);
}

/** The median of the differences: what the light did to the whole picture. Up to half of the cells may hold people. */
static int light_change(const hadir_gate *gate, const uint8_t *cells) {
  int low = -255;
  int high = 255;
  while (low < high) {
    int middle = (low + high) >> 1;
    unsigned below = 0;
    for (unsigned i = 0; i < HADIR_THUMB_CELLS; i++) below += difference(gate, cells, i) <= middle;
    if (below >= HADIR_THUMB_CELLS / 2) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Counts the cells that changed, and lets the background follow. */
static unsigned compare(hadir_gate *gate, const uint8_t *cells, uint8_t threshold) {
  int light = light_change(gate, cells);
  unsigned changed = 0;
  for (unsigned i = 0; i < HADIR_THUMB_CELLS; i++) {
    int by = difference(gate, cells, i) - light;
    bool is_changed = by >= threshold || -by >= threshold;
    changed += is_changed;
    int shift = is_changed ? CHANGED_SHIFT : STILL_SHIFT;
    int step = (cells[i] * 256 + 128 - gate->background[i]) / (1 << shift);
    gate->background[i] = (uint16_t)(gate->background[i] + step);
  }
  return changed;
}

bool hadir_gate_pass(hadir_gate *gate, const uint8_t cells[HADIR_THUMB_CELLS], uint64_t now_ms,
                     const hadir_settings *settings, bool anyway) {
  uint8_t threshold = settings->gate_threshold;
  if (!gate->primed) {
    for (unsigned i = 0; i < HADIR_THUMB_CELLS; i++) gate->background[i] = (uint16_t)(cells[i] * 256 + 128);
    gate->primed = true;
    anyway = true;
  } else if (compare(gate, cells, threshold) >= HADIR_GATE_CELLS) {
    hadir_gate_hold_open(gate, now_ms);
  }
  bool is_due = now_ms - gate->passed_at_ms >= settings->heartbeat_ms;
  bool passes = anyway || is_due || threshold == 0 || now_ms < gate->open_until_ms;
  if (passes) gate->passed_at_ms = now_ms;
  return passes;
}

void hadir_gate_hold_open(hadir_gate *gate, uint64_t now_ms) { gate->open_until_ms = now_ms + HADIR_GATE_OPEN_MS; }
