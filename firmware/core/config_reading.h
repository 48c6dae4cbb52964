#ifndef HADIR_CONFIG_READING_H
#define HADIR_CONFIG_READING_H

#include "config.h"

enum { DEVICE_ID, KEY, SERVER, ALLOW_HTTP, CUSTOM_CA, SSID, PASSWORD, ADDRESS, NETMASK, GATEWAY, DNS, FIELDS };

/** The name in JSON and form, what a value must be, and where it goes. */
typedef struct {
  const char *name;
  const char *rule;
  uint16_t offset;
  uint16_t size;
} hadir_config_field;

extern const hadir_config_field hadir_config_fields[FIELDS];

/** A reading goes twice over the text: without `config` to check all of it, then with it to store. */
typedef struct {
  hadir_config *config;
  uint16_t found;  /* fields, by bit */
  uint8_t ssids;   /* networks that have one, by bit */
  uint8_t secrets; /* networks that have a password, by bit */
  bool is_http;
  bool allow_http;
  uint32_t ip[4]; /* address, netmask, gateway, DNS */
  hadir_fault fault;
} hadir_reading;

/** The first fault is kept. */
void hadir_config_refuse(hadir_reading *to, const char *name, const char *message);
/** Values of flags; no other text stands for them. */
extern const char hadir_config_true[];
extern const char hadir_config_false[];

/** A value of the field `which`, of a network where it is one of that. NULL: not a text, or too long. */
void hadir_config_take(hadir_reading *to, unsigned which, unsigned network, const char *text);

bool hadir_config_is_flag(unsigned which);
void hadir_config_read_json(hadir_reading *to, const char *bytes, size_t length);
void hadir_config_read_form(hadir_reading *to, const char *bytes, size_t length);

#endif
