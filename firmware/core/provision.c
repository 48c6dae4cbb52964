#include "provision.h"

#include <string.h>

#include "text.h"

static const char prefix[] = "HADIR ";

static void add_quoted(hadir_text *text, const char *name, const char *value) {
  hadir_text_add(text, name);
  if (value) hadir_text_add(text, "\"");
  hadir_text_add(text, value ? value : "null");
  if (value) hadir_text_add(text, "\"");
}

/** Nothing that is told needs an escape: constants, and what was checked when it was set. */
static void say_device(hadir_provision *to, bool with_server) {
  hadir_text text;
  hadir_text_start(&text, to->answer, sizeof to->answer);
  add_quoted(&text, "HADIR OK {\"deviceId\":", to->configured ? to->config->device_id : NULL);
  if (with_server) {
    add_quoted(&text, ",\"firmware\":", to->firmware);
    add_quoted(&text, ",\"server\":", to->configured ? to->config->server : NULL);
  }
  hadir_text_add(&text, "}");
  to->hooks->say(to->hooks->board, to->answer);
}

static void say_error(hadir_provision *to, const char *field, const char *message) {
  hadir_text text;
  hadir_text_start(&text, to->answer, sizeof to->answer);
  add_quoted(&text, "HADIR ERROR {\"field\":", field);
  add_quoted(&text, ",\"message\":", message);
  hadir_text_add(&text, "}");
  to->hooks->say(to->hooks->board, to->answer);
}

static void settle(hadir_provision *to, bool done) {
  if (done) say_device(to, false);
  else say_error(to, "board", "could not keep it");
}

static void set_config(hadir_provision *to, const char *json, size_t length) {
  hadir_fault fault;
  if (!hadir_config_parse(to->config, json, length, &fault)) {
    say_error(to, fault.field, fault.message);
    return;
  }
  to->configured = to->hooks->save_config(to->hooks->board, to->config);
  settle(to, to->configured);
}

static void add_ca(hadir_provision *to, const char *line, size_t length) {
  if (hadir_same(line, "BEGIN")) {
    to->ca_open = true;
    to->ca_length = 0;
    say_device(to, false);
  } else if (!to->ca_open) {
    say_error(to, "ca", "begin with HADIR CA BEGIN");
  } else if (hadir_same(line, "END")) {
    to->ca_open = false;
    settle(to, to->ca_length > 0 && to->hooks->save_ca(to->hooks->board, to->ca, to->ca_length));
  } else if (length + 1 > to->ca_capacity - to->ca_length) {
    to->ca_open = false;
    say_error(to, "ca", "is too long");
  } else {
    memcpy(to->ca + to->ca_length, line, length);
    to->ca_length += length + 1;
    to->ca[to->ca_length - 1] = '\n';
    say_device(to, false);
  }
}

static bool begins(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

static void obey(hadir_provision *to, const char *line, size_t length) {
  const hadir_provision_hooks *hooks = to->hooks;
  if (begins(line, "SET ")) {
    set_config(to, line + 4, length - 4);
  } else if (begins(line, "CA ")) {
    add_ca(to, line + 3, length - 3);
  } else if (hadir_same(line, "WHO")) {
    say_device(to, true);
  } else if (hadir_same(line, "RESET")) {
    bool done = hooks->reset(hooks->board);
    to->configured = to->configured && !done;
    settle(to, done);
  } else if (hadir_same(line, "RESTART")) {
    say_device(to, false);
    hooks->restart(hooks->board);
  } else {
    say_error(to, "command", "must be WHO, SET, CA, RESET or RESTART");
  }
}

static void end_line(hadir_provision *to) {
  size_t length = to->line_length;
  bool fits = length < to->line_capacity;
  if (!fits) length = to->line_capacity - 1;
  while (fits && length > 0 && to->line[length - 1] == '\r') length--;
  to->line[length] = 0;
  to->line_length = 0;
  if (begins(to->line, prefix)) {
    if (fits) obey(to, to->line + sizeof prefix - 1, length - (sizeof prefix - 1));
    else say_error(to, "line", "is too long");
  }
  /* It may have held a key and passwords. */
  memset(to->line, 0, to->line_capacity);
}

void hadir_provision_feed(hadir_provision *to, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] == '\n') end_line(to);
    else if (to->line_length < to->line_capacity) to->line[to->line_length++] = bytes[i];
  }
}
