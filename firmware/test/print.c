#include "print.h"

#include <stdio.h>
#include <inttypes.h>

void print_text(const char *text) { fputs(text, stdout); }

void print_number(int64_t number) { printf("%" PRId64, number); }
