#include <string.h>

#include "check.h"
#include "print.h"

static unsigned checked;
static unsigned failed;

unsigned check_failures(void) { return failed; }

void check_that(bool holds, const char *what, const char *file, int line) {
  checked += 1;
  if (holds) return;
  failed += 1;
  print_text(file);
  print_text(":");
  print_number(line);
  print_text(": does not hold: ");
  print_text(what);
  print_text("\n");
}

void check_equal(int64_t got, int64_t wanted, const char *what, const char *file, int line) {
  check_that(got == wanted, what, file, line);
  if (got == wanted) return;
  print_text("  got ");
  print_number(got);
  print_text(", wanted ");
  print_number(wanted);
  print_text("\n");
}

void check_text(const char *got, const char *wanted, const char *what, const char *file, int line) {
  bool same = strcmp(got, wanted) == 0;
  check_that(same, what, file, line);
  if (same) return;
  print_text("  got \"");
  print_text(got);
  print_text("\", wanted \"");
  print_text(wanted);
  print_text("\"\n");
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
    print_text(failed == failed_before ? "ok " : "FAILED ");
    print_text(suites[i].name);
    print_text(": ");
    print_number(checked - checked_before);
    print_text(" checks\n");
  }
  if (ran == 0) {
    print_text("no suite is called so\n");
    return 2;
  }
  return failed == 0 ? 0 : 1;
}
