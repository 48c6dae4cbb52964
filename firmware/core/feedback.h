#ifndef HADIR_FEEDBACK_H
#define HADIR_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

/** What LED and buzzer can say to whoever stands at the door. */
typedef enum {
  HADIR_SHOW_NOTHING,
  /* These last until another is set. */
  HADIR_SHOW_OFFLINE,      /* a short flash every 5 s */
  HADIR_SHOW_UNCONFIGURED, /* on and off by half seconds: the portal waits */
  HADIR_SHOW_UPDATE,       /* two flashes a second */
  /* These are shown once. */
  HADIR_SHOW_SEEN,    /* one flash */
  HADIR_SHOW_UNKNOWN, /* three flashes, a beep */
  HADIR_SHOW_MARKED   /* on for 1.2 s, two beeps */
} hadir_show;

/** An outcome like the last one is not beeped again within this time: it is the same person, who still stands there. */
#define HADIR_FEEDBACK_SAME_MS 3000u

/** All zero at the start. */
typedef struct {
  uint64_t began_ms; /* of what is shown now */
  uint64_t outcome_at_ms;
  uint32_t newest_seq;
  uint32_t known; /* bit n: the outcome of newest_seq - n was taken */
  uint8_t lasting;
  uint8_t outcome;      /* that is shown now, or HADIR_SHOW_NOTHING */
  uint8_t last_outcome; /* shown before */
  bool silent;
} hadir_feedback;

/** Shows this whenever there is no outcome to show. */
void hadir_feedback_lasting(hadir_feedback *feedback, hadir_show show, uint64_t now_ms);
/**
 * Takes the outcomes of an answer, newest first. Each frame's is shown once; those before `from_seq` are of people who
 * are gone. The newest wins, but a mark is always shown to its end. Answers whether a new one tells of somebody there.
 */
bool hadir_feedback_outcomes(hadir_feedback *feedback, const hadir_recent *recent, uint8_t count, uint32_t from_seq,
                             uint64_t now_ms);
/** What LED and buzzer do now, and for how many milliseconds. */
uint32_t hadir_feedback_step(hadir_feedback *feedback, uint64_t now_ms, bool *led, bool *buzzer);

#endif
