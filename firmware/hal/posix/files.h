#ifndef POSIX_FILES_H
#define POSIX_FILES_H

#include <stdbool.h>
#include <stddef.h>

#define PATH_CAPACITY 512

/** Joins a folder and a name; false when the path is too long. */
bool path_join(char path[PATH_CAPACITY], const char *folder, const char *name);
/**
 * Reads a whole file and closes it with a NUL, which `length` does not count. NULL when it cannot be read or has more
 * than `most` bytes.
 */
char *file_read(const char *path, size_t most, size_t *length);
/** Writes a whole file at once: after a crash there is the old one or the new one. Only the owner may read it. */
bool file_write(const char *path, const void *bytes, size_t length);
/** Makes a folder unless it is there. */
bool folder_make(const char *path);

#endif
