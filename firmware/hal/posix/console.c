#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define HANDED_OVER "HADIR_CONSOLE_FD"

/** Both ends, when the program that this one was before left them open. */
static bool take_over(posix_console *console) {
  const char *text = getenv(HANDED_OVER);
  bool is_there = text && sscanf(text, "%d %d", &console->near, &console->far) == 2;
  unsetenv(HANDED_OVER);
  return is_there && fcntl(console->near, F_GETFD) >= 0 && fcntl(console->far, F_GETFD) >= 0;
}

static bool open_new(posix_console *console) {
  console->near = posix_openpt(O_RDWR | O_NOCTTY);
  if (console->near < 0 || grantpt(console->near) != 0 || unlockpt(console->near) != 0) return false;
  if (ptsname_r(console->near, console->name, sizeof console->name) != 0) return false;
  console->far = open(console->name, O_RDWR | O_NOCTTY);
  return console->far >= 0;
}

/** As a serial line is: bytes go as they are, and nothing is echoed. */
static bool make_raw(int terminal) {
  struct termios line;
  if (tcgetattr(terminal, &line) != 0) return false;
  cfmakeraw(&line);
  cfsetspeed(&line, B115200);
  return tcsetattr(terminal, TCSANOW, &line) == 0;
}

bool console_open(posix_console *console) {
  if (!take_over(console) && !open_new(console)) return false;
  fcntl(console->near, F_SETFD, FD_CLOEXEC);
  fcntl(console->far, F_SETFD, FD_CLOEXEC);
  fcntl(console->near, F_SETFL, fcntl(console->near, F_GETFL) | O_NONBLOCK);
  return ptsname_r(console->near, console->name, sizeof console->name) == 0 && make_raw(console->far);
}

void console_hand_over(const posix_console *console) {
  char numbers[24];
  snprintf(numbers, sizeof numbers, "%d %d", console->near, console->far);
  setenv(HANDED_OVER, numbers, 1);
  fcntl(console->near, F_SETFD, 0);
  fcntl(console->far, F_SETFD, 0);
}

void console_serve(const posix_console *console, int stop, hadir_provision *provision, int most_ms) {
  char bytes[256];
  struct pollfd ends[2] = {{console->near, POLLIN, 0}, {stop, POLLIN, 0}};
  if (poll(ends, 2, most_ms) <= 0 || ends[1].revents != 0) return;
  ssize_t got = read(console->near, bytes, sizeof bytes);
  if (got > 0) hadir_provision_feed(provision, bytes, (size_t)got);
}

/** A host that does not read loses what does not fit, as on a serial line. */
void console_say(const posix_console *console, const char *line) {
  size_t length = strlen(line);
  while (length > 0) {
    ssize_t sent = write(console->near, line, length);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return;
    line += sent;
    length -= (size_t)sent;
  }
  while (write(console->near, "\n", 1) < 0 && errno == EINTR) continue;
}
