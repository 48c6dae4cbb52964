#ifndef HADIR_SIM_FRAME_H
#define HADIR_SIM_FRAME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Frames whose every byte follows from a few facts, so that whoever gets one can tell what it is and that it is whole.
 */

#define SIM_FRAME_BYTES 1024

typedef enum { SIM_NOBODY, SIM_KNOWN_FACE, SIM_STRANGER } sim_scene;

typedef struct {
  uint32_t number;
  uint64_t captured_at_ms; /* the true date */
  sim_scene scene;
} sim_frame;

/** Writes 150 to about 750 bytes; answers how many. */
uint32_t sim_frame_write(uint8_t bytes[SIM_FRAME_BYTES], const sim_frame *frame);
/** False when it is not exactly what sim_frame_write makes. */
bool sim_frame_read(const uint8_t *bytes, uint32_t length, sim_frame *frame);

#endif
