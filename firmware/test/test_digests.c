#include <string.h>

#include "sha256.h"
#include "text.h"
#include "vector.h"

/** A digest in hex of a text, or its HMAC when there is a key. */
static void digest_of(const char *text, const uint8_t *key, size_t key_length, char hex[65]) {
  uint8_t digest[HADIR_SHA256_BYTES];
  hadir_sha256 hash;
  hadir_hmac mac;
  hadir_text out;
  if (key) {
    hadir_hmac_start(&mac, key, key_length);
    hadir_hmac_add(&mac, text, strlen(text));
    hadir_hmac_end(&mac, digest);
  } else {
    hadir_sha256_start(&hash);
    hadir_sha256_add(&hash, text, strlen(text));
    hadir_sha256_end(&hash, digest);
  }
  hadir_text_start(&out, hex, 65);
  hadir_text_hex(&out, digest, sizeof digest);
}

static void check_list(const char *list) {
  vector_open(list);
  while (vector_next()) {
    static char text[1024];
    char wanted[65] = "";
    char got[65];
    uint8_t key[64];
    size_t key_length = 0;
    while (vector_member()) {
      if (vector_is("text")) vector_copy(text, sizeof text);
      if (vector_is("digest") || vector_is("mac")) vector_copy(wanted, sizeof wanted);
      if (vector_is("key")) {
        key_length = strlen(vector_text) / 2;
        CHECK(hadir_hex_decode(vector_text, key, key_length));
      }
    }
    digest_of(text, key_length > 0 ? key : NULL, key_length, got);
    CHECK_TEXT(got, wanted);
    vector_blame(text);
  }
}

void test_digests(void) {
  check_list("sha256");
  check_list("hmac");
}
