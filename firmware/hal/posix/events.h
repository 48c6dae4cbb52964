#ifndef POSIX_EVENTS_H
#define POSIX_EVENTS_H

#include <stddef.h>
#include <stdint.h>

/** From now on events go to stdout, a JSON object on a line of its own each. Before, they are left out. */
void events_enable(void);
/** One event: a format and its values that make one JSON object. Any thread. Never the key, a password or an image. */
void event_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** A line for a person, on stderr. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** `hex` has room for twice `length` and a NUL. */
void hex_of(const uint8_t *bytes, size_t length, char *hex);

#endif
