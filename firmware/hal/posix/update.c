#include "update.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sha256.h"
#include "verify_release.h"
#include "version.h"

typedef struct {
  FILE *slot;
  uint32_t size;
  uint32_t got;
  hadir_sha256 hash;
  bool is_not_written;
} download;

static bool take_part(void *to, const http_head *head, const char *bytes, size_t length) {
  download *taken = to;
  if (head->status != 200) return true;
  // More than was offered cannot be what was offered: it is not even written.
  if (length > taken->size - taken->got) {
    taken->got = taken->size;
    hadir_sha256_add(&taken->hash, bytes, length);
    return false;
  }
  hadir_sha256_add(&taken->hash, bytes, length);
  taken->got += (uint32_t)length;
  taken->is_not_written = fwrite(bytes, 1, length, taken->slot) != length;
  return !taken->is_not_written;
}

static hadir_update_result judge(download *taken, const hadir_offer *offer, hadir_net net, uint16_t status) {
  uint8_t digest[HADIR_SHA256_BYTES];
  hadir_sha256_end(&taken->hash, digest);
  if (taken->is_not_written) return HADIR_UPDATE_WRITE;
  bool has_all = taken->got == offer->size;
  if (!has_all && (net != HADIR_NET_OK || status != 200)) return HADIR_UPDATE_DOWNLOAD;
  return has_all && memcmp(digest, offer->sha256, sizeof digest) == 0 ? HADIR_UPDATE_TAKEN : HADIR_UPDATE_DIGEST;
}

hadir_update_result update_take(posix_slots *slots, http_client *client, const char *release_key, size_t key_length,
                                const hadir_offer *offer, const hadir_request *request) {
  char path[PATH_CAPACITY];
  if (!release_key || !hadir_verify_release(release_key, key_length, HADIR_POSIX_TARGET, offer)) {
    return HADIR_UPDATE_SIGNATURE;
  }
  FILE *slot = slots_other_path(slots, path) ? fopen(path, "wbe") : NULL;
  if (!slot) return HADIR_UPDATE_WRITE;
  download taken = {.slot = slot, .size = offer->size};
  hadir_sha256_start(&taken.hash);
  http_head head = {0};
  hadir_net net = http_exchange(client, request, (size_t)offer->size + 65536, &head, take_part, &taken);
  if (fflush(slot) != 0 || fsync(fileno(slot)) != 0) taken.is_not_written = true;
  if (fclose(slot) != 0) taken.is_not_written = true;
  hadir_update_result result = judge(&taken, offer, net, head.status);
  if (result == HADIR_UPDATE_TAKEN && !slots_switch(slots)) return HADIR_UPDATE_WRITE;
  return result;
}
