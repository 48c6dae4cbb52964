#include "device_parts.h"

/* A frame may be captured while this step waits. */
#define SESSION_WAIT_MS 40u
#define LONGEST_WAIT_MS 250u
#define LONGEST_REST_WAIT_MS 1000u
/* So many failures in a row are shown. */
#define OFFLINE_FAILURES 3
/* One that only asks to wait is away as well, when it has taken nothing for so long. */
#define OFFLINE_UNTAKEN_MS 120000u

static hadir_net post(hadir_device *device, const hadir_spooled *entry) {
  hadir_response response = {.retry_after_s = -1, .body = device->body, .capacity = sizeof device->body};
  hadir_device_sign(device, entry->captured_mono_ms);
  hadir_request request = {.method = device->attempt.method,
                           .path = device->attempt.path,
                           .headers = device->headers.list,
                           .header_count = device->headers.count,
                           .content_type = "image/jpeg",
                           .body = hadir_spool_bytes(&device->spool, entry),
                           .body_length = entry->length,
                           .timeout_ms = HADIR_FRAME_TIMEOUT_MS};
  hadir_net net = device->hal->http(device->hal->board, &request, &response);
  if (net != HADIR_NET_OK) {
    device->hal->http_close(device->hal->board);
  } else {
    hadir_wire_answer(&device->answer, response.status, response.retry_after_s, response.body, response.length,
                      &device->attempt);
  }
  return net;
}

static void send(hadir_device *device, hadir_spooled *entry) {
  hadir_attempt *attempt = &device->attempt;
  if (entry->attempts == 0) {
    hadir_sha256 hash;
    hadir_sha256_start(&hash);
    hadir_sha256_add(&hash, hadir_spool_bytes(&device->spool, entry), entry->length);
    hadir_sha256_end(&hash, entry->sha256);
  }
  if (entry->attempts < UINT16_MAX) entry->attempts += 1;
  for (unsigned i = 0; i < sizeof attempt->sha256; i++) attempt->sha256[i] = entry->sha256[i];
  attempt->method = "POST";
  attempt->path = HADIR_FRAMES_PATH;
  attempt->seq = entry->seq;
  hadir_net net = post(device, entry);
  if (net == HADIR_NET_STALE) net = post(device, entry);
  hadir_device_book(device, entry, net == HADIR_NET_OK);
}

/** The next frame to send; those that the server would find too old are dropped. */
static hadir_spooled *next_frame(hadir_device *device, uint64_t now_ms) {
  hadir_device_lock(device);
  hadir_spooled *entry = hadir_spool_take(&device->spool);
  while (entry && now_ms - entry->captured_mono_ms >= HADIR_FRAME_OLDEST_MS) {
    hadir_spool_settle(&device->spool, entry);
    device->counters.dropped += 1;
    entry = hadir_spool_take(&device->spool);
  }
  if (entry && entry->attempts > 0) device->counters.retried += 1;
  hadir_device_unlock(device);
  return entry;
}

/** Before a start anew, which forgets the spool: what the server has not heard of is counted by the boot that follows. */
static void keep_lost(hadir_device *device) {
  hadir_device_lock(device);
  uint32_t lost = hadir_spool_count(&device->spool) + device->counters.dropped - device->dropped_told;
  hadir_device_unlock(device);
  device->hal->keep_lost(device->hal->board, lost);
}

static void restart(hadir_device *device, const char *why) {
  keep_lost(device);
  device->hal->restart(device->hal->board, why);
}

static void set_power(hadir_device *device, hadir_power power) {
  if (power != device->power) device->hal->power(device->hal->board, power);
  device->power = power;
}

static void show(hadir_device *device, hadir_show lasting, uint64_t now_ms) {
  hadir_device_lock(device);
  hadir_feedback_lasting(&device->feedback, lasting, now_ms);
  hadir_device_unlock(device);
}

/** Nothing waits to be sent: rests as deep as may be. */
static uint32_t rest(hadir_device *device, uint64_t now_ms) {
  const hadir_settings *settings = &device->settings;
  const hadir_pace *pace = &device->pace;
  hadir_device_lock(device);
  bool is_busy = device->is_capturing || hadir_spool_count(&device->spool) > 0;
  bool rests = pace->resting && !is_busy && now_ms < pace->rest_until_ms;
  bool is_session = hadir_pace_is_session(pace);
  bool is_lost = device->camera_is_lost;
  uint32_t left_ms = rests ? (uint32_t)(pace->rest_until_ms - now_ms) : 0;
  uint32_t lead_ms = pace->rest_is_cut ? 0 : HADIR_DEEP_SLEEP_LEAD_MS + left_ms / HADIR_DEEP_SLEEP_LEAD_PART;
  hadir_device_unlock(device);
  if (is_lost) {
    restart(device, "camera");
    return LONGEST_REST_WAIT_MS;
  }
  if (left_ms < HADIR_REST_SHORTEST_MS) {
    set_power(device, HADIR_POWER_AWAKE);
    return is_session ? SESSION_WAIT_MS : LONGEST_WAIT_MS;
  }
  /* Deep sleep would forget that an update is not to be tried again yet. */
  bool may_forget = now_ms >= device->ota.retry_at_ms;
  if (may_forget && settings->deep_sleep_from_ms > 0 && left_ms >= settings->deep_sleep_from_ms && left_ms > lead_ms) {
    device->hal->http_close(device->hal->board);
    keep_lost(device);
    device->hal->deep_sleep(device->hal->board, left_ms - lead_ms);
    return LONGEST_REST_WAIT_MS;
  }
  set_power(device, HADIR_POWER_REST);
  return LONGEST_REST_WAIT_MS;
}

static uint32_t work(hadir_device *device, uint64_t now_ms) {
  if (device->is_leaving && (now_ms >= device->leave_at_ms || hadir_device_waiting(device) == 0)) {
    restart(device, "update");
    return LONGEST_REST_WAIT_MS;
  }
  if (now_ms < device->upload_at_ms) {
    uint64_t wait_ms = device->upload_at_ms - now_ms;
    bool is_put_off = now_ms - device->answered_at_ms >= OFFLINE_UNTAKEN_MS;
    if (is_put_off && device->backoff.failures < OFFLINE_FAILURES) device->backoff.failures = OFFLINE_FAILURES;
    return wait_ms < LONGEST_WAIT_MS ? (uint32_t)wait_ms : LONGEST_WAIT_MS;
  }
  hadir_spooled *entry = next_frame(device, now_ms);
  if (entry) {
    set_power(device, HADIR_POWER_AWAKE);
    send(device, entry);
    return 0;
  }
  if (device->answer.has_offer) hadir_device_update(device);
  return rest(device, hadir_device_now(device));
}

/** Whether there is nothing for it but a start from scratch. */
static bool starts_anew(hadir_device *device, hadir_link_state state, uint64_t now_ms) {
  const hadir_hal *hal = device->hal;
  bool is_unproved = device->image_is_pending && now_ms >= device->prove_until_ms;
  if (is_unproved) {
    /* It returns when there is nothing to go back to: then this image goes on, and has its chance again. */
    device->prove_until_ms = now_ms + HADIR_OTA_PROVE_MS;
    keep_lost(device);
    hal->update_roll_back(hal->board);
  } else if (state == HADIR_LINK_RESTART) {
    restart(device, "no-network");
  }
  return is_unproved || state == HADIR_LINK_RESTART;
}

uint32_t hadir_upload_step(hadir_device *device) {
  const hadir_hal *hal = device->hal;
  uint64_t now_ms = hadir_device_now(device);
  uint32_t links = 0;
  hadir_link_state state = hadir_link_step(&device->link, hal, device->config->network_count, now_ms, &links);
  hadir_device_lock(device);
  device->counters.links += links;
  if (state == HADIR_LINK_UP) device->network_was_up = true;
  hadir_device_unlock(device);
  if (starts_anew(device, state, now_ms)) return LONGEST_REST_WAIT_MS;
  uint32_t wait_ms = LONGEST_WAIT_MS;
  if (state == HADIR_LINK_UP) {
    wait_ms = work(device, now_ms);
  } else if (device->is_online) {
    hal->http_close(hal->board);
  }
  device->is_online = state == HADIR_LINK_UP;
  bool is_offline = state != HADIR_LINK_UP || device->backoff.failures >= OFFLINE_FAILURES;
  show(device, device->is_leaving ? HADIR_SHOW_UPDATE : is_offline ? HADIR_SHOW_OFFLINE : HADIR_SHOW_NOTHING,
       hadir_device_now(device));
  return wait_ms;
}
