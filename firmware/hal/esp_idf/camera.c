#include "esp_camera.h"

#include "board.h"
#include "driver/gpio.h"
#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "pins.h"

static const char tag[] = "camera";

/** The sensor's quartz input. The OV2640 gives 25 frames a second at VGA and SVGA from it. */
#define XCLK_HZ 20000000
/** PWDN high cuts the OV2640's analogue supply; so long until it may be spoken to again. */
#define POWER_UP_MS 20
/** After a start exposure and white balance need some frames; at 25 a second this costs a fifth of one. */
#define WARM_UP_FRAMES 5

/* The camera's task starts, captures and releases; the network's task puts it to rest. */
static StaticSemaphore_t lock_memory;
static SemaphoreHandle_t camera_lock;
static bool is_running;
static bool rest_asked;
static bool is_barred;
static camera_fb_t *lent;
static hadir_settings current;

bool hadir_camera_prepare(void) {
  camera_lock = xSemaphoreCreateMutexStatic(&lock_memory);
  return camera_lock != NULL;
}

static const camera_config_t base_config = {
    .pin_pwdn = PIN_PWDN,
    .pin_reset = -1,
    .pin_xclk = PIN_XCLK,
    .pin_sccb_sda = PIN_SDA,
    .pin_sccb_scl = PIN_SCL,
    .pin_d7 = PIN_D7,
    .pin_d6 = PIN_D6,
    .pin_d5 = PIN_D5,
    .pin_d4 = PIN_D4,
    .pin_d3 = PIN_D3,
    .pin_d2 = PIN_D2,
    .pin_d1 = PIN_D1,
    .pin_d0 = PIN_D0,
    .pin_vsync = PIN_VSYNC,
    .pin_href = PIN_HREF,
    .pin_pclk = PIN_PCLK,
    .xclk_freq_hz = XCLK_HZ,
    .ledc_timer = LEDC_TIMER_0,
    .ledc_channel = LEDC_CHANNEL_0,
    .pixel_format = PIXFORMAT_JPEG,
    /* Two buffers, the older of which is overwritten: what capture gives is never older than one frame. */
    .fb_count = 2,
    .fb_location = CAMERA_FB_IN_PSRAM,
    .grab_mode = CAMERA_GRAB_LATEST,
};

/* Does nothing on a board whose sensor cannot be switched off. */
static void power_sensor(bool on) {
#if PIN_PWDN >= 0
  (void)gpio_hold_dis((gpio_num_t)PIN_PWDN);
  (void)gpio_set_direction((gpio_num_t)PIN_PWDN, GPIO_MODE_OUTPUT);
  (void)gpio_set_level((gpio_num_t)PIN_PWDN, on ? 0 : 1);
#endif
  if (on) vTaskDelay(pdMS_TO_TICKS(POWER_UP_MS));
}

static void stop(void) {
  if (is_running) (void)esp_camera_deinit();
  is_running = false;
  power_sensor(false);
  hadir_power_for_camera(false);
}

static void warm_up(void) {
  for (int i = 0; i < WARM_UP_FRAMES; i++) {
    camera_fb_t *frame = esp_camera_fb_get();
    if (frame == NULL) return;
    esp_camera_fb_return(frame);
  }
}

static bool start(void) {
  stop();
  hadir_power_for_camera(true);
  power_sensor(true);
  camera_config_t config = base_config;
  config.frame_size = current.frame_size == HADIR_FRAME_SVGA ? FRAMESIZE_SVGA : FRAMESIZE_VGA;
  config.jpeg_quality = current.quality;
  esp_err_t error = esp_camera_init(&config);
  if (error != ESP_OK) {
    ESP_LOGE(tag, "does not start: %s", esp_err_to_name(error));
    power_sensor(false);
    hadir_power_for_camera(false);
    return false;
  }
  is_running = true;
  sensor_t *sensor = esp_camera_sensor_get();
  if (sensor != NULL && sensor->set_ae_level != NULL) (void)sensor->set_ae_level(sensor, current.exposure_level);
  warm_up();
  return true;
}

bool hadir_camera_start(void *board, const hadir_settings *settings) {
  (void)board;
  (void)xSemaphoreTake(camera_lock, portMAX_DELAY);
  current = *settings;
  rest_asked = is_barred;
  bool started = !is_barred && start();
  (void)xSemaphoreGive(camera_lock);
  return started;
}

bool hadir_camera_capture(void *board, hadir_image *image) {
  (void)board;
  (void)xSemaphoreTake(camera_lock, portMAX_DELAY);
  rest_asked = is_barred;
  camera_fb_t *frame = !is_barred && (is_running || start()) ? esp_camera_fb_get() : NULL;
  lent = frame;
  (void)xSemaphoreGive(camera_lock);
  if (frame == NULL) return false;
  image->bytes = frame->buf;
  image->length = (uint32_t)frame->len;
  image->captured_mono_ms = (uint64_t)frame->timestamp.tv_sec * 1000 + (uint64_t)frame->timestamp.tv_usec / 1000;
  image->handle = frame;
  return true;
}

void hadir_camera_release(void *board, hadir_image *image) {
  (void)board;
  (void)xSemaphoreTake(camera_lock, portMAX_DELAY);
  esp_camera_fb_return(image->handle);
  lent = NULL;
  if (rest_asked) stop();
  rest_asked = false;
  (void)xSemaphoreGive(camera_lock);
}

/* A frame that is being looked at keeps its memory: its release stops the camera then. */
static void rest(void) {
  if (lent == NULL) stop();
  else rest_asked = true;
}

void hadir_camera_rest(void) {
  (void)xSemaphoreTake(camera_lock, portMAX_DELAY);
  rest();
  (void)xSemaphoreGive(camera_lock);
}

void hadir_camera_bar(bool barred) {
  (void)xSemaphoreTake(camera_lock, portMAX_DELAY);
  is_barred = barred;
  if (barred) rest();
  (void)xSemaphoreGive(camera_lock);
}
