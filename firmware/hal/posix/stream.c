#include "stream.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

void stream_init(stream *s, int stop) {
  memset(s, 0, sizeof *s);
  s->socket = -1;
  s->stop = stop;
}

void stream_close(stream *s) {
  if (s->socket >= 0) close(s->socket);
  s->socket = -1;
  s->from = s->to = 0;
}

/** Waits until one of `wanted` is so; tells which in `came`. */
static stream_result wait_for(stream *s, short wanted, short *came) {
  for (;;) {
    uint64_t now_ms = computer_mono_ms();
    if (now_ms >= s->deadline_ms) return STREAM_FAILED;
    uint64_t left_ms = s->deadline_ms - now_ms;
    struct pollfd ends[2] = {{s->socket, wanted, 0}, {s->stop, POLLIN, 0}};
    int ready = poll(ends, 2, left_ms > 60000 ? 60000 : (int)left_ms);
    if (ready < 0 && errno != EINTR) return STREAM_FAILED;
    if (ready <= 0) continue;
    if (ends[1].revents != 0) return STREAM_FAILED;
    *came = ends[0].revents;
    if (*came != 0) return STREAM_OK;
  }
}

static stream_result connect_to(stream *s, const struct addrinfo *address) {
  s->socket = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (s->socket < 0) return STREAM_FAILED;
  int yes = 1;
  setsockopt(s->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  short came = 0;
  int error = 0;
  socklen_t size = sizeof error;
  bool is_connected =
      connect(s->socket, address->ai_addr, address->ai_addrlen) == 0 ||
      (errno == EINPROGRESS && wait_for(s, POLLOUT, &came) == STREAM_OK &&
       getsockopt(s->socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0);
  if (is_connected) return STREAM_OK;
  stream_close(s);
  return STREAM_FAILED;
}

stream_result stream_open(stream *s, const char *host, const char *port) {
  struct addrinfo *addresses = NULL;
  const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  stream_close(s);
  if (getaddrinfo(host, port, &hints, &addresses) != 0) return STREAM_FAILED;
  stream_result result = STREAM_FAILED;
  for (const struct addrinfo *a = addresses; a && result != STREAM_OK; a = a->ai_next) result = connect_to(s, a);
  freeaddrinfo(addresses);
  return result;
}

static bool was_cut(int error) { return error == EPIPE || error == ECONNRESET || error == ENOTCONN; }

stream_result stream_send(stream *s, const void *bytes, size_t length, bool *early) {
  const char *from = bytes;
  while (length > 0 && !*early) {
    short came = 0;
    stream_result waited = wait_for(s, POLLIN | POLLOUT, &came);
    if (waited != STREAM_OK) return waited;
    if ((came & (POLLIN | POLLHUP | POLLERR)) != 0) {
      *early = true;
      break;
    }
    ssize_t sent = send(s->socket, from, length, MSG_NOSIGNAL);
    if (sent > 0) {
      from += sent;
      length -= (size_t)sent;
    } else if (sent < 0 && was_cut(errno)) {
      // What the other side said before it closed may still be there to read.
      *early = true;
    } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      return STREAM_FAILED;
    }
  }
  return STREAM_OK;
}

static stream_result fill(stream *s) {
  for (;;) {
    short came = 0;
    stream_result waited = wait_for(s, POLLIN, &came);
    if (waited != STREAM_OK) return waited;
    ssize_t got = recv(s->socket, s->buffer, sizeof s->buffer, 0);
    if (got > 0) {
      s->has_answered = true;
      s->from = 0;
      s->to = (size_t)got;
      return STREAM_OK;
    }
    if (got == 0 || was_cut(errno)) return STREAM_CLOSED;
    if (errno != EAGAIN && errno != EINTR) return STREAM_FAILED;
  }
}

stream_result stream_read(stream *s, char *bytes, size_t most, size_t *got) {
  if (s->from == s->to) {
    stream_result filled = fill(s);
    if (filled != STREAM_OK) return filled;
  }
  size_t part = s->to - s->from;
  if (part > most) part = most;
  memcpy(bytes, s->buffer + s->from, part);
  s->from += part;
  *got = part;
  return STREAM_OK;
}

stream_result stream_line(stream *s, char *line, size_t capacity) {
  size_t length = 0;
  for (;;) {
    char byte = 0;
    size_t got = 0;
    stream_result result = stream_read(s, &byte, 1, &got);
    if (result != STREAM_OK) return result;
    if (byte == '\n') break;
    if (length + 1 >= capacity) return STREAM_FAILED;
    line[length++] = byte;
  }
  if (length > 0 && line[length - 1] == '\r') length -= 1;
  line[length] = '\0';
  return STREAM_OK;
}
