#ifndef HADIR_EXPECT_H
#define HADIR_EXPECT_H

#include <stdio.h>
#include <stdlib.h>

/** Ends the test where it is not so. */
#define EXPECT(condition)                                                  \
  do {                                                                     \
    if (!(condition)) {                                                    \
      (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                             \
    }                                                                      \
  } while (0)

#endif
