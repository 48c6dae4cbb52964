#include "config.h"

#include <string.h>

#include "config_reading.h"
#include "text.h"

#define AT(member) offsetof(hadir_config, member), sizeof((hadir_config *)0)->member

const char hadir_config_true[] = "true";
const char hadir_config_false[] = "false";

static const char flag_rule[] = "must be true or false";
static const char address_rule[] = "must be such as 192.168.1.20";

const hadir_config_field hadir_config_fields[FIELDS] = {
    {"deviceId", "must be 3 to 32 of a-z, 0-9 and -, with no - at an end", AT(device_id)},
    {"key", "must be hdk_ and 43 characters", AT(key)},
    {"server", "must be https://host or https://host:port", AT(server)},
    {"allowHttp", flag_rule, AT(allow_http)},
    {"customCa", flag_rule, AT(custom_ca)},
    {"ssid", "must have 1 to 32 bytes", AT(networks[0].ssid)},
    {"password", "must have 8 to 63 bytes, or 64 hex digits, or none", AT(networks[0].password)},
    {"address", address_rule, AT(address)},
    {"netmask", address_rule, AT(netmask)},
    {"gateway", address_rule, AT(gateway)},
    {"dns", address_rule, AT(dns)},
};

void hadir_config_refuse(hadir_reading *to, const char *name, const char *message) {
  if (!to->fault.field) to->fault = (hadir_fault){name, message};
}

bool hadir_config_is_flag(unsigned which) { return which == ALLOW_HTTP || which == CUSTOM_CA; }

static bool is_word(const char *at, size_t length, const char *marks) {
  if (length == 0 || *at == '-' || at[length - 1] == '-') return false;
  for (; length > 0; at++, length--) {
    if (!(*at >= 'a' && *at <= 'z') && !(*at >= '0' && *at <= '9') && !strchr(marks, *at)) return false;
  }
  return true;
}

/** `scheme://host[:port]` */
static bool is_server(hadir_reading *to, const char *text) {
  uint64_t port;
  to->is_http = strncmp(text, "http://", 7) == 0;
  if (!to->is_http && strncmp(text, "https://", 8) != 0) return false;
  const char *host = text + (to->is_http ? 7 : 8);
  const char *colon = host + strcspn(host, ":");
  if (!is_word(host, (size_t)(colon - host), "-.ABCDEFGHIJKLMNOPQRSTUVWXYZ")) return false;
  const char *end = colon + strlen(colon);
  return colon == end || (hadir_digits(colon + 1, end, &port) == end && port > 0 && port < 65536);
}

static bool is_password(const char *text, size_t length) {
  uint8_t bytes[32];
  return length == 0 || (length >= 8 && length <= 63) || hadir_hex_decode(text, bytes, sizeof bytes);
}

static bool is_address(const char *text, uint32_t *address) {
  const char *end = text + strlen(text);
  for (unsigned i = 0; i < 4; i++) {
    uint64_t part;
    const char *from = text;
    text = hadir_digits(from, end, &part);
    /* A leading zero would be octal to some, decimal to others. */
    if (text == from || part > 255 || (*from == '0' && text > from + 1) || (i < 3 && *text++ != '.')) return false;
    *address = *address << 8 | (uint32_t)part;
  }
  return text == end;
}

static bool is_good(hadir_reading *to, unsigned which, unsigned network, const char *text) {
  size_t length = strlen(text);
  uint8_t key[HADIR_DEVICE_KEY_BYTES];
  if (which != KEY && length >= hadir_config_fields[which].size) return false;
  switch (which) {
    case DEVICE_ID:
      return length >= 3 && is_word(text, length, "-");
    case KEY:
      return hadir_key_decode(text, key);
    case SERVER:
      return is_server(to, text);
    case SSID:
      to->ssids = (uint8_t)(to->ssids | 1u << network);
      return length > 0;
    case PASSWORD:
      to->secrets = (uint8_t)(to->secrets | 1u << network);
      return is_password(text, length);
    default:
      return is_address(text, &to->ip[which - ADDRESS]);
  }
}

void hadir_config_take(hadir_reading *to, unsigned which, unsigned network, const char *text) {
  const hadir_config_field *field = &hadir_config_fields[which];
  bool is_true = text == hadir_config_true;
  bool is_flag = is_true || text == hadir_config_false;
  to->found = (uint16_t)(to->found | 1u << which);
  if (to->config) {
    uint8_t *member = (uint8_t *)to->config + field->offset + network * sizeof(hadir_network);
    if (is_flag) memcpy(member, &is_true, sizeof is_true);
    else if (which == KEY) hadir_key_decode(text, member);
    else memcpy(member, text, strlen(text) + 1);
    return;
  }
  if (which == ALLOW_HTTP) to->allow_http = is_true;
  if (!text || is_flag != hadir_config_is_flag(which) || (!is_flag && !is_good(to, which, network, text))) {
    hadir_config_refuse(to, field->name, field->rule);
  }
}

/** What no single value shows. */
static void check(hadir_reading *to) {
  static const char missing[] = "is missing";
  bool is_static = to->found >> ADDRESS;
  uint32_t hosts = ~to->ip[1];
  for (unsigned which = 0; which < FIELDS; which++) {
    bool needed = which <= SERVER || which == SSID || (which >= ADDRESS && is_static);
    if (needed && !(to->found >> which & 1)) hadir_config_refuse(to, hadir_config_fields[which].name, missing);
  }
  if (to->secrets & ~to->ssids) hadir_config_refuse(to, hadir_config_fields[SSID].name, missing);
  if (to->is_http && !to->allow_http) {
    hadir_config_refuse(to, hadir_config_fields[SERVER].name, "http:// needs allowHttp, and a network that is trusted");
  }
  if (!is_static) return;
  if ((hosts & (hosts + 1)) || hosts < 3 || !to->ip[1]) {
    hadir_config_refuse(to, hadir_config_fields[NETMASK].name, "must be such as 255.255.255.0");
  }
  if ((to->ip[0] ^ to->ip[2]) & ~hosts) {
    hadir_config_refuse(to, hadir_config_fields[GATEWAY].name, "must be in the network of the address");
  }
}

static void read(hadir_reading *to, const char *bytes, size_t length, bool is_form) {
  if (is_form) hadir_config_read_form(to, bytes, length);
  else hadir_config_read_json(to, bytes, length);
}

static bool parse(hadir_config *config, const char *bytes, size_t length, hadir_fault *fault, bool is_form) {
  hadir_reading to = {0};
  read(&to, bytes, length, is_form);
  check(&to);
  *fault = to.fault;
  if (to.fault.field) return false;
  memset(config, 0, sizeof *config);
  to.config = config;
  read(&to, bytes, length, is_form);
  config->static_ip = to.found >> ADDRESS;
  for (unsigned i = 0; i < HADIR_NETWORKS; i++) {
    if (config->networks[i].ssid[0]) config->networks[config->network_count++] = config->networks[i];
  }
  return true;
}

bool hadir_config_parse(hadir_config *config, const char *json, size_t length, hadir_fault *fault) {
  return parse(config, json, length, fault, false);
}

bool hadir_config_parse_form(hadir_config *config, const char *form, size_t length, hadir_fault *fault) {
  return parse(config, form, length, fault, true);
}
