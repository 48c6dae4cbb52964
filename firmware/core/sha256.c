#include "sha256.h"

#include <string.h>

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turned(uint32_t word, unsigned by) { return (word >> by) | (word << (32 - by)); }

static void take_block(hadir_sha256 *hash, const uint8_t *block) {
  uint32_t w[16];
  uint32_t v[8];
  for (unsigned i = 0; i < 16; i++) {
    w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
  }
  memcpy(v, hash->state, sizeof v);
  for (unsigned i = 0; i < 64; i++) {
    uint32_t word = w[i & 15];
    if (i >= 16) {
      uint32_t before15 = w[(i + 1) & 15];
      uint32_t before2 = w[(i + 14) & 15];
      uint32_t small0 = turned(before15, 7) ^ turned(before15, 18) ^ (before15 >> 3);
      uint32_t small1 = turned(before2, 17) ^ turned(before2, 19) ^ (before2 >> 10);
      word += small0 + w[(i + 9) & 15] + small1;
      w[i & 15] = word;
    }
    uint32_t big1 = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25);
    uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    uint32_t sum1 = v[7] + big1 + choice + round_constants[i] + word;
    uint32_t big0 = turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22);
    uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    memmove(v + 1, v, 7 * sizeof v[0]);
    v[4] += sum1;
    v[0] = sum1 + big0 + majority;
  }
  for (unsigned i = 0; i < 8; i++) hash->state[i] += v[i];
}

void hadir_sha256_start(hadir_sha256 *hash) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(hash->state, start, sizeof start);
  hash->length = 0;
}

void hadir_sha256_add(hadir_sha256 *hash, const void *bytes, size_t length) {
  const uint8_t *from = bytes;
  while (length > 0) {
    size_t filled = (size_t)(hash->length & 63);
    size_t part = 64 - filled;
    if (part > length) part = length;
    if (part == 64) {
      take_block(hash, from);
    } else {
      memcpy(hash->block + filled, from, part);
      if (filled + part == 64) take_block(hash, hash->block);
    }
    hash->length += part;
    from += part;
    length -= part;
  }
}

void hadir_sha256_end(hadir_sha256 *hash, uint8_t digest[HADIR_SHA256_BYTES]) {
  uint8_t tail[72] = {0x80};
  uint64_t bits = hash->length * 8;
  size_t padding = 1 + (119 - (size_t)(hash->length & 63)) % 64;
  for (unsigned i = 0; i < 8; i++) tail[padding + i] = (uint8_t)(bits >> (56 - 8 * i));
  hadir_sha256_add(hash, tail, padding + 8);
  for (unsigned i = 0; i < 32; i++) digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

void hadir_hmac_start(hadir_hmac *mac, const uint8_t *key, size_t key_length) {
  uint8_t inner_key[64];
  for (size_t i = 0; i < 64; i++) {
    uint8_t byte = i < key_length ? key[i] : 0;
    inner_key[i] = byte ^ 0x36;
    mac->outer_key[i] = byte ^ 0x5c;
  }
  hadir_sha256_start(&mac->inner);
  hadir_sha256_add(&mac->inner, inner_key, sizeof inner_key);
}

void hadir_hmac_add(hadir_hmac *mac, const void *bytes, size_t length) { hadir_sha256_add(&mac->inner, bytes, length); }

void hadir_hmac_end(hadir_hmac *mac, uint8_t digest[HADIR_SHA256_BYTES]) {
  hadir_sha256_end(&mac->inner, digest);
  hadir_sha256_start(&mac->inner);
  hadir_sha256_add(&mac->inner, mac->outer_key, sizeof mac->outer_key);
  hadir_sha256_add(&mac->inner, digest, HADIR_SHA256_BYTES);
  hadir_sha256_end(&mac->inner, digest);
}
