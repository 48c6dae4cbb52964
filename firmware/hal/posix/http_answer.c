#include "http_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINE_BYTES 1024
#define MOST_LINES 100
#define MOST_RETRY_AFTER_S 86400

/** A decimal or hexadecimal number from 0 to `most`, or -1. */
static int64_t number_of(const char *text, int base, int64_t most) {
  char *end = NULL;
  if (*text < '0' || (*text > '9' && base == 10)) return -1;
  long long number = strtoll(text, &end, base);
  while (*end == ' ' || *end == '\t') end += 1;
  bool is_alone = *end == '\0' || (base == 16 && *end == ';');
  return is_alone && number >= 0 && number <= most ? number : -1;
}

/** The value of `line` when it is this header, or NULL. */
static const char *value_of(const char *line, const char *name) {
  size_t length = strlen(name);
  if (strncasecmp(line, name, length) != 0 || line[length] != ':') return NULL;
  line += length + 1;
  while (*line == ' ' || *line == '\t') line += 1;
  return line;
}

static bool take_header(answer_reader *reader, const char *line) {
  const char *value;
  if ((value = value_of(line, "Content-Length"))) {
    reader->head->length = number_of(value, 10, INT32_MAX);
    return reader->head->length >= 0;
  }
  if ((value = value_of(line, "Retry-After"))) {
    int64_t seconds = number_of(value, 10, INT64_MAX);
    reader->head->retry_after_s = seconds > MOST_RETRY_AFTER_S ? MOST_RETRY_AFTER_S : (int32_t)seconds;
  }
  if ((value = value_of(line, "Connection")) && strcasecmp(value, "close") == 0) reader->may_be_kept = false;
  if ((value = value_of(line, "Transfer-Encoding"))) reader->is_chunked = strcasecmp(value, "chunked") == 0;
  return true;
}

/** The status of "HTTP/1.x NNN …", or 0. HTTP/1.0 keeps no connection. */
static uint16_t status_of(answer_reader *reader, const char *line) {
  if (strncmp(line, "HTTP/1.", 7) != 0 || strlen(line) < 12 || line[8] != ' ') return 0;
  if (line[7] == '0') reader->may_be_kept = false;
  char digits[4] = {line[9], line[10], line[11], '\0'};
  int64_t status = number_of(digits, 10, 599);
  return status >= 100 ? (uint16_t)status : 0;
}

static stream_result read_head(answer_reader *reader) {
  char line[LINE_BYTES];
  *reader->head = (http_head){.retry_after_s = -1, .length = -1};
  reader->may_be_kept = true;
  reader->is_chunked = false;
  stream_result result = stream_line(reader->stream, line, sizeof line);
  if (result != STREAM_OK) return result;
  reader->head->status = status_of(reader, line);
  if (reader->head->status == 0) return STREAM_FAILED;
  for (int i = 0; i < MOST_LINES; i++) {
    result = stream_line(reader->stream, line, sizeof line);
    if (result != STREAM_OK) return result;
    if (line[0] == '\0') return STREAM_OK;
    if (!take_header(reader, line)) return STREAM_FAILED;
  }
  return STREAM_FAILED;
}

/** Reads so many bytes of the body, or, with `until_closed`, all that comes. */
static stream_result read_part(answer_reader *reader, size_t length, bool until_closed) {
  char bytes[2048];
  while (length > 0 || until_closed) {
    size_t got = 0;
    size_t most = until_closed || length > sizeof bytes ? sizeof bytes : length;
    stream_result result = stream_read(reader->stream, bytes, most, &got);
    if (result == STREAM_CLOSED && until_closed) return STREAM_OK;
    if (result != STREAM_OK) return result;
    reader->read_bytes += got;
    if (reader->read_bytes > reader->most_bytes) return STREAM_FAILED;
    if (!reader->sink(reader->to, reader->head, bytes, got)) return STREAM_FAILED;
    if (!until_closed) length -= got;
  }
  return STREAM_OK;
}

static stream_result read_chunks(answer_reader *reader) {
  char line[LINE_BYTES];
  for (;;) {
    stream_result result = stream_line(reader->stream, line, sizeof line);
    if (result != STREAM_OK) return result;
    int64_t length = number_of(line, 16, INT32_MAX);
    if (length < 0) return STREAM_FAILED;
    if (length == 0) break;
    result = read_part(reader, (size_t)length, false);
    if (result == STREAM_OK) result = stream_line(reader->stream, line, sizeof line);
    if (result != STREAM_OK) return result;
    if (line[0] != '\0') return STREAM_FAILED;
  }
  for (int i = 0; i < MOST_LINES; i++) {
    stream_result result = stream_line(reader->stream, line, sizeof line);
    if (result != STREAM_OK || line[0] == '\0') return result;
  }
  return STREAM_FAILED;
}

stream_result answer_read(answer_reader *reader) {
  do {
    stream_result result = read_head(reader);
    if (result != STREAM_OK) return result;
  } while (reader->head->status < 200);
  reader->read_bytes = 0;
  if (reader->head->status == 204 || reader->head->status == 304) return STREAM_OK;
  if (reader->is_chunked) return read_chunks(reader);
  if (reader->head->length >= 0) return read_part(reader, (size_t)reader->head->length, false);
  reader->may_be_kept = false;
  return read_part(reader, 0, true);
}
