#ifndef POSIX_HTTP_H
#define POSIX_HTTP_H

#include "hal.h"
#include "stream.h"

/** An HTTP/1.1 client with one connection that is kept. http:// alone: TLS is the board's. */
typedef struct {
  stream stream;
  char host[128];
  char port[6];
} http_client;

typedef struct {
  uint16_t status;
  int32_t retry_after_s; /* -1 without the header */
  /** -1 when the answer does not say. */
  int64_t length;
} http_head;

/** Takes a part of the answer's body; false ends the exchange. */
typedef bool (*http_sink)(void *to, const http_head *head, const char *bytes, size_t length);

/** `server` as in a configuration, `http://host[:port]`. False when it is not one that this client can speak to. */
bool http_start(http_client *client, const char *server, int stop);
/**
 * One attempt, all within `request->timeout_ms`. An answer whose body did not come whole, has more than `most_bytes`,
 * or was refused by the sink, is a failure.
 */
hadir_net http_exchange(http_client *client, const hadir_request *request, size_t most_bytes, http_head *head,
                        http_sink sink, void *to);
void http_close(http_client *client);

#endif
