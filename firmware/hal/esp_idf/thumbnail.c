#include <string.h>

#include "board.h"
#include "esp_heap_caps.h"
#include "jpeg_decoder.h"

/** An eighth of SVGA, three bytes a pixel: the decoder takes only the mean of each 8 x 8 block, so this is cheap. */
#define MAX_WIDTH 100
#define MAX_HEIGHT 75
#define OUT_BYTES (MAX_WIDTH * MAX_HEIGHT * 3)
/** What the decoder asks for, by its header: "Default size is 3.1kB". */
#define WORK_BYTES 3200

static uint8_t *pixels;
static uint8_t *work;

bool hadir_thumbnail_prepare(void) {
  pixels = heap_caps_malloc(OUT_BYTES, MALLOC_CAP_SPIRAM);
  work = heap_caps_malloc(WORK_BYTES, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
  return pixels != NULL && work != NULL;
}

/* Red and blue count alike, so their order does not matter. */
static uint32_t brightness(const uint8_t *pixel) { return ((uint32_t)pixel[0] + 2u * pixel[1] + pixel[2]) / 4u; }

static uint8_t mean(uint32_t width, uint32_t left, uint32_t right, uint32_t top, uint32_t bottom) {
  uint32_t sum = 0;
  for (uint32_t y = top; y < bottom; y++)
    for (uint32_t x = left; x < right; x++) sum += brightness(pixels + (y * width + x) * 3);
  return (uint8_t)(sum / ((right - left) * (bottom - top)));
}

bool hadir_thumbnail_make(void *board, const hadir_image *image, uint8_t cells[HADIR_THUMB_CELLS]) {
  (void)board;
  esp_jpeg_image_cfg_t config = {
      .indata = (uint8_t *)image->bytes,
      .indata_size = image->length,
      .outbuf = pixels,
      .outbuf_size = OUT_BYTES,
      .out_format = JPEG_IMAGE_FORMAT_RGB888,
      .out_scale = JPEG_IMAGE_SCALE_1_8,
      .advanced = {.working_buffer = work, .working_buffer_size = WORK_BYTES},
  };
  esp_jpeg_image_output_t out;
  memset(&out, 0, sizeof out);
  if (esp_jpeg_decode(&config, &out) != ESP_OK) return false;
  uint32_t width = out.width;
  uint32_t height = out.height;
  if (width < HADIR_THUMB_WIDTH || height < HADIR_THUMB_HEIGHT || width * height * 3 > OUT_BYTES) return false;
  for (uint32_t row = 0; row < HADIR_THUMB_HEIGHT; row++) {
    for (uint32_t column = 0; column < HADIR_THUMB_WIDTH; column++) {
      cells[row * HADIR_THUMB_WIDTH + column] =
          mean(width, column * width / HADIR_THUMB_WIDTH, (column + 1) * width / HADIR_THUMB_WIDTH,
               row * height / HADIR_THUMB_HEIGHT, (row + 1) * height / HADIR_THUMB_HEIGHT);
    }
  }
  return true;
}
