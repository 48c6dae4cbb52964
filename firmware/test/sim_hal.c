#include "sim_hal.h"

#include <string.h>

#include "check.h"
#include "text.h"

static uint8_t memory[SIM_MEMORY_BYTES];

static uint64_t mono_ms(void *board) {
  sim *s = board;
  return s->now_ms - s->booted_at_ms;
}

static uint64_t date_ms(void *board) {
  sim *s = board;
  return s->clock_is_set ? (uint64_t)((int64_t)sim_date(s) + s->clock_off_ms) : 0;
}

static void set_date_ms(void *board, uint64_t ms) {
  sim *s = board;
  s->clock_is_set = true;
  s->clock_off_ms = (int64_t)ms - (int64_t)sim_date(s);
}

static uint32_t any(void *board) {
  sim *s = board;
  s->random = s->random * 1664525u + 1013904223u;
  return s->random ^ s->random >> 15;
}

static void lock(void *board) {
  sim *s = board;
  CHECK(!s->is_locked);
  s->is_locked = true;
}

static void unlock(void *board) {
  sim *s = board;
  s->is_locked = false;
}

static bool camera_start(void *board, const hadir_settings *settings) {
  sim *s = board;
  (void)settings;
  CHECK(!s->is_locked);
  s->camera_starts += 1;
  if (s->failing_starts == 0) return true;
  s->failing_starts -= 1;
  return false;
}

static bool capture(void *board, hadir_image *image) {
  sim *s = board;
  CHECK(!s->is_locked);
  if (s->failing_captures > 0) {
    s->failing_captures -= 1;
    return false;
  }
  sim_frame frame = {s->frames++, sim_date(s), s->scene};
  memset(s->image, 0, sizeof s->image);
  image->bytes = s->image;
  /* Some come with the buffer's rest behind them. */
  image->length = sim_frame_write(s->image, &frame) + frame.number % 3 * 16;
  image->captured_mono_ms = mono_ms(s) + s->captured_ahead_ms;
  if (s->broken_frames > 0 || sim_random(s, 1000) < s->broken_permille) {
    s->broken_frames = (uint16_t)(s->broken_frames > 0 ? s->broken_frames - 1 : 0);
    if (frame.number % 2 == 0) s->image[0] = 0;
    if (frame.number % 2 == 1) image->length = 100;
  }
  return true;
}

static void release(void *board, hadir_image *image) {
  sim *s = board;
  memset(s->image, 0xee, sizeof s->image);
  image->bytes = NULL;
}

static bool thumbnail(void *board, const hadir_image *image, uint8_t cells[HADIR_THUMB_CELLS]) {
  sim *s = board;
  (void)image;
  for (unsigned i = 0; i < HADIR_THUMB_CELLS; i++) cells[i] = (uint8_t)(s->light + i % 7 * 4 + sim_random(s, 3));
  if (s->scene == SIM_NOBODY) return true;
  for (unsigned i = 0; i < 20; i++) cells[60 + i + s->frames % 8] = (uint8_t)(s->light > 128 ? 20 : 220);
  return true;
}

static void lamp(void *board, uint8_t duty_percent) {
  sim *s = board;
  s->lamp = duty_percent;
  if (duty_percent > s->lamp_brightest) s->lamp_brightest = duty_percent;
}

static bool net_is_up(void *board) {
  sim *s = board;
  if (s->joined >= 0 && !s->access_points[s->joined]) s->joined = -1;
  bool is_joining = s->joined < 0 && s->joining >= 0 && s->now_ms >= s->joined_at_ms;
  if (is_joining && s->access_points[s->joining]) s->joined = s->joining;
  if (s->joined < 0) s->is_connected = false;
  return s->joined >= 0;
}

static void net_join(void *board, uint8_t index) {
  sim *s = board;
  CHECK(index < s->config.network_count);
  s->joined = -1;
  s->joining = index;
  s->joined_at_ms = s->now_ms + 3000;
  s->joins += 1;
}

static void http_close(void *board) { ((sim *)board)->is_connected = false; }

static void vitals(void *board, hadir_vitals *to) {
  hadir_text text;
  to->rssi_dbm = -60;
  to->heap_min_bytes = 90000;
  to->stack_min_bytes = INT32_MIN;
  hadir_text_start(&text, to->reset_reason, sizeof to->reset_reason);
  hadir_text_add(&text, ((sim *)board)->last_reboot);
}

static void power(void *board, hadir_power to) {
  sim *s = board;
  if (to == HADIR_POWER_REST) s->rest_began_ms = s->now_ms;
  if (to == HADIR_POWER_AWAKE && s->power == HADIR_POWER_REST) s->rested_ms += s->now_ms - s->rest_began_ms;
  s->power = to;
}

static void deep_sleep(void *board, uint32_t ms) {
  sim *s = board;
  s->sleep_ms = ms;
  s->reboot = "deep-sleep";
}

static void save_settings(void *board, const hadir_settings *settings) { ((sim *)board)->kept_settings = *settings; }

static void keep_lost(void *board, uint32_t frames) { ((sim *)board)->kept_lost = frames; }

static uint32_t lost(void *board) {
  sim *s = board;
  s->begun_with = s->kept_lost;
  s->kept_lost = 0;
  return s->begun_with;
}

static void restart(void *board, const char *why) { ((sim *)board)->reboot = why; }

static hadir_update_result update(void *board, const hadir_offer *offer, const hadir_request *request) {
  sim *s = board;
  hadir_text text;
  s->updates += 1;
  hadir_text_start(&text, s->update_path, sizeof s->update_path);
  hadir_text_add(&text, request->path);
  CHECK_TEXT(request->method, "GET");
  uint32_t frames = s->frames;
  sim_pass(s, 60000);
  s->frames_in_update += s->frames - frames;
  if (s->update_result != HADIR_UPDATE_TAKEN) return s->update_result;
  memcpy(s->previous, s->version, sizeof s->version);
  memcpy(s->version, offer->version, sizeof s->version);
  s->is_written = true;
  return HADIR_UPDATE_TAKEN;
}

static bool update_is_pending(void *board) { return ((sim *)board)->is_pending; }

static void update_confirm(void *board) {
  sim *s = board;
  s->is_pending = false;
  s->confirmed += 1;
}

static void update_roll_back(void *board) {
  sim *s = board;
  s->roll_backs += 1;
  if (s->is_stuck) return;
  memcpy(s->rolled_back, s->version, sizeof s->version);
  memcpy(s->version, s->previous, sizeof s->version);
  s->is_pending = false;
  s->reboot = "rolled-back";
}

static void rolled_back(void *board, char version[16]) { memcpy(version, ((sim *)board)->rolled_back, 16); }

static void signal_to(void *board, bool led, bool buzzer) {
  sim *s = board;
  s->flashes += led && !s->led;
  s->beeps += buzzer && !s->buzzer;
  s->led = led;
  s->buzzer = buzzer;
}

void sim_fill_hal(sim *s) {
  s->hal = (hadir_hal){.board = s,
                       .mono_ms = mono_ms,
                       .date_ms = date_ms,
                       .set_date_ms = set_date_ms,
                       .random = any,
                       .lock = lock,
                       .unlock = unlock,
                       .camera_start = camera_start,
                       .capture = capture,
                       .release = release,
                       .thumbnail = thumbnail,
                       .lamp = lamp,
                       .net_is_up = net_is_up,
                       .net_join = net_join,
                       .http = sim_http,
                       .http_close = http_close,
                       .vitals = vitals,
                       .power = power,
                       .deep_sleep = deep_sleep,
                       .save_settings = save_settings,
                       .keep_lost = keep_lost,
                       .lost = lost,
                       .restart = restart,
                       .update = update,
                       .update_is_pending = update_is_pending,
                       .update_confirm = update_confirm,
                       .update_roll_back = update_roll_back,
                       .rolled_back = rolled_back,
                       .signal = signal_to};
}

void sim_boot(sim *s) {
  s->booted_at_ms = s->now_ms;
  s->boots += 1;
  s->joined = -1;
  s->joining = -1;
  s->is_connected = false;
  s->is_locked = false;
  s->power = HADIR_POWER_AWAKE;
  for (unsigned i = 0; i < 3; i++) s->due_ms[i] = s->now_ms;
  hadir_device_start(&s->device, &s->hal, &s->config, &s->kept_settings, memory, s->memory_bytes, "posix", s->version);
}
