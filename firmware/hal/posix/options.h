#ifndef POSIX_OPTIONS_H
#define POSIX_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/** Each happens once in so many: 0 never. */
typedef struct {
  uint32_t clock_loss; /* frames */
  uint32_t camera;     /* frames: the camera gives none until it is started anew */
  uint32_t broken;     /* frames: the end is missing */
  uint32_t link;       /* requests: the network is down until it is joined anew */
} posix_faults;

typedef struct {
  const char *config_file;
  const char *settings_file;
  const char *state_folder;
  const char *frames_folder;
  const char *mjpeg_file;
  const char *slots_folder;
  const char *release_key_file;
  const char *version;
  bool loop;
  bool stamp;
  bool events;
  bool console;
  bool has_clock;
  int64_t clock_offset_ms;
  uint32_t count;
  uint32_t spool_bytes;
  /** 0: as the server says. */
  uint32_t interval_ms;
  /** 0: as core says. */
  uint32_t timeout_ms;
  posix_faults faults;
} posix_options;

typedef enum { OPTIONS_GOOD, OPTIONS_HELP, OPTIONS_WRONG } options_result;

/** Says on stderr what is wrong; on OPTIONS_HELP the help is on stdout. The texts are argv's own. */
options_result options_read(posix_options *options, int argc, char **argv);

#endif
