#ifndef POSIX_HTTP_ANSWER_H
#define POSIX_HTTP_ANSWER_H

#include "http.h"

typedef struct {
  stream *stream;
  http_head *head;
  size_t most_bytes;
  http_sink sink;
  void *to;
  /** The connection is good for another request. */
  bool may_be_kept;
  bool is_chunked;
  size_t read_bytes;
} answer_reader;

/** Reads one answer, head and body; answers "100 Continue" and the like are skipped. */
stream_result answer_read(answer_reader *reader);

#endif
