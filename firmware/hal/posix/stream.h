#ifndef POSIX_STREAM_H
#define POSIX_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum {
  STREAM_OK,
  /** The other side closed or cut it. */
  STREAM_CLOSED,
  /** The deadline passed, the program is to stop, or the network failed. */
  STREAM_FAILED
} stream_result;

/** A connection with a buffer of what came in. Nothing waits longer than the deadline, which is the caller's to set. */
typedef struct {
  int socket; /* -1 without a connection */
  /** Readable when the program is to stop. */
  int stop;
  /** By computer_mono_ms(). */
  uint64_t deadline_ms;
  /** A byte of the present answer came. */
  bool has_answered;
  size_t from;
  size_t to;
  char buffer[4096];
} stream;

void stream_init(stream *s, int stop);
/** Connects by TCP to a name or an address. Looking a name up may take as long as the computer's resolver takes. */
stream_result stream_open(stream *s, const char *host, const char *port);
void stream_close(stream *s);
/** Sends all. `early` is set, and the rest left out, when the other side begins to answer before it has everything. */
stream_result stream_send(stream *s, const void *bytes, size_t length, bool *early);
/** At most `most` bytes, at least one. */
stream_result stream_read(stream *s, char *bytes, size_t most, size_t *got);
/** One line without its CR LF; FAILED when it is longer than `capacity` - 1. */
stream_result stream_line(stream *s, char *line, size_t capacity);

#endif
