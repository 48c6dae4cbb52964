#ifndef POSIX_FRAMES_H
#define POSIX_FRAMES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where one JPEG lies. */
typedef struct {
  char *path;
  long offset;
  uint32_t length;
} posix_frame;

/** What the camera sees, in order. */
typedef struct {
  posix_frame *list;
  size_t count;
  /** Written by the camera's thread alone. */
  atomic_size_t next;
  bool loop;
  /** Each frame gets a comment with its number, so that no two have the same bytes. */
  bool stamp;
} posix_frames;

/** All *.jpg and *.jpeg of a folder by name. False, and says why, when there is none. */
bool frames_of_folder(posix_frames *frames, const char *folder);
/** The JPEGs of one file, one after the other or as multipart. False, and says why, when there is none. */
bool frames_of_mjpeg(posix_frames *frames, const char *path);
/** None is left. */
bool frames_are_over(const posix_frames *frames);
/**
 * The next frame in memory of its own, to be freed; NULL when none is left or it cannot be read. `number` counts from 0
 * and is its stamp.
 */
uint8_t *frames_next(posix_frames *frames, uint32_t number, uint32_t *length);
void frames_close(posix_frames *frames);

#endif
