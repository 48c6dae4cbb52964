#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool path_join(char path[PATH_CAPACITY], const char *folder, const char *name) {
  int length = snprintf(path, PATH_CAPACITY, "%s/%s", folder, name);
  return length > 0 && length < PATH_CAPACITY;
}

char *file_read(const char *path, size_t most, size_t *length) {
  struct stat found;
  FILE *file = fopen(path, "rbe");
  if (!file) return NULL;
  bool is_right = fstat(fileno(file), &found) == 0 && S_ISREG(found.st_mode) && (size_t)found.st_size <= most;
  size_t size = is_right ? (size_t)found.st_size : 0;
  char *bytes = is_right ? malloc(size + 1) : NULL;
  bool is_whole = bytes && fread(bytes, 1, size, file) == size;
  fclose(file);
  if (!is_whole) {
    free(bytes);
    return NULL;
  }
  bytes[size] = '\0';
  *length = size;
  return bytes;
}

static bool write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    length -= (size_t)written;
  }
  return fsync(file) == 0;
}

bool file_write(const char *path, const void *bytes, size_t length) {
  char beside[PATH_CAPACITY];
  int name_length = snprintf(beside, sizeof beside, "%s.new", path);
  if (name_length < 0 || name_length >= PATH_CAPACITY) return false;
  int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  bool is_written = write_all(file, bytes, length);
  is_written = close(file) == 0 && is_written;
  if (is_written && rename(beside, path) == 0) return true;
  unlink(beside);
  return false;
}

bool folder_make(const char *path) {
  struct stat found;
  if (mkdir(path, 0700) == 0) return true;
  return errno == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}
