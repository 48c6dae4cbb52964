#ifndef HADIR_JSON_H
#define HADIR_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  HADIR_JSON_BROKEN, /* not JSON, or nested deeper than 8: nothing more comes */
  HADIR_JSON_END,    /* of the whole document */
  HADIR_JSON_OPEN_OBJECT,
  HADIR_JSON_OPEN_ARRAY,
  HADIR_JSON_CLOSE,
  HADIR_JSON_STRING,
  HADIR_JSON_NUMBER, /* whole and within int64_t */
  HADIR_JSON_OTHER,  /* any other number: with a fraction or an exponent, or too large */
  HADIR_JSON_TRUE,
  HADIR_JSON_FALSE,
  HADIR_JSON_NULL
} hadir_json_kind;

/**
 * Reads one JSON document (RFC 8259) from memory, piece by piece, without copying it. Any bytes may be given. Bytes above 0x7f
 * in strings are taken as they are; a lone surrogate becomes U+FFFD.
 */
typedef struct {
  const char *at;
  const char *end;
  /** How many objects and arrays are open. */
  uint8_t depth;
  uint8_t objects; /* private: which of them are objects, by bit */
  bool fresh;      /* private: the innermost has just been opened */
  hadir_json_kind kind;
  /** The key of the last piece, when it is a member; "" when it is none or its key is longer than any that is looked for. */
  char key[20];
  /** The last string, terminated; `text_fits` is false when it is too long or holds a NUL. */
  char *text;
  size_t text_capacity;
  bool text_fits;
  int64_t number;
} hadir_json;

/** `text` is for strings; capacity at least 1. */
void hadir_json_start(hadir_json *json, const char *bytes, size_t length, char *text, size_t capacity);
/** Goes to the next piece. */
hadir_json_kind hadir_json_next(hadir_json *json);
/** Skips to the next piece directly in the object or array that was opened at `depth`; false at its end, or when broken. */
bool hadir_json_inside(hadir_json *json, uint8_t depth);

typedef enum {
  HADIR_FIELD_INT,    /* min to max, into 1, 2 or 4 bytes */
  HADIR_FIELD_BOOL,   /* into bool */
  HADIR_FIELD_TEXT,   /* at most size - 1 bytes, terminated */
  HADIR_FIELD_HEX,    /* min to max bytes; when these differ, the byte after the bytes gets how many */
  HADIR_FIELD_CHOICE  /* one of the words that follow the name, each ended by NUL, as min, min + 1 … max into 1, 2 or 4 bytes */
} hadir_field_kind;

/** Where the member `name` of a JSON object goes in a struct. */
typedef struct {
  const char *name;
  int32_t min;
  int32_t max;
  uint16_t offset;
  uint8_t kind;
  uint8_t size;
} hadir_field;

/**
 * Reads the members of the object that was just opened into `target` and goes behind its end. Answers which fields were there,
 * by bit (null is not there); -1 when one does not fit its row (the others are read all the same), or no object was opened.
 */
int32_t hadir_json_fields(hadir_json *json, const hadir_field *fields, uint8_t count, void *target);

#endif
