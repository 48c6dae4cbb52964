#ifndef POSIX_UPDATE_H
#define POSIX_UPDATE_H

#include "hal.h"
#include "http.h"
#include "slots.h"

/** Downloads an offer into the slot that does not run; when it is what was offered and signed, it is started next. */
hadir_update_result update_take(posix_slots *slots, http_client *client, const char *release_key, size_t key_length,
                                const hadir_offer *offer, const hadir_request *request);

#endif
