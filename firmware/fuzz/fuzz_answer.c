#include <string.h>

#include "fuzz.h"
#include "wire.h"

static const hadir_attempt attempt = {.boot_id = "0123456789abcdef", .seq = 42};

static void check_answer(const hadir_answer *answer) {
  uint64_t time = answer->server_time_ms;
  MUST(time == 0 || (time >= 1577836800000 && time <= 4102444800000));
  MUST(answer->interval_ms == 0 || (answer->interval_ms >= 50 && answer->interval_ms <= 86400000));
  MUST(answer->rest_ms <= 86400000 && (answer->has_rest || answer->rest_ms == 0));
  MUST(answer->wait_ms <= 600000);
  MUST(answer->burst_frames <= 64 && (answer->burst_frames == 0 || answer->burst_interval_ms >= 50));
  MUST(answer->recent_count <= HADIR_RECENT);
  for (unsigned i = 0; i < answer->recent_count; i++) MUST(answer->recent[i].seen != HADIR_SEEN_NONE);
  if (answer->has_settings) {
    MUST(memchr(answer->settings.version, 0, sizeof answer->settings.version) != NULL);
    MUST(answer->settings.quality >= 4 && answer->settings.lamp_duty_percent <= 100);
  }
  if (answer->has_offer) {
    MUST(memchr(answer->offer.version, 0, sizeof answer->offer.version) != NULL);
    MUST(answer->offer.size > 0 && answer->offer.signature_length >= 8 && answer->offer.signature_length <= 72);
  }
}

/** The first byte chooses the status, the second is Retry-After less one; the rest is the body. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const uint16_t statuses[] = {202, 200, 400, 401, 403, 405, 408, 409, 413, 415, 422, 429, 500, 503, 302, 0};
  static hadir_answer answer;
  if (length < 2) return 0;
  memset(&answer, 0xa5, sizeof answer);
  hadir_wire_answer(&answer, statuses[bytes[0] & 15], bytes[1] - 1, (const char *)bytes + 2, length - 2, &attempt);
  check_answer(&answer);
  return 0;
}
