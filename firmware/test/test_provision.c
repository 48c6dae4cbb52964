#include <string.h>

#include "check.h"
#include "provision.h"
#include "text.h"

#define KEY "hdk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define CONFIG \
  "{\"deviceId\":\"door-7\",\"key\":\"" KEY "\",\"server\":\"https://x.org\"," \
  "\"networks\":[{\"ssid\":\"s\",\"password\":\"secret-word\"}]}"
#define OK "HADIR OK {\"deviceId\":null}\n"
#define ERROR(field, message) "HADIR ERROR {\"field\":\"" field "\",\"message\":\"" message "\"}\n"
#define OK_DOOR "HADIR OK {\"deviceId\":\"door-7\"}\n"
#define NOT_KEPT ERROR("board", "could not keep it")
#define UNKNOWN ERROR("command", "must be WHO, SET, CA, RESET or RESTART")
#define PEM_LINE "HADIR CA 234567890123456789012345678901234567\n"

typedef struct {
  char said[1024];
  hadir_text text;
  hadir_config saved;
  char ca[256];
  size_t ca_length;
  unsigned saves;
  unsigned resets;
  unsigned restarts;
  bool keeps;
} board;

static void say(void *context, const char *line) {
  board *to = context;
  hadir_text_add(&to->text, line);
  hadir_text_add(&to->text, "\n");
}

static bool save_config(void *context, const hadir_config *config) {
  board *to = context;
  to->saved = *config;
  to->saves += 1;
  return to->keeps;
}

static bool save_ca(void *context, const char *pem, size_t length) {
  board *to = context;
  memcpy(to->ca, pem, length);
  to->ca_length = length;
  return to->keeps;
}

static bool reset(void *context) {
  board *to = context;
  to->resets += 1;
  return to->keeps;
}

static void restart(void *context) {
  board *to = context;
  to->restarts += 1;
}

static board here;
static hadir_config config;
static char line[512];
static char ca[64];
static hadir_provision provision;
static const hadir_provision_hooks hooks = {&here, say, save_config, save_ca, reset, restart};

static void start(void) {
  memset(&here, 0, sizeof here);
  memset(&config, 0, sizeof config);
  memset(&provision, 0, sizeof provision);
  here.keeps = true;
  provision.hooks = &hooks;
  provision.firmware = "hadir-esp32/1.2.0";
  provision.config = &config;
  provision.line = line;
  provision.line_capacity = sizeof line;
  provision.ca = ca;
  provision.ca_capacity = sizeof ca;
}

/** What the host says, and all that the board must say to it. */
static void check_talk(const char *host, const char *board_says) {
  size_t length = strlen(host);
  hadir_text_start(&here.text, here.said, sizeof here.said);
  hadir_provision_feed(&provision, host, length);
  CHECK_TEXT(here.said, board_says);
}

static void test_set(void) {
  start();
  check_talk("HADIR WHO\n", "HADIR OK {\"deviceId\":null,\"firmware\":\"hadir-esp32/1.2.0\",\"server\":null}\n");
  check_talk("HADIR SET {}\n", ERROR("deviceId", "is missing"));
  check_talk("HADIR SET\n", UNKNOWN);
  CHECK_EQUAL(here.saves, 0);
  check_talk("HADIR SET " CONFIG "\r\n", OK_DOOR);
  CHECK_EQUAL(here.saves, 1);
  CHECK_TEXT(here.saved.networks[0].password, "secret-word");
  for (size_t i = 0; i < sizeof line; i++) CHECK_EQUAL(line[i], 0);
  check_talk("HADIR WHO\r\n",
             "HADIR OK {\"deviceId\":\"door-7\",\"firmware\":\"hadir-esp32/1.2.0\",\"server\":\"https://x.org\"}\n");
  check_talk("HADIR SET {\"deviceId\":\"door-8\"}\n", ERROR("key", "is missing"));
  CHECK_TEXT(config.device_id, "door-7");
  here.keeps = false;
  check_talk("HADIR SET " CONFIG "\n", NOT_KEPT);
  check_talk("HADIR RESTART\n", OK);
  CHECK_EQUAL(here.restarts, 1);
}

static void test_reset(void) {
  start();
  check_talk("HADIR SET " CONFIG "\nHADIR RESET\nHADIR WHO\n",
             OK_DOOR OK "HADIR OK {\"deviceId\":null,\"firmware\":\"hadir-esp32/1.2.0\",\"server\":null}\n");
  CHECK_EQUAL(here.resets, 1);
  CHECK_EQUAL(here.restarts, 0);
}

static void test_ca(void) {
  static const char too_early[] = ERROR("ca", "begin with HADIR CA BEGIN");
  start();
  check_talk("HADIR CA MII\n", too_early);
  check_talk("HADIR CA BEGIN\nHADIR CA -----BEGIN\r\nHADIR CA MII=\nHADIR CA END\n", OK OK OK OK);
  CHECK_EQUAL(here.ca_length, 16);
  CHECK_BYTES(here.ca, "-----BEGIN\nMII=\n", 16);
  check_talk("HADIR CA END\n", too_early);
  check_talk("HADIR CA BEGIN\nHADIR CA END\n", OK NOT_KEPT);
  check_talk("HADIR CA BEGIN\n" PEM_LINE PEM_LINE, OK OK ERROR("ca", "is too long"));
  check_talk("HADIR CA END\n", too_early);
}

static void test_lines(void) {
  static const char who[] = "HADIR WHO\n";
  start();
  hadir_text_start(&here.text, here.said, sizeof here.said);
  for (size_t i = 0; i < sizeof who - 1; i++) {
    CHECK_TEXT(here.said, "");
    hadir_provision_feed(&provision, who + i, 1);
  }
  CHECK(strlen(here.said) > 0);
  check_talk("\n\r\nI (310) wifi: connected\nhadir who\nHADIR\nHADI", "");
  check_talk("R WHOM\n", UNKNOWN);
  check_talk("HADIR SET ", "");
  for (unsigned i = 0; i < 2 * sizeof line; i++) hadir_provision_feed(&provision, "x", 1);
  check_talk("\nHADIR RESTART\n", ERROR("line", "is too long") OK);
  for (unsigned i = 0; i < 2 * sizeof line; i++) hadir_provision_feed(&provision, "x", 1);
  check_talk("\nHADIR RESTART\n", OK);
}

void test_provision(void) {
  test_set();
  test_reset();
  test_ca();
  test_lines();
}
