#include "http.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "http_answer.h"

#define REQUEST_HEAD_BYTES 4096

bool http_start(http_client *client, const char *server, int stop) {
  static const char scheme[] = "http://";
  stream_init(&client->stream, stop);
  if (strncmp(server, scheme, sizeof scheme - 1) != 0) return false;
  const char *host = server + sizeof scheme - 1;
  // The last colon, so that an IPv6 address in brackets keeps its own.
  const char *colon = strrchr(host, ':');
  if (colon && strchr(colon, ']')) colon = NULL;
  size_t host_length = colon ? (size_t)(colon - host) : strlen(host);
  if (host_length > 2 && host[0] == '[') {
    host += 1;
    host_length -= 2;
  }
  if (host_length == 0 || host_length >= sizeof client->host) return false;
  memcpy(client->host, host, host_length);
  client->host[host_length] = '\0';
  snprintf(client->port, sizeof client->port, "%.5s", colon ? colon + 1 : "80");
  return true;
}

void http_close(http_client *client) { stream_close(&client->stream); }

static bool append(char *head, size_t *length, const char *name, const char *value) {
  int added = snprintf(head + *length, REQUEST_HEAD_BYTES - *length, "%s: %s\r\n", name, value);
  if (added < 0 || (size_t)added >= REQUEST_HEAD_BYTES - *length) return false;
  *length += (size_t)added;
  return true;
}

/** Length of the head, or 0 when it does not fit. */
static size_t write_head(const http_client *client, const hadir_request *request, char head[REQUEST_HEAD_BYTES]) {
  char number[11];
  char host[sizeof client->host + sizeof client->port + 3];
  bool is_ipv6 = strchr(client->host, ':') != NULL;
  snprintf(host, sizeof host, is_ipv6 ? "[%s]:%s" : "%s:%s", client->host, client->port);
  int first = snprintf(head, REQUEST_HEAD_BYTES, "%s %s HTTP/1.1\r\n", request->method, request->path);
  if (first < 0 || first >= REQUEST_HEAD_BYTES) return 0;
  size_t length = (size_t)first;
  bool fits = append(head, &length, "Host", host);
  if (request->content_type) {
    snprintf(number, sizeof number, "%u", request->body_length);
    fits = fits && append(head, &length, "Content-Type", request->content_type) &&
           append(head, &length, "Content-Length", number);
  }
  for (uint8_t i = 0; i < request->header_count; i++) {
    fits = fits && append(head, &length, request->headers[i].name, request->headers[i].value);
  }
  if (!fits || length + 3 > REQUEST_HEAD_BYTES) return 0;
  memcpy(head + length, "\r\n", 3);
  return length + 2;
}

static stream_result send_request(http_client *client, const hadir_request *request, bool *early) {
  char head[REQUEST_HEAD_BYTES];
  size_t length = write_head(client, request, head);
  if (length == 0) return STREAM_FAILED;
  stream_result sent = stream_send(&client->stream, head, length, early);
  if (sent != STREAM_OK || request->body_length == 0) return sent;
  return stream_send(&client->stream, request->body, request->body_length, early);
}

hadir_net http_exchange(http_client *client, const hadir_request *request, size_t most_bytes, http_head *head,
                        http_sink sink, void *to) {
  stream *s = &client->stream;
  bool was_kept = s->socket >= 0;
  bool early = false;
  s->deadline_ms = computer_mono_ms() + request->timeout_ms;
  s->has_answered = false;
  if (!was_kept && stream_open(s, client->host, client->port) != STREAM_OK) return HADIR_NET_FAILED;
  answer_reader reader = {.stream = s, .head = head, .most_bytes = most_bytes, .sink = sink, .to = to};
  stream_result result = send_request(client, request, &early);
  if (result == STREAM_OK) result = answer_read(&reader);
  // After an answer that came too early the rest of the request is still owed: this connection is of no more use.
  if (result != STREAM_OK || early || !reader.may_be_kept) stream_close(s);
  if (result == STREAM_OK) return HADIR_NET_OK;
  return result == STREAM_CLOSED && was_kept && !s->has_answered ? HADIR_NET_STALE : HADIR_NET_FAILED;
}
