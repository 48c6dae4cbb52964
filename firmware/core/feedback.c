#include "feedback.h"

/* A step: LED and buzzer, and its time in units of 20 ms. Zero ends a pattern. */
#define UNIT_MS 20u
#define LED 0x80
#define BUZZER 0x40
#define UNITS 0x3f
#define STEPS 7

static const uint8_t patterns[][STEPS] = {
    [HADIR_SHOW_NOTHING] = {UNITS},
    [HADIR_SHOW_OFFLINE] = {LED | 3, 62, 62, 62, 61},
    [HADIR_SHOW_UNCONFIGURED] = {LED | 25, 25},
    [HADIR_SHOW_UPDATE] = {LED | 5, 5, LED | 5, 35},
    [HADIR_SHOW_SEEN] = {LED | 5},
    [HADIR_SHOW_UNKNOWN] = {LED | BUZZER | 10, 5, LED | 5, 5, LED | 5, 5},
    [HADIR_SHOW_MARKED] = {LED | BUZZER | 5, LED | 5, LED | BUZZER | 5, LED | 45},
};

static const uint8_t shows[] = {
    [HADIR_SEEN_NONE] = HADIR_SHOW_NOTHING,    [HADIR_SEEN_MARKED] = HADIR_SHOW_MARKED,
    [HADIR_SEEN_SEEN] = HADIR_SHOW_SEEN,       [HADIR_SEEN_UNKNOWN] = HADIR_SHOW_UNKNOWN,
    [HADIR_SEEN_NOBODY] = HADIR_SHOW_NOTHING,
};

void hadir_feedback_lasting(hadir_feedback *feedback, hadir_show show, uint64_t now_ms) {
  if (feedback->lasting == (uint8_t)show) return;
  feedback->lasting = (uint8_t)show;
  if (feedback->outcome == HADIR_SHOW_NOTHING) feedback->began_ms = now_ms;
}

static bool is_new(hadir_feedback *feedback, uint32_t seq) {
  if (seq > feedback->newest_seq) {
    uint32_t by = seq - feedback->newest_seq;
    feedback->known = by < 32 ? feedback->known << by : 0;
    feedback->newest_seq = seq;
  }
  uint32_t back = feedback->newest_seq - seq;
  if (back >= 32 || (feedback->known >> back & 1) != 0) return false;
  feedback->known |= 1u << back;
  return true;
}

static void show_outcome(hadir_feedback *feedback, uint8_t show, uint64_t now_ms) {
  bool is_same = show == feedback->last_outcome && now_ms - feedback->outcome_at_ms < HADIR_FEEDBACK_SAME_MS;
  bool goes_on = feedback->outcome == HADIR_SHOW_MARKED;
  if (goes_on && show != HADIR_SHOW_MARKED) return;
  feedback->last_outcome = show;
  feedback->outcome_at_ms = now_ms;
  if (goes_on) return;
  feedback->outcome = show;
  feedback->began_ms = now_ms;
  feedback->silent = is_same;
}

bool hadir_feedback_outcomes(hadir_feedback *feedback, const hadir_recent *recent, uint8_t count, uint32_t from_seq,
                             uint64_t now_ms) {
  uint8_t best = HADIR_SHOW_NOTHING;
  for (unsigned i = count; i-- > 0;) {
    if (recent[i].seq < from_seq || !is_new(feedback, recent[i].seq)) continue;
    uint8_t show = shows[recent[i].seen];
    if (show != HADIR_SHOW_NOTHING && best != HADIR_SHOW_MARKED) best = show;
  }
  if (best == HADIR_SHOW_NOTHING) return false;
  show_outcome(feedback, best, now_ms);
  return true;
}

uint32_t hadir_feedback_step(hadir_feedback *feedback, uint64_t now_ms, bool *led, bool *buzzer) {
  for (;;) {
    uint8_t show = feedback->outcome != HADIR_SHOW_NOTHING ? feedback->outcome : feedback->lasting;
    uint64_t end_ms = feedback->began_ms;
    for (unsigned i = 0; i < STEPS && patterns[show][i] != 0; i++) {
      uint8_t step = patterns[show][i];
      end_ms += (step & UNITS) * UNIT_MS;
      if (now_ms >= end_ms) continue;
      *led = (step & LED) != 0;
      *buzzer = (step & BUZZER) != 0 && !feedback->silent;
      return (uint32_t)(end_ms - now_ms);
    }
    /* It is over: what lasts begins, or begins again. */
    feedback->outcome = HADIR_SHOW_NOTHING;
    feedback->began_ms = now_ms;
  }
}
