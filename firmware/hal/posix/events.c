#include "events.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t printing = PTHREAD_MUTEX_INITIALIZER;
static bool are_wanted;

void events_enable(void) { are_wanted = true; }

static void print_line(FILE *to, const char *format, va_list values) {
  pthread_mutex_lock(&printing);
  vfprintf(to, format, values);
  fputc('\n', to);
  fflush(to);
  pthread_mutex_unlock(&printing);
}

void event_print(const char *format, ...) {
  if (!are_wanted) return;
  va_list values;
  va_start(values, format);
  print_line(stdout, format, values);
  va_end(values);
}

void say(const char *format, ...) {
  va_list values;
  va_start(values, format);
  print_line(stderr, format, values);
  va_end(values);
}

void hex_of(const uint8_t *bytes, size_t length, char *hex) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < length; i++) {
    hex[2 * i] = digits[bytes[i] >> 4];
    hex[2 * i + 1] = digits[bytes[i] & 15];
  }
  hex[2 * length] = '\0';
}
