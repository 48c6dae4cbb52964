#include "verify_release.h"

#include <mbedtls/pk.h>
#include <string.h>

#include "sha256.h"

#define P256_BITS 256

static void add_text(hadir_sha256 *hash, const char *text) { hadir_sha256_add(hash, text, strlen(text)); }

static void add_number(hadir_sha256 *hash, uint32_t number) {
  char digits[10];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  hadir_sha256_add(hash, digits + at, sizeof digits - at);
}

static void add_hex(hadir_sha256 *hash, const uint8_t *bytes, size_t length) {
  static const char hex[] = "0123456789abcdef";
  for (size_t i = 0; i < length; i++) {
    char pair[2] = {hex[bytes[i] >> 4], hex[bytes[i] & 15]};
    hadir_sha256_add(hash, pair, sizeof pair);
  }
}

static void digest_of(const char *target, const hadir_offer *offer, uint8_t digest[HADIR_SHA256_BYTES]) {
  hadir_sha256 hash;
  hadir_sha256_start(&hash);
  add_text(&hash, "HADIRFW1\n");
  add_text(&hash, target);
  add_text(&hash, "\n");
  add_text(&hash, offer->version);
  add_text(&hash, "\n");
  add_number(&hash, offer->size);
  add_text(&hash, "\n");
  add_hex(&hash, offer->sha256, sizeof offer->sha256);
  hadir_sha256_end(&hash, digest);
}

bool hadir_verify_release(const char *public_key, size_t length, const char *target, const hadir_offer *offer) {
  uint8_t digest[HADIR_SHA256_BYTES];
  digest_of(target, offer, digest);
  mbedtls_pk_context key;
  mbedtls_pk_init(&key);
  bool is_good = mbedtls_pk_parse_public_key(&key, (const unsigned char *)public_key, length) == 0 &&
                 mbedtls_pk_can_do(&key, MBEDTLS_PK_ECDSA) != 0 && mbedtls_pk_get_bitlen(&key) == P256_BITS &&
                 mbedtls_pk_verify(&key, MBEDTLS_MD_SHA256, digest, sizeof digest, offer->signature,
                                   offer->signature_length) == 0;
  mbedtls_pk_free(&key);
  return is_good;
}
