#include <string.h>

#include "check.h"
#include "sha256.h"

static void digest_of(const char *text, size_t part, uint8_t digest[32]) {
  hadir_sha256 hash;
  size_t length = strlen(text);
  hadir_sha256_start(&hash);
  for (size_t at = 0; at < length; at += part) {
    hadir_sha256_add(&hash, text + at, length - at < part ? length - at : part);
  }
  hadir_sha256_end(&hash, digest);
}

void test_sha256(void) {
  /* FIPS 180-4 examples: 56 bytes need a second block for the length. */
  static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  static const uint8_t wanted[32] = {0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26, 0x93, 0x0c, 0x3e, 0x60, 0x39,
                                     0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff, 0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1};
  uint8_t digest[32];
  for (size_t part = 1; part <= sizeof two_blocks; part++) {
    digest_of(two_blocks, part, digest);
    CHECK_BYTES(digest, wanted, sizeof wanted);
  }
}
