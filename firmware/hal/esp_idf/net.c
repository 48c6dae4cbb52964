#include <string.h>

#include "board.h"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_wifi.h"

static const char tag[] = "net";

/** In beacons, some 100 ms each: how seldom the radio wakes while nothing is needed. */
#define REST_LISTEN_INTERVAL 10

static esp_netif_t *station;
static volatile bool has_address;

/* Core decides when and where to join again, with its back-off: nothing is retried here. */
static void on_event(void *arg, esp_event_base_t base, int32_t id, void *data) {
  (void)arg;
  (void)data;
  if (base == IP_EVENT && id == IP_EVENT_STA_GOT_IP) {
    has_address = true;
    hadir_clock_start_sntp();
  } else if ((base == IP_EVENT && id == IP_EVENT_STA_LOST_IP) ||
             (base == WIFI_EVENT && id == WIFI_EVENT_STA_DISCONNECTED)) {
    has_address = false;
  }
}

bool hadir_net_start(void) { return esp_netif_init() == ESP_OK && esp_event_loop_create_default() == ESP_OK; }

static bool start_wifi(wifi_mode_t mode, wifi_interface_t interface, wifi_config_t *config) {
  wifi_init_config_t init = WIFI_INIT_CONFIG_DEFAULT();
  /* Networks are kept by store.c, encrypted; the driver shall not keep a copy. */
  return esp_wifi_init(&init) == ESP_OK && esp_wifi_set_storage(WIFI_STORAGE_RAM) == ESP_OK &&
         esp_wifi_set_mode(mode) == ESP_OK && (config == NULL || esp_wifi_set_config(interface, config) == ESP_OK) &&
         esp_wifi_start() == ESP_OK;
}

bool hadir_net_start_station(void) {
  station = esp_netif_create_default_wifi_sta();
  if (station == NULL || esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_event, NULL) != ESP_OK ||
      esp_event_handler_register(IP_EVENT, ESP_EVENT_ANY_ID, on_event, NULL) != ESP_OK ||
      !start_wifi(WIFI_MODE_STA, WIFI_IF_STA, NULL))
    return false;
  /* Less power on the air takes less from a weak supply; the unit is a quarter of a dBm. */
  (void)esp_wifi_set_max_tx_power(CONFIG_HADIR_WIFI_TX_DBM * 4);
  return true;
}

bool hadir_net_start_access_point(const char *ssid, const char *password) {
  wifi_config_t config;
  memset(&config, 0, sizeof config);
  size_t length = strlen(ssid);
  if (length > sizeof config.ap.ssid || strlen(password) >= sizeof config.ap.password) return false;
  memcpy(config.ap.ssid, ssid, length);
  config.ap.ssid_len = (uint8_t)length;
  config.ap.channel = 1;
  config.ap.max_connection = 2;
  config.ap.authmode = WIFI_AUTH_OPEN;
  if (strlen(password) >= 8) {
    memcpy(config.ap.password, password, strlen(password));
    config.ap.authmode = WIFI_AUTH_WPA2_PSK;
  }
  return esp_netif_create_default_wifi_ap() != NULL && start_wifi(WIFI_MODE_AP, WIFI_IF_AP, &config);
}

void hadir_net_stop(void) { (void)esp_wifi_stop(); }

bool hadir_net_is_up(void *board) {
  (void)board;
  return has_address;
}

static void set_address(const hadir_config *config) {
  if (!config->static_ip) {
    (void)esp_netif_dhcpc_start(station); /* already started is no trouble */
    return;
  }
  esp_netif_ip_info_t info;
  memset(&info, 0, sizeof info);
  esp_netif_dns_info_t dns;
  memset(&dns, 0, sizeof dns);
  if (esp_netif_str_to_ip4(config->address, &info.ip) != ESP_OK ||
      esp_netif_str_to_ip4(config->netmask, &info.netmask) != ESP_OK ||
      esp_netif_str_to_ip4(config->gateway, &info.gw) != ESP_OK)
    return;
  (void)esp_netif_dhcpc_stop(station);
  (void)esp_netif_set_ip_info(station, &info);
  const char *server = config->dns[0] != '\0' ? config->dns : config->gateway;
  dns.ip.type = ESP_IPADDR_TYPE_V4;
  if (esp_netif_str_to_ip4(server, &dns.ip.u_addr.ip4) == ESP_OK)
    (void)esp_netif_set_dns_info(station, ESP_NETIF_DNS_MAIN, &dns);
}

void hadir_net_join(void *board, uint8_t index) {
  const hadir_config *config = &((hadir_board *)board)->config;
  if (index >= config->network_count) return;
  const hadir_network *network = &config->networks[index];
  has_address = false;
  (void)esp_wifi_disconnect();
  wifi_config_t join;
  memset(&join, 0, sizeof join);
  /* Neither has to end with a NUL here when it fills its field. */
  memcpy(join.sta.ssid, network->ssid, strnlen(network->ssid, sizeof join.sta.ssid));
  memcpy(join.sta.password, network->password, strnlen(network->password, sizeof join.sta.password));
  join.sta.scan_method = WIFI_ALL_CHANNEL_SCAN;
  join.sta.sort_method = WIFI_CONNECT_AP_BY_SIGNAL;
  join.sta.threshold.authmode = network->password[0] != '\0' ? WIFI_AUTH_WPA2_PSK : WIFI_AUTH_OPEN;
  join.sta.pmf_cfg.capable = true;
  join.sta.listen_interval = REST_LISTEN_INTERVAL;
  (void)esp_netif_set_hostname(station, config->device_id);
  set_address(config);
  esp_err_t error = esp_wifi_set_config(WIFI_IF_STA, &join);
  if (error == ESP_OK) error = esp_wifi_connect();
  if (error != ESP_OK) ESP_LOGW(tag, "cannot join network %u: %s", (unsigned)index + 1, esp_err_to_name(error));
}

void hadir_net_power(hadir_power power) {
  (void)esp_wifi_set_ps(power == HADIR_POWER_REST ? WIFI_PS_MAX_MODEM : WIFI_PS_NONE);
}

int32_t hadir_net_rssi_dbm(void) {
  int rssi = 0;
  return has_address && esp_wifi_sta_get_rssi(&rssi) == ESP_OK ? (int32_t)rssi : INT32_MIN;
}
