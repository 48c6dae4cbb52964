#pragma once
#include "esp_event.h"
typedef struct esp_netif_obj esp_netif_t;
typedef struct {
  uint32_t addr;
} esp_ip4_addr_t;
typedef struct {
  uint32_t addr[4];
  uint8_t zone;
} esp_ip6_addr_t;
typedef struct {
  union {
    esp_ip6_addr_t ip6;
    esp_ip4_addr_t ip4;
  } u_addr;
  uint8_t type;
} esp_ip_addr_t;
#define ESP_IPADDR_TYPE_V4 0U
typedef struct {
  esp_ip4_addr_t ip;
  esp_ip4_addr_t netmask;
  esp_ip4_addr_t gw;
} esp_netif_ip_info_t;
typedef enum { ESP_NETIF_DNS_MAIN = 0 } esp_netif_dns_type_t;
typedef struct {
  esp_ip_addr_t ip;
} esp_netif_dns_info_t;
typedef enum { IP_EVENT_STA_GOT_IP, IP_EVENT_STA_LOST_IP } ip_event_t;
extern esp_event_base_t const IP_EVENT;
