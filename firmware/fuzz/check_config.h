#ifndef HADIR_FUZZ_CHECK_CONFIG_H
#define HADIR_FUZZ_CHECK_CONFIG_H

#include <string.h>

#include "config.h"
#include "fuzz.h"

#define MUST_END(text) MUST(memchr((text), 0, sizeof(text)) != NULL)

/** What holds of every configuration that was taken. */
static inline void check_config(const hadir_config *config) {
  MUST_END(config->device_id);
  MUST_END(config->server);
  MUST_END(config->address);
  MUST_END(config->netmask);
  MUST_END(config->gateway);
  MUST_END(config->dns);
  MUST(strlen(config->device_id) >= 3);
  MUST(strpbrk(config->server, "\r\n \"\\") == NULL);
  bool is_http = strncmp(config->server, "http://", 7) == 0;
  MUST(strncmp(config->server, "https://", 8) == 0 || (config->allow_http && is_http));
  MUST(config->network_count >= 1 && config->network_count <= HADIR_NETWORKS);
  for (unsigned i = 0; i < config->network_count; i++) {
    MUST_END(config->networks[i].ssid);
    MUST_END(config->networks[i].password);
    MUST(config->networks[i].ssid[0] != 0);
  }
  MUST(config->static_ip == (config->address[0] != 0));
}

/** What holds after a reading that was refused. */
static inline void check_refused(const hadir_config *config, const hadir_fault *fault) {
  const unsigned char *bytes = (const unsigned char *)config;
  MUST(fault->field && fault->message);
  for (size_t i = 0; i < sizeof *config; i++) MUST(bytes[i] == 0xa5);
}

#endif
