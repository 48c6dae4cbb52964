#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "version.h"

#define SPOOL_BYTES_AT_LEAST 65536
#define SPOOL_BYTES_AT_MOST (64 << 20)

static const char help[] =
    "Usage: hadir-camera-posix (--config FILE | --state DIR) (--frames DIR | --mjpeg FILE) [options]\n"
    "\n"
    "The firmware of the camera, run on this computer: frames come from files, everything else is as on the board.\n"
    "\n"
    "  --config FILE        its configuration, JSON: deviceId, key, server, allowHttp, networks\n"
    "  --settings FILE      its settings, JSON, until the server sends others (default: the firmware's)\n"
    "  --state DIR          keeps configuration, CA and settings over restarts; they go before the files above\n"
    "  --frames DIR         sees the *.jpg of this folder, in order of their names\n"
    "  --mjpeg FILE         sees the JPEGs of this file, one after the other or as multipart\n"
    "  --loop               begins again after the last frame\n"
    "  --stamp              puts a comment with its number into each frame, so that no two are the same bytes\n"
    "  --count N            ends once N frames were captured and each of them is settled\n"
    "  --spool-bytes N      memory for frames that wait (default 2097152)\n"
    "  --interval-ms N      captures so often, whatever the server says\n"
    "  --timeout-ms N       gives an attempt no longer than this\n"
    "  --clock-offset-ms N  starts with a set clock that is so much ahead of this computer's (default: unset)\n"
    "  --fault KIND=N       once in N frames: clock-loss, camera, broken; once in N requests: link. May be repeated\n"
    "  --slots DIR          two slots for updates\n"
    "  --release-key FILE   public key of releases, PEM; without it every update is refused\n"
    "  --firmware-version V the version that runs while both slots are empty (default " HADIR_POSIX_VERSION ")\n"
    "  --console            takes a configuration over a pseudo-terminal, whose name it prints\n"
    "  --events             prints what happens as lines of JSON, and a summary at the end\n"
    "  --help               this\n"
    "\n"
    "SIGTERM and SIGINT end it; what waits then is lost, as on a board that loses its power. SIGUSR1 loses the date,\n"
    "SIGUSR2 lets five minutes pass at once.\n";

enum { TEXT, FLAG, NUMBER, SIGNED, FAULT };

typedef struct {
  const char *name;
  int kind;
  void *to;
  long long least;
  long long most;
} option;

static bool read_number(const char *name, const char *text, long long least, long long most, long long *number) {
  char *end = NULL;
  errno = 0;
  *number = strtoll(text, &end, 10);
  if (errno == 0 && end != text && *end == '\0' && *number >= least && *number <= most) return true;
  say("--%s: \"%s\" is not a whole number from %lld to %lld.", name, text, least, most);
  return false;
}

static bool read_fault(posix_faults *faults, const char *text) {
  const struct {
    const char *name;
    uint32_t *every;
  } kinds[] = {{"clock-loss", &faults->clock_loss},
               {"camera", &faults->camera},
               {"broken", &faults->broken},
               {"link", &faults->link}};
  const char *equals = strchr(text, '=');
  for (size_t i = 0; equals && i < sizeof kinds / sizeof kinds[0]; i++) {
    size_t length = (size_t)(equals - text);
    if (strlen(kinds[i].name) != length || strncmp(kinds[i].name, text, length) != 0) continue;
    long long every = 0;
    if (!read_number("fault", equals + 1, 1, 1000000, &every)) return false;
    *kinds[i].every = (uint32_t)every;
    return true;
  }
  say("--fault: \"%s\" is not clock-loss=N, camera=N, broken=N or link=N.", text);
  return false;
}

static bool take(const option *taken, const char *text) {
  long long number = 0;
  if (taken->kind == TEXT) {
    *(const char **)taken->to = text;
  } else if (taken->kind == FLAG) {
    *(bool *)taken->to = true;
  } else if (taken->kind == FAULT) {
    return read_fault(taken->to, text);
  } else {
    if (!read_number(taken->name, text, taken->least, taken->most, &number)) return false;
    if (taken->kind == SIGNED) *(int64_t *)taken->to = number;
    else *(uint32_t *)taken->to = (uint32_t)number;
  }
  return true;
}

static bool hold_together(const posix_options *options) {
  if (!options->config_file && !options->state_folder) {
    say("Give --config FILE or --state DIR: a device must know who it is.");
  } else if (!options->frames_folder == !options->mjpeg_file) {
    say("Give --frames DIR or --mjpeg FILE, one of them.");
  } else if (options->console && !options->state_folder) {
    say("--console needs --state DIR, where the configuration is kept.");
  } else {
    return true;
  }
  return false;
}

static void set_defaults(posix_options *options) {
  memset(options, 0, sizeof *options);
  options->version = HADIR_POSIX_VERSION;
  options->spool_bytes = 2097152;
}

options_result options_read(posix_options *o, int argc, char **argv) {
  const option known[] = {
      {"config", TEXT, &o->config_file, 0, 0},          {"settings", TEXT, &o->settings_file, 0, 0},
      {"state", TEXT, &o->state_folder, 0, 0},
      {"frames", TEXT, &o->frames_folder, 0, 0},        {"mjpeg", TEXT, &o->mjpeg_file, 0, 0},
      {"slots", TEXT, &o->slots_folder, 0, 0},          {"release-key", TEXT, &o->release_key_file, 0, 0},
      {"firmware-version", TEXT, &o->version, 0, 0},    {"loop", FLAG, &o->loop, 0, 0},
      {"stamp", FLAG, &o->stamp, 0, 0},                 {"events", FLAG, &o->events, 0, 0},
      {"console", FLAG, &o->console, 0, 0},             {"count", NUMBER, &o->count, 1, 1000000000},
      {"interval-ms", NUMBER, &o->interval_ms, 1, 3600000}, {"timeout-ms", NUMBER, &o->timeout_ms, 1, 600000},
      {"spool-bytes", NUMBER, &o->spool_bytes, SPOOL_BYTES_AT_LEAST, SPOOL_BYTES_AT_MOST},
      {"clock-offset-ms", SIGNED, &o->clock_offset_ms, -4102444800000, 4102444800000},
      {"fault", FAULT, &o->faults, 0, 0},
  };
  enum { KNOWN = sizeof known / sizeof known[0] };
  struct option list[KNOWN + 2] = {{0}};
  for (int i = 0; i < KNOWN; i++) {
    list[i] = (struct option){known[i].name, known[i].kind == FLAG ? no_argument : required_argument, NULL, i};
  }
  list[KNOWN] = (struct option){"help", no_argument, NULL, KNOWN};
  set_defaults(o);
  int chosen;
  while ((chosen = getopt_long(argc, argv, "", list, NULL)) != -1) {
    if (chosen == KNOWN) {
      fputs(help, stdout);
      return OPTIONS_HELP;
    }
    if (chosen < 0 || chosen > KNOWN || !take(&known[chosen], optarg)) return OPTIONS_WRONG;
    if (known[chosen].kind == SIGNED) o->has_clock = true;
  }
  if (optind < argc) {
    say("\"%s\" is not an option. See --help.", argv[optind]);
    return OPTIONS_WRONG;
  }
  return hold_together(o) ? OPTIONS_GOOD : OPTIONS_WRONG;
}
