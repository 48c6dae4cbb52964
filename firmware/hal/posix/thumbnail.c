#include "thumbnail.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define MOST_SIDE 8192u

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf back;
} failure;

static void go_back(j_common_ptr decoder) { longjmp(((failure *)decoder->err)->back, 1); }
static void keep_quiet(j_common_ptr decoder) { (void)decoder; }

typedef struct {
  uint32_t sums[HADIR_THUMB_CELLS];
  uint32_t counts[HADIR_THUMB_CELLS];
} totals;

static void add_row(totals *all, const uint8_t *row, uint32_t width, uint32_t y, uint32_t height) {
  uint32_t cell_row = y * HADIR_THUMB_HEIGHT / height * HADIR_THUMB_WIDTH;
  for (uint32_t x = 0; x < width; x++) {
    uint32_t cell = cell_row + x * HADIR_THUMB_WIDTH / width;
    all->sums[cell] += row[x];
    all->counts[cell] += 1;
  }
}

/** Nothing in here may be lost by the jump: all that is taken belongs to `decoder`. */
static void decode(struct jpeg_decompress_struct *decoder, const uint8_t *jpeg, uint32_t length, totals *all) {
  jpeg_mem_src(decoder, jpeg, length);
  jpeg_read_header(decoder, TRUE);
  decoder->scale_num = 1;
  decoder->scale_denom = 8;
  decoder->out_color_space = JCS_GRAYSCALE;
  decoder->dct_method = JDCT_IFAST;
  if (decoder->image_width > MOST_SIDE || decoder->image_height > MOST_SIDE) go_back((j_common_ptr)decoder);
  jpeg_start_decompress(decoder);
  JSAMPARRAY row = decoder->mem->alloc_sarray((j_common_ptr)decoder, JPOOL_IMAGE, decoder->output_width, 1);
  while (decoder->output_scanline < decoder->output_height) {
    uint32_t y = decoder->output_scanline;
    jpeg_read_scanlines(decoder, row, 1);
    add_row(all, row[0], decoder->output_width, y, decoder->output_height);
  }
  jpeg_finish_decompress(decoder);
}

bool thumbnail_of(const uint8_t *jpeg, uint32_t length, uint8_t cells[HADIR_THUMB_CELLS]) {
  struct jpeg_decompress_struct decoder;
  failure error;
  totals *all = calloc(1, sizeof *all);
  if (!all) return false;
  memset(&decoder, 0, sizeof decoder);
  decoder.err = jpeg_std_error(&error.manager);
  error.manager.error_exit = go_back;
  error.manager.output_message = keep_quiet;
  if (setjmp(error.back) == 0) {
    jpeg_create_decompress(&decoder);
    decode(&decoder, jpeg, length, all);
    for (size_t i = 0; i < HADIR_THUMB_CELLS; i++) {
      uint32_t mean = all->counts[i] > 0 ? all->sums[i] / all->counts[i] : 0;
      cells[i] = (uint8_t)mean;
    }
    jpeg_destroy_decompress(&decoder);
    free(all);
    return true;
  }
  jpeg_destroy_decompress(&decoder);
  free(all);
  return false;
}
