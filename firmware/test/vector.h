#ifndef HADIR_TEST_VECTOR_H
#define HADIR_TEST_VECTOR_H

#include "check.h"
#include "json.h"

/**
 * A list of vectors.json, read with the core's own reader:
 *   vector_open("answers"); while (vector_next()) while (vector_member()) …
 */
extern hadir_json vector_json;
/** Longest text of a vector. */
extern char vector_text[8192];

/** Goes into a list of the document. */
void vector_open(const char *list);
/** Goes into the next object of the list; false at the end of the list, which then must have had some. */
bool vector_next(void);
/** Goes to the next member of the object; its key is in vector_json. */
bool vector_member(void);
/** The member's key is this. */
bool vector_is(const char *key);
/** Copies the member's text, which must fit. */
void vector_copy(char *to, size_t capacity);

/** What a member gives as text, as bytes in hex, or as JSON of its own: then the bytes as they stand in the file. */
typedef struct {
  const char *bytes;
  size_t length;
} vector_bytes;
/** True when the member is "body", "text", "form" or "hex"; keeps what it gives until the next call. */
bool vector_body(vector_bytes *body);

/** Says which vector is at fault, when a check failed since the last call. */
void vector_blame(const char *name);

#endif
