#include "vector.h"

#include <string.h>

#include "print.h"
#include "text.h"
#include "vectors.h"

hadir_json vector_json;
char vector_text[8192];
static char kept[sizeof vector_text];
static unsigned seen;

void vector_open(const char *list) {
  hadir_json_start(&vector_json, (const char *)vectors_json, vectors_json_length, vector_text, sizeof vector_text);
  CHECK(hadir_json_next(&vector_json) == HADIR_JSON_OPEN_OBJECT);
  while (hadir_json_inside(&vector_json, 1)) {
    if (vector_is(list)) break;
  }
  CHECK(vector_json.kind == HADIR_JSON_OPEN_ARRAY);
  seen = 0;
}

bool vector_next(void) {
  bool more = hadir_json_inside(&vector_json, 2);
  if (more) seen += 1;
  CHECK(vector_json.kind == (more ? HADIR_JSON_OPEN_OBJECT : HADIR_JSON_CLOSE));
  CHECK(seen > 0);
  return more;
}

bool vector_member(void) { return hadir_json_inside(&vector_json, 3); }

bool vector_is(const char *key) { return strcmp(vector_json.key, key) == 0; }

void vector_copy(char *to, size_t capacity) {
  bool fits = vector_json.kind == HADIR_JSON_STRING && vector_json.text_fits && strlen(vector_text) < capacity;
  CHECK(fits);
  strcpy(to, fits ? vector_text : "");
}

bool vector_body(vector_bytes *body) {
  hadir_json *json = &vector_json;
  if (vector_is("body")) {
    const char *from = json->at - 1;
    CHECK(json->kind == HADIR_JSON_OPEN_OBJECT || json->kind == HADIR_JSON_OPEN_ARRAY);
    while (hadir_json_inside(json, 4)) continue;
    *body = (vector_bytes){from, (size_t)(json->at - from)};
    return true;
  }
  if (vector_is("text") || vector_is("form")) {
    vector_copy(kept, sizeof kept);
    *body = (vector_bytes){kept, strlen(kept)};
    return true;
  }
  if (!vector_is("hex")) return false;
  *body = (vector_bytes){kept, strlen(vector_text) / 2};
  CHECK(hadir_hex_decode(vector_text, (uint8_t *)kept, body->length));
  return true;
}

void vector_blame(const char *name) {
  static unsigned failed_before;
  unsigned failed = check_failures();
  if (failed != failed_before) {
    print_text("  in the vector: ");
    print_text(name);
    print_text("\n");
  }
  failed_before = failed;
}
