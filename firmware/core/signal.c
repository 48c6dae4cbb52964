#include "device_parts.h"

/* An outcome may come while this step waits. */
#define LONGEST_WAIT_MS 100u
#define LONGEST_REST_WAIT_MS 1000u

uint32_t hadir_signal_step(hadir_device *device) {
  bool led;
  bool buzzer;
  hadir_device_lock(device);
  uint32_t wait_ms = hadir_feedback_step(&device->feedback, hadir_device_now(device), &led, &buzzer);
  uint32_t longest_ms = device->pace.resting ? LONGEST_REST_WAIT_MS : LONGEST_WAIT_MS;
  led = led && device->settings.led;
  buzzer = buzzer && device->settings.buzzer;
  hadir_device_unlock(device);
  if (led != device->led || buzzer != device->buzzer) device->hal->signal(device->hal->board, led, buzzer);
  device->led = led;
  device->buzzer = buzzer;
  return wait_ms < longest_ms ? wait_ms : longest_ms;
}
