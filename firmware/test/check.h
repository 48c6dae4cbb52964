#ifndef HADIR_TEST_CHECK_H
#define HADIR_TEST_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A check that fails says where and what, and the program ends with 1 after all suites. */
void check_that(bool holds, const char *what, const char *file, int line);
void check_equal(int64_t got, int64_t wanted, const char *what, const char *file, int line);
void check_text(const char *got, const char *wanted, const char *what, const char *file, int line);
void check_bytes(const void *got, const void *wanted, size_t length, const char *what, const char *file, int line);

/** Checks that have failed until now. */
unsigned check_failures(void);

#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(got, wanted) check_equal((int64_t)(got), (int64_t)(wanted), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, wanted) check_text((got), (wanted), #got, __FILE__, __LINE__)
#define CHECK_BYTES(got, wanted, length) check_bytes((got), (wanted), (length), #got, __FILE__, __LINE__)

#define SUITE(name) void test_##name(void);
#include "suites.h"
#undef SUITE

#endif
