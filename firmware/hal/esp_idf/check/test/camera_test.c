/* Rest, bar and restart of the camera, over a stand-in for its driver. */
#include "../../camera.c"
#include "expect.h"

static bool runs;
static bool fails;
static unsigned frames_lent;
static unsigned starts;
static int exposure;
static bool locked;
static framesize_t size;
static int quality;
static camera_fb_t frame = {.len = 9, .timestamp = {.tv_sec = 12, .tv_usec = 345678}};
static int pwdn = -1;

static int set_exposure(sensor_t *sensor, int level) {
  (void)sensor;
  exposure = level;
  return 0;
}

esp_err_t esp_camera_init(const camera_config_t *config) {
  EXPECT(!runs && locked && config->fb_count == 2 && config->grab_mode == CAMERA_GRAB_LATEST);
  if (fails) return ESP_FAIL;
  size = config->frame_size;
  quality = config->jpeg_quality;
  runs = true;
  starts++;
  return ESP_OK;
}

esp_err_t esp_camera_deinit(void) {
  EXPECT(runs && frames_lent == 0);
  runs = false;
  return ESP_OK;
}

camera_fb_t *esp_camera_fb_get(void) {
  EXPECT(runs);
  frames_lent++;
  return &frame;
}

void esp_camera_fb_return(camera_fb_t *fb) {
  EXPECT(runs && fb == &frame && frames_lent == 1);
  frames_lent--;
}

sensor_t *esp_camera_sensor_get(void) {
  static sensor_t sensor = {.set_ae_level = set_exposure};
  return &sensor;
}

void hadir_power_for_camera(bool is_running) { locked = is_running; }
const char *esp_err_to_name(esp_err_t code) { return code == ESP_OK ? "ok" : "fault"; }
void vTaskDelay(TickType_t ticks) { (void)ticks; }
SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t *mutex) { return (SemaphoreHandle_t)mutex; }

static unsigned taken;

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
  (void)semaphore;
  (void)ticks;
  EXPECT(taken == 0);
  taken++;
  return 1;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
  (void)semaphore;
  EXPECT(taken == 1);
  taken--;
  return 1;
}

esp_err_t gpio_hold_dis(gpio_num_t pin) {
  (void)pin;
  return ESP_OK;
}

esp_err_t gpio_set_direction(gpio_num_t pin, gpio_mode_t mode) {
  (void)pin;
  (void)mode;
  return ESP_OK;
}

esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  EXPECT(pin == 32);
  pwdn = (int)level;
  return ESP_OK;
}

int main(void) {
  hadir_settings settings = {.frame_size = HADIR_FRAME_SVGA, .quality = 10, .exposure_level = -1};
  hadir_image image;
  EXPECT(hadir_camera_prepare());

  /* When it is started, then it has these settings. */
  EXPECT(hadir_camera_start(NULL, &settings) && size == FRAMESIZE_SVGA && quality == 10 && exposure == -1 && pwdn == 0);
  EXPECT(hadir_camera_capture(NULL, &image) && image.length == 9 && image.captured_mono_ms == 12345);

  /* When a rest comes while a frame is looked at, then it begins when that is over. */
  hadir_camera_rest();
  EXPECT(runs);
  hadir_camera_release(NULL, &image);
  EXPECT(!runs && !locked && pwdn == 1);

  /* When a frame is wanted after a rest, then the camera starts with the same settings. */
  EXPECT(hadir_camera_capture(NULL, &image) && starts == 2 && quality == 10 && locked);
  hadir_camera_release(NULL, &image);
  EXPECT(runs);

  /* When it is barred, then it neither runs nor starts. */
  hadir_camera_bar(true);
  EXPECT(!runs && !hadir_camera_capture(NULL, &image) && !hadir_camera_start(NULL, &settings) && !runs && !locked);
  hadir_camera_bar(false);
  EXPECT(hadir_camera_capture(NULL, &image));
  hadir_camera_bar(true);
  EXPECT(runs);
  hadir_camera_release(NULL, &image);
  EXPECT(!runs);
  hadir_camera_bar(false);

  /* When it does not start, then its power is off and nothing is held awake for it. */
  fails = true;
  EXPECT(!hadir_camera_start(NULL, &settings) && !locked && pwdn == 1 && !hadir_camera_capture(NULL, &image));
  fails = false;
  EXPECT(hadir_camera_start(NULL, &settings) && locked);
  return 0;
}
