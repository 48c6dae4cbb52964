#include "device_parts.h"
#include "jpeg.h"

/* A burst or a session may be asked for while this step waits. */
#define LONGEST_WAIT_MS 250u
#define LONGEST_REST_WAIT_MS 1000u
/* Between starts of a camera that does not start. */
#define CAMERA_FIRST_MS 1000u
#define CAMERA_LONGEST_MS 30000u

static void start_camera(hadir_device *device, const hadir_settings *settings, uint64_t now_ms) {
  if (device->camera_was_on) {
    hadir_device_lock(device);
    device->counters.cameras += 1;
    hadir_device_unlock(device);
  }
  device->camera_was_on = true;
  device->camera_failures = 0;
  device->camera_is_on = device->hal->camera_start(device->hal->board, settings);
  device->camera_at_ms = now_ms + hadir_backoff_next(&device->camera_backoff, CAMERA_FIRST_MS, CAMERA_LONGEST_MS,
                                                     hadir_device_random(device));
}

/** Sees to it that the camera runs, with the settings that are wanted. */
static bool camera_runs(hadir_device *device, const hadir_settings *settings, uint64_t now_ms) {
  hadir_device_lock(device);
  bool network_was_up = device->network_was_up;
  if (device->camera_is_stale) device->camera_is_on = false;
  if (device->camera_is_stale) device->camera_at_ms = 0;
  device->camera_is_stale = false;
  hadir_device_unlock(device);
  bool waits = !device->camera_was_on && !network_was_up && now_ms - device->started_at_ms < HADIR_CAMERA_WAIT_MS;
  if (!device->camera_is_on && !waits && now_ms >= device->camera_at_ms) start_camera(device, settings, now_ms);
  return device->camera_is_on;
}

/** Whether the gate lets this frame go. A frame that cannot be looked at goes. Under the lock. */
static bool passes(hadir_device *device, uint64_t captured_ms, bool is_seen, bool anyway) {
  const hadir_settings *settings = &device->settings;
  return !is_seen || hadir_gate_pass(&device->gate, device->cells, captured_ms, settings, anyway);
}

static bool look(hadir_device *device, const hadir_image *image, const hadir_settings *settings) {
  device->brightness = -1;
  bool is_needed = settings->gate_threshold > 0 || settings->lamp_mode == HADIR_LAMP_AMBIENT;
  if (!is_needed || !device->hal->thumbnail(device->hal->board, image, device->cells)) return false;
  unsigned sum = 0;
  for (unsigned i = 0; i < HADIR_THUMB_CELLS; i++) sum += device->cells[i];
  device->brightness = (int16_t)(sum / HADIR_THUMB_CELLS);
  return true;
}

/** Under the lock. */
static void spool(hadir_device *device, const hadir_image *image, uint32_t length) {
  uint64_t now_ms = hadir_device_now(device);
  uint64_t captured_ms = image->captured_mono_ms < now_ms ? image->captured_mono_ms : now_ms;
  device->seq += 1;
  device->pace.poll = false;
  int gone = hadir_spool_push(&device->spool, device->seq, captured_ms, image->bytes, length);
  device->counters.dropped += (uint32_t)(gone < 0 ? 1 : gone);
}

/** Whether the frame is whole. */
static bool take(hadir_device *device, const hadir_image *image, const hadir_settings *settings, bool anyway) {
  hadir_jpeg jpeg;
  bool is_whole = hadir_jpeg_check(&jpeg, image->bytes, image->length);
  bool is_seen = is_whole && look(device, image, settings);
  hadir_device_lock(device);
  device->counters.captured += 1;
  if (!is_whole) {
    device->counters.broken += 1;
  } else if (passes(device, image->captured_mono_ms, is_seen, anyway)) {
    spool(device, image, jpeg.length);
  } else {
    device->counters.gated += 1;
  }
  hadir_device_unlock(device);
  return is_whole;
}

static void capture(hadir_device *device, const hadir_settings *settings, bool anyway) {
  const hadir_hal *hal = device->hal;
  hadir_image image;
  bool is_given = hal->capture(hal->board, &image);
  bool is_good = is_given && take(device, &image, settings, anyway);
  if (is_given) hal->release(hal->board, &image);
  if (is_good) {
    device->camera_failures = 0;
    device->camera_backoff.failures = 0;
  } else {
    device->camera_failures += 1;
    device->camera_is_on = device->camera_failures < HADIR_CAMERA_FAILURES;
  }
}

static void light(hadir_device *device, const hadir_settings *settings, uint64_t now_ms, bool is_active) {
  const hadir_hal *hal = device->hal;
  uint64_t date_ms = hal->date_ms(hal->board);
  uint8_t duty = hadir_lamp_duty(&device->lamp, settings, now_ms, date_ms, device->brightness, is_active);
  if (duty != device->lamp_duty) hal->lamp(hal->board, duty);
  device->lamp_duty = duty;
}

uint32_t hadir_capture_step(hadir_device *device) {
  uint64_t now_ms = hadir_device_now(device);
  hadir_pace *pace = &device->pace;
  hadir_device_lock(device);
  hadir_settings settings = device->settings;
  uint32_t wait_ms = device->is_leaving ? LONGEST_REST_WAIT_MS : hadir_pace_wait(pace, now_ms);
  bool rests = device->is_leaving || pace->resting;
  bool is_session = !rests && hadir_pace_is_session(pace);
  bool anyway = pace->poll || pace->burst_left > 0 || !is_session;
  bool is_lit = is_session && now_ms < pace->lit_until_ms;
  device->is_capturing = wait_ms == 0;
  hadir_device_unlock(device);
  light(device, &settings, now_ms, is_lit && device->camera_is_on);
  uint32_t longest_ms = rests ? LONGEST_REST_WAIT_MS : LONGEST_WAIT_MS;
  if (wait_ms > 0) return wait_ms < longest_ms ? wait_ms : longest_ms;
  bool runs = camera_runs(device, &settings, now_ms);
  if (runs) capture(device, &settings, anyway);
  hadir_device_lock(device);
  if (runs) hadir_pace_advance(pace, now_ms);
  device->is_capturing = false;
  device->camera_is_lost = device->camera_backoff.failures >= HADIR_CAMERA_STARTS;
  wait_ms = hadir_pace_wait(pace, hadir_device_now(device));
  hadir_device_unlock(device);
  if (!runs || wait_ms > LONGEST_WAIT_MS) return LONGEST_WAIT_MS;
  return wait_ms;
}
