#include "device_parts.h"
#include "text.h"

static void sign_download(hadir_device *device, const hadir_offer *offer) {
  hadir_attempt *attempt = &device->attempt;
  hadir_text text;
  hadir_sha256 nothing;
  hadir_text_start(&text, device->path, sizeof device->path);
  hadir_text_add(&text, HADIR_FIRMWARE_PATH);
  hadir_text_hex(&text, offer->sha256, sizeof offer->sha256);
  hadir_sha256_start(&nothing);
  hadir_sha256_end(&nothing, attempt->sha256);
  attempt->method = "GET";
  attempt->path = device->path;
  hadir_device_sign(device, hadir_device_now(device));
}

void hadir_device_update(hadir_device *device) {
  const hadir_hal *hal = device->hal;
  const hadir_offer *offer = &device->answer.offer;
  uint64_t now_ms = hadir_device_now(device);
  hadir_device_lock(device);
  /* One that began a minute before a session would leave the door without a camera as people come in. */
  bool is_free = !hadir_pace_is_session(&device->pace) && now_ms + HADIR_UPDATE_TIMEOUT_MS <= device->pace.free_until_ms;
  bool goes = (offer->forced || is_free) && !device->image_is_pending &&
              hadir_ota_wants(&device->ota, offer, device->version, now_ms);
  device->is_leaving = goes;
  if (goes) hadir_feedback_lasting(&device->feedback, HADIR_SHOW_UPDATE, now_ms);
  hadir_device_unlock(device);
  device->answer.has_offer = false;
  if (!goes) return;
  sign_download(device, offer);
  hal->http_close(hal->board);
  hadir_request request = {.method = device->attempt.method,
                           .path = device->path,
                           .headers = device->headers.list,
                           .header_count = device->headers.count,
                           .timeout_ms = HADIR_UPDATE_TIMEOUT_MS};
  hadir_update_result result = hal->update(hal->board, offer, &request);
  now_ms = hadir_device_now(device);
  bool is_taken = result == HADIR_UPDATE_TAKEN;
  if (!is_taken) hadir_ota_failed(&device->ota, offer->version, result, now_ms, hadir_device_random(device));
  device->leave_at_ms = now_ms + HADIR_UPDATE_DRAIN_MS;
  hadir_device_lock(device);
  device->is_leaving = is_taken;
  /* The server is to hear at once that it failed. */
  if (!is_taken) hadir_pace_poll(&device->pace, now_ms);
  hadir_device_unlock(device);
}
