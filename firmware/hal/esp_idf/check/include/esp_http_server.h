#pragma once
#include <sys/types.h>
#include "esp_err.h"
typedef void *httpd_handle_t;
enum http_method { HTTP_GET = 1, HTTP_POST = 3 };
typedef enum http_method httpd_method_t;
typedef enum { HTTPD_404_NOT_FOUND = 4 } httpd_err_code_t;
typedef struct httpd_config {
  unsigned task_priority;
  size_t stack_size;
  uint16_t max_open_sockets;
  bool lru_purge_enable;
} httpd_config_t;
#define HTTPD_DEFAULT_CONFIG() \
  { .task_priority = 5, .stack_size = 4096, .lru_purge_enable = false }
typedef struct httpd_req {
  httpd_handle_t handle;
  int method;
  size_t content_len;
  void *user_ctx;
} httpd_req_t;
typedef struct httpd_uri {
  const char *uri;
  httpd_method_t method;
  esp_err_t (*handler)(httpd_req_t *r);
  void *user_ctx;
} httpd_uri_t;
typedef esp_err_t (*httpd_err_handler_func_t)(httpd_req_t *req, httpd_err_code_t error);
esp_err_t httpd_start(httpd_handle_t *handle, const httpd_config_t *config);
esp_err_t httpd_stop(httpd_handle_t handle);
esp_err_t httpd_register_uri_handler(httpd_handle_t handle, const httpd_uri_t *uri_handler);
esp_err_t httpd_register_err_handler(httpd_handle_t handle, httpd_err_code_t error, httpd_err_handler_func_t handler_fn);
int httpd_req_recv(httpd_req_t *r, char *buf, size_t buf_len);
esp_err_t httpd_resp_send(httpd_req_t *r, const char *buf, ssize_t buf_len);
esp_err_t httpd_resp_sendstr(httpd_req_t *r, const char *str);
esp_err_t httpd_resp_sendstr_chunk(httpd_req_t *r, const char *str);
esp_err_t httpd_resp_set_status(httpd_req_t *r, const char *status);
esp_err_t httpd_resp_set_type(httpd_req_t *r, const char *type);
esp_err_t httpd_resp_set_hdr(httpd_req_t *r, const char *field, const char *value);
