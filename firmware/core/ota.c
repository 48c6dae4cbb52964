#include "ota.h"

#include <string.h>

#include "text.h"

/** Reads "x.y.z", and as a fourth part whether it is a release: anything behind a dash is what was built before it. */
static bool read_version(const char *text, uint64_t parts[4]) {
  const char *end = text + strlen(text);
  for (unsigned i = 0; i < 3; i++) {
    const char *at = hadir_digits(text, end, &parts[i]);
    parts[3] = *at != '-';
    if (at == text || (*at != "..\0"[i] && (i < 2 || parts[3]))) return false;
    text = at + 1;
  }
  return true;
}

int hadir_version_compare(const char *a, const char *b) {
  uint64_t left[4];
  uint64_t right[4];
  if (!read_version(a, left) || !read_version(b, right)) return -2;
  for (unsigned i = 0; i < 4; i++) {
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return 0;
}

bool hadir_ota_wants(const hadir_ota *ota, const hadir_offer *offer, const char *version, uint64_t now_ms) {
  int order = hadir_version_compare(offer->version, version);
  bool is_wanted = order > 0 || (order == -1 && offer->forced);
  if (!is_wanted || offer->size == 0 || offer->size > HADIR_SLOT_BYTES) return false;
  if (hadir_same(ota->refused, offer->version) && (!offer->forced || now_ms < HADIR_OTA_AGAIN_MS)) return false;
  return now_ms >= ota->retry_at_ms || !hadir_same(ota->failed, offer->version);
}

void hadir_ota_failed(hadir_ota *ota, const char *version, unsigned result, uint64_t now_ms, uint32_t random) {
  static const char names[][12] = {"", "download", "digest", "signature", "write", "rolled-back"};
  hadir_text text;
  bool is_back = result == HADIR_UPDATE_ROLLED_BACK;
  if (!hadir_same(ota->failed, version)) ota->backoff.failures = 0;
  hadir_text_start(&text, is_back ? ota->refused : ota->failed, sizeof ota->failed);
  hadir_text_add(&text, version);
  hadir_text_start(&text, ota->report, sizeof ota->report);
  hadir_text_add(&text, version);
  hadir_text_add(&text, " ");
  hadir_text_add(&text, names[result]);
  if (is_back) return;
  ota->retry_at_ms = now_ms + (result == HADIR_UPDATE_DOWNLOAD
                                   ? hadir_backoff_next(&ota->backoff, HADIR_OTA_FIRST_MS, HADIR_OTA_LONGEST_MS, random)
                                   : HADIR_OTA_WRONG_MS + hadir_share(HADIR_OTA_FIRST_MS, random));
}
