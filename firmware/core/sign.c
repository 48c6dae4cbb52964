#include "device_parts.h"

void hadir_device_sign(hadir_device *device, uint64_t captured_mono_ms) {
  const hadir_hal *hal = device->hal;
  hadir_attempt *attempt = &device->attempt;
  hal->vitals(hal->board, &device->vitals);
  device->told = hadir_device_counters(device);
  attempt->captured_mono_ms = captured_mono_ms;
  attempt->sent_mono_ms = hadir_device_now(device);
  uint64_t age_ms = attempt->sent_mono_ms - captured_mono_ms;
  uint64_t date_ms = hal->date_ms(hal->board);
  attempt->captured_at_ms = date_ms > age_ms ? date_ms - age_ms : 0;
  hadir_wire_headers(&device->headers, attempt);
}
