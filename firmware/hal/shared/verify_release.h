#ifndef HADIR_VERIFY_RELEASE_H
#define HADIR_VERIFY_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

#include "wire.h"

/**
 * Whether the offer was signed by the owner of this public key: ECDSA P-256, DER, over SHA-256 of
 * "HADIRFW1\n<target>\n<version>\n<size>\n<sha256 in hex>". `public_key` is a PEM with its closing NUL, which `length`
 * counts. False as well when the key is none, or is not on P-256. It makes only calls that mbedTLS 2.28 and 3.x share.
 */
bool hadir_verify_release(const char *public_key, size_t length, const char *target, const hadir_offer *offer);

#endif
