#include <stdlib.h>

#include "board.h"
#include "events.h"
#include "sha256.h"
#include "thumbnail.h"

/** Is it this frame's turn, when the fault happens once in `every`? */
static bool is_due(uint32_t every, uint32_t number) { return every > 0 && number % every == every - 1; }

static bool camera_start(void *of, const hadir_settings *settings) {
  posix_board *board = of;
  board->is_stuck = false;
  event_print("{\"event\":\"camera\",\"quality\":%u}", settings->quality);
  return true;
}

static void tell(const posix_board *board, uint32_t number, const hadir_image *image, bool is_broken) {
  uint8_t digest[HADIR_SHA256_BYTES];
  char hex[2 * HADIR_SHA256_BYTES + 1];
  hadir_sha256 hash;
  if (!board->options->events) return;
  hadir_sha256_start(&hash);
  hadir_sha256_add(&hash, image->bytes, image->length);
  hadir_sha256_end(&hash, digest);
  hex_of(digest, sizeof digest, hex);
  event_print("{\"event\":\"captured\",\"frame\":%u,\"bytes\":%u,\"sha256\":\"%s\",\"broken\":%s,\"monoMs\":%llu}",
              number, image->length, hex, is_broken ? "true" : "false", (unsigned long long)image->captured_mono_ms);
}

static bool capture(void *of, hadir_image *image) {
  posix_board *board = of;
  const posix_faults *faults = &board->options->faults;
  if (board->is_stuck || board_has_captured_all(board)) return false;
  uint32_t number = atomic_load(&board->given);
  uint32_t length = 0;
  uint8_t *bytes = frames_next(&board->frames, number, &length);
  if (!bytes) return false;
  bool is_broken = is_due(faults->broken, number);
  if (is_broken) length -= length / 4;
  *image = (hadir_image){bytes, length, clock_mono_ms(&board->clock), bytes};
  tell(board, number, image, is_broken);
  board->is_stuck = is_due(faults->camera, number);
  if (board->is_stuck) event_print("{\"event\":\"fault\",\"kind\":\"camera\"}");
  if (is_due(faults->clock_loss, number)) {
    clock_lose(&board->clock);
    event_print("{\"event\":\"fault\",\"kind\":\"clock-loss\"}");
  }
  atomic_fetch_add(&board->given, 1);
  return true;
}

static void release(void *board, hadir_image *image) {
  (void)board;
  free(image->handle);
  image->handle = NULL;
  image->bytes = NULL;
}

static bool thumbnail(void *board, const hadir_image *image, uint8_t cells[HADIR_THUMB_CELLS]) {
  (void)board;
  return thumbnail_of(image->bytes, image->length, cells);
}

static void lamp(void *board, uint8_t duty_percent) {
  (void)board;
  event_print("{\"event\":\"lamp\",\"dutyPercent\":%u}", duty_percent);
}

void camera_hooks(hadir_hal *hal) {
  hal->camera_start = camera_start;
  hal->capture = capture;
  hal->release = release;
  hal->thumbnail = thumbnail;
  hal->lamp = lamp;
}
