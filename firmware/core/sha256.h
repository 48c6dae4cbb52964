#ifndef HADIR_SHA256_H
#define HADIR_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define HADIR_SHA256_BYTES 32

/** SHA-256 (FIPS 180-4) over bytes that come in parts. */
typedef struct {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[64];
} hadir_sha256;

void hadir_sha256_start(hadir_sha256 *hash);
void hadir_sha256_add(hadir_sha256 *hash, const void *bytes, size_t length);
/** Writes the digest; the hash is of no more use. */
void hadir_sha256_end(hadir_sha256 *hash, uint8_t digest[HADIR_SHA256_BYTES]);

/** HMAC-SHA256 (RFC 2104) over bytes that come in parts; the key has at most 64 bytes. */
typedef struct {
  hadir_sha256 inner;
  uint8_t outer_key[64];
} hadir_hmac;

void hadir_hmac_start(hadir_hmac *mac, const uint8_t *key, size_t key_length);
void hadir_hmac_add(hadir_hmac *mac, const void *bytes, size_t length);
void hadir_hmac_end(hadir_hmac *mac, uint8_t digest[HADIR_SHA256_BYTES]);

#endif
