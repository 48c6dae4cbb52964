#ifndef HADIR_CONFIG_H
#define HADIR_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HADIR_NETWORKS 4
#define HADIR_DEVICE_KEY_BYTES 32

typedef struct {
  char ssid[33];
  char password[65];
} hadir_network;

/** What a device must know to work. It is given once, by serial line or portal, and kept in encrypted storage. */
typedef struct {
  char device_id[33];
  uint8_t key[HADIR_DEVICE_KEY_BYTES];
  /** `https://host[:port]` or, when allow_http, `http://host[:port]`; no path. */
  char server[128];
  /** http:// is taken, for a trusted LAN. */
  bool allow_http;
  /** The server's certificate is checked against the CA that was given, not the built-in roots. */
  bool custom_ca;
  uint8_t network_count;
  hadir_network networks[HADIR_NETWORKS];
  bool static_ip;
  char address[16];
  char netmask[16];
  char gateway[16];
  char dns[16];
} hadir_config;

/** Why a configuration was refused: the field and words for a person. Both are constants. */
typedef struct {
  const char *field;
  const char *message;
} hadir_fault;

/**
 * Reads a configuration from JSON:
 * {"deviceId","key":"hdk_…","server","allowHttp"?,"customCa"?,"networks":[{"ssid","password"}],
 *  "ip"?:{"address","netmask","gateway","dns"}}. Unknown keys are ignored. On false `config` is untouched.
 */
bool hadir_config_parse(hadir_config *config, const char *json, size_t length, hadir_fault *fault);

/** The same from the portal's form, `application/x-www-form-urlencoded`: deviceId, key, server, allowHttp, ssid1, password1, …, address, … */
bool hadir_config_parse_form(hadir_config *config, const char *form, size_t length, hadir_fault *fault);

#endif
