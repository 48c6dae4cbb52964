#ifndef HADIR_TEST_PRINT_H
#define HADIR_TEST_PRINT_H

#include <stdint.h>

/* Output without stdio, so that the same tests run where there is none. */
void print_text(const char *text);
void print_number(int64_t number);

#endif
