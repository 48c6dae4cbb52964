#include "frames.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "events.h"
#include "files.h"
#include "jpeg_file.h"

#define MOST_FRAMES 100000u
#define MOST_MJPEG_BYTES (512u * 1024 * 1024)
#define STAMP_BYTES 12u /* FF FE, a length of 10, eight hex digits */

static bool add(posix_frames *frames, const char *path, long offset, size_t length) {
  if (frames->count >= MOST_FRAMES || length > UINT32_MAX) return false;
  if (frames->count % 64 == 0) {
    posix_frame *more = realloc(frames->list, (frames->count + 64) * sizeof *more);
    if (!more) return false;
    frames->list = more;
  }
  char *copy = strdup(path);
  if (!copy) return false;
  frames->list[frames->count++] = (posix_frame){copy, offset, (uint32_t)length};
  return true;
}

static int is_jpeg_name(const struct dirent *entry) {
  const char *end = strrchr(entry->d_name, '.');
  return end && (strcasecmp(end, ".jpg") == 0 || strcasecmp(end, ".jpeg") == 0);
}

bool frames_of_folder(posix_frames *frames, const char *folder) {
  struct dirent **entries = NULL;
  int count = scandir(folder, &entries, is_jpeg_name, alphasort);
  for (int i = 0; i < count; i++) {
    char path[PATH_CAPACITY];
    struct stat file;
    if (path_join(path, folder, entries[i]->d_name) && stat(path, &file) == 0 && S_ISREG(file.st_mode)) {
      add(frames, path, 0, (size_t)file.st_size);
    }
    free(entries[i]);
  }
  free(entries);
  if (frames->count == 0) say("No *.jpg in %s.", folder);
  return frames->count > 0;
}

bool frames_of_mjpeg(posix_frames *frames, const char *path) {
  size_t length = 0;
  char *bytes = file_read(path, MOST_MJPEG_BYTES, &length);
  if (!bytes) {
    say("%s cannot be read, or has more than %u MB.", path, MOST_MJPEG_BYTES >> 20);
    return false;
  }
  size_t from = 0;
  jpeg_span span;
  while (jpeg_find((const uint8_t *)bytes, length, from, &span)) {
    if (!add(frames, path, (long)span.offset, span.length)) break;
    from = span.offset + span.length;
  }
  free(bytes);
  if (frames->count == 0) say("No whole JPEG in %s.", path);
  return frames->count > 0;
}

bool frames_are_over(const posix_frames *frames) { return !frames->loop && frames->next >= frames->count; }

/** Puts the comment behind SOI, where every decoder skips it. */
static void stamp(uint8_t *bytes, uint32_t length, uint32_t number) {
  char comment[STAMP_BYTES + 1];
  memmove(bytes + 2 + STAMP_BYTES, bytes + 2, length - 2);
  comment[0] = (char)0xff;
  comment[1] = (char)0xfe;
  comment[2] = 0;
  comment[3] = 10;
  snprintf(comment + 4, 9, "%08x", number);
  memcpy(bytes + 2, comment, STAMP_BYTES);
}

uint8_t *frames_next(posix_frames *frames, uint32_t number, uint32_t *length) {
  if (frames_are_over(frames) || frames->count == 0) return NULL;
  const posix_frame *frame = &frames->list[frames->next++ % frames->count];
  FILE *file = fopen(frame->path, "rbe");
  if (!file) return NULL;
  uint8_t *bytes = malloc((size_t)frame->length + STAMP_BYTES);
  bool is_read = bytes && fseek(file, frame->offset, SEEK_SET) == 0 &&
                 fread(bytes, 1, frame->length, file) == frame->length && frame->length > 2;
  fclose(file);
  if (!is_read) {
    free(bytes);
    return NULL;
  }
  *length = frame->length;
  if (frames->stamp) {
    stamp(bytes, frame->length, number);
    *length += STAMP_BYTES;
  }
  return bytes;
}

void frames_close(posix_frames *frames) {
  for (size_t i = 0; i < frames->count; i++) free(frames->list[i].path);
  free(frames->list);
  frames->list = NULL;
  frames->count = 0;
}
