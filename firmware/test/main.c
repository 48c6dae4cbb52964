#include <stdio.h>
#include <string.h>

#include "check.h"

static unsigned checked;
static unsigned failed;

void check_that(bool holds, const char *what, const char *file, int line) {
  checked += 1;
  if (holds) return;
  failed += 1;
  printf("%s:%d: does not hold: %s\n", file, line, what);
}

void check_equal(int64_t got, int64_t wanted, const char *what, const char *file, int line) {
  check_that(got == wanted, what, file, line);
  if (got != wanted) printf("  got %lld, wanted %lld\n", (long long)got, (long long)wanted);
}

void check_text(const char *got, const char *wanted, const char *what, const char *file, int line) {
  bool same = strcmp(got, wanted) == 0;
  check_that(same, what, file, line);
  if (!same) printf("  got \"%s\", wanted \"%s\"\n", got, wanted);
}

void check_bytes(const void *got, const void *wanted, size_t length, const char *what, const char *file, int line) {
  check_that(memcmp(got, wanted, length) == 0, what, file, line);
}

typedef struct {
  const char *name;
  void (*run)(void);
} suite;

static const suite suites[] = {
#define SUITE(name) {#name, test_##name},
#include "suites.h"
#undef SUITE
};

/** Runs the suites that are named, or all. A suite without a check fails. */
int main(int argc, char **argv) {
  unsigned ran = 0;
  for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
    bool wanted = argc <= 1;
    for (int a = 1; a < argc; a++) wanted = wanted || strcmp(argv[a], suites[i].name) == 0;
    if (!wanted) continue;
    unsigned checked_before = checked;
    unsigned failed_before = failed;
    suites[i].run();
    ran += 1;
    if (checked == checked_before) check_that(false, "the suite checks something", suites[i].name, 0);
    printf("%s %s: %u checks\n", failed == failed_before ? "ok" : "FAILED", suites[i].name, checked - checked_before);
  }
  if (ran == 0) {
    printf("no suite is called so\n");
    return 2;
  }
  return failed == 0 ? 0 : 1;
}
