/* The thumbnail over a stand-in for the decoder, and the portal's name server. */
#include <string.h>

#include "../../portal_dns.c"
#include "../../thumbnail.c"
#include "expect.h"

static uint16_t width;
static uint16_t height;

void *heap_caps_malloc(size_t size, uint32_t caps) {
  (void)caps;
  return malloc(size);
}

BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint32_t stack, void *arg, UBaseType_t priority,
                       TaskHandle_t *created) {
  (void)code, (void)name, (void)stack, (void)arg, (void)priority, (void)created;
  return pdPASS;
}

void vTaskDelay(TickType_t ticks) { (void)ticks; }

/* Dark on the left, brighter by one in each column of pixels, and the last row white. */
esp_err_t esp_jpeg_decode(esp_jpeg_image_cfg_t *cfg, esp_jpeg_image_output_t *img) {
  if (width == 0 || (size_t)width * height * 3 > cfg->outbuf_size) return ESP_FAIL;
  for (uint32_t i = 0; i < (uint32_t)width * height; i++)
    memset(cfg->outbuf + i * 3, i / width == height - 1u ? 255 : (int)(i % width), 3);
  img->width = width;
  img->height = height;
  return ESP_OK;
}

static void thumbnail_of(uint16_t of_width, uint16_t of_height) {
  hadir_image image = {0};
  uint8_t cells[HADIR_THUMB_CELLS];
  width = of_width;
  height = of_height;
  EXPECT(hadir_thumbnail_make(NULL, &image, cells));
  EXPECT(cells[0] < 4 && cells[15] > of_width - 8 && cells[15] < of_width);
  EXPECT(cells[7] < cells[8] && cells[16] == cells[0] && cells[11 * 16] > cells[0] + 30);
}

static void when_frames_are_vga_or_svga_then_each_pixel_counts(void) {
  thumbnail_of(80, 60);
  thumbnail_of(100, 75);
}

static void when_a_frame_cannot_be_decoded_then_it_says_so(void) {
  hadir_image image = {0};
  uint8_t cells[HADIR_THUMB_CELLS];
  width = 0;
  EXPECT(!hadir_thumbnail_make(NULL, &image, cells));
  width = 200;
  height = 150;
  EXPECT(!hadir_thumbnail_make(NULL, &image, cells));
  width = 10;
  height = 10;
  EXPECT(!hadir_thumbnail_make(NULL, &image, cells));
}

static const uint8_t query[] = {0x12, 0x34, 1, 0, 0, 1,   0,   0,   0, 0,   0,   0, 3, 'a', 'b',
                                'c',  3,    'c', 'o', 'm', 0, 0, 1, 0, 1};

static void when_a_name_is_asked_for_then_it_is_here(void) {
  memcpy(message, query, sizeof query);
  EXPECT(make_answer(sizeof query) == sizeof query + 16);
  EXPECT(message[0] == 0x12 && message[2] == 0x85 && message[7] == 1);
  EXPECT(memcmp(message + sizeof query + 12, "\xc0\xa8\x04\x01", 4) == 0);
}

static void when_ipv6_is_asked_for_then_there_is_none(void) {
  memcpy(message, query, sizeof query);
  message[22] = 28;
  EXPECT(make_answer(sizeof query) == sizeof query && message[7] == 0);
}

static void when_a_query_is_broken_then_it_stays_silent_and_within_bounds(void) {
  for (size_t length = 0; length < sizeof query; length++) {
    memcpy(message, query, sizeof query);
    EXPECT(make_answer(length) == 0);
  }
  srand(1);
  for (int round = 0; round < 100000; round++) {
    size_t length = (size_t)rand() % (MESSAGE_BYTES + 1);
    for (size_t i = 0; i < length; i++) message[i] = (uint8_t)(rand() % 4 ? rand() : rand() % 9);
    message[2] = message[5] = 1;
    message[4] = 0;
    EXPECT(make_answer(length) <= sizeof message);
  }
}

int main(void) {
  EXPECT(hadir_thumbnail_prepare());
  when_frames_are_vga_or_svga_then_each_pixel_counts();
  when_a_frame_cannot_be_decoded_then_it_says_so();
  when_a_name_is_asked_for_then_it_is_here();
  when_ipv6_is_asked_for_then_there_is_none();
  when_a_query_is_broken_then_it_stays_silent_and_within_bounds();
  free(pixels);
  free(work);
  return 0;
}
