#ifndef HADIR_TEST_VECTORS_H
#define HADIR_TEST_VECTORS_H

/** The bytes of vectors.json; not terminated. */
extern const unsigned char vectors_json[];
extern const unsigned vectors_json_length;

#endif
