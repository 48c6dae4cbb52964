#include <string.h>

#include "board.h"
#include "esp_heap_caps.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "provision.h"

#define STACK_BYTES 6144
#define READ_BYTES 64
/** Room for what comes while a line is being dealt with. */
#define RECEIVE_BYTES 2048
#define READ_TICKS pdMS_TO_TICKS(200)
#define WRITE_TICKS pdMS_TO_TICKS(500)

#if CONFIG_ESP_CONSOLE_USB_SERIAL_JTAG
#include "driver/usb_serial_jtag.h"

static bool open_line(void) {
  usb_serial_jtag_driver_config_t config = {.tx_buffer_size = 512, .rx_buffer_size = RECEIVE_BYTES};
  return usb_serial_jtag_driver_install(&config) == ESP_OK;
}

static int read_line(char *bytes) { return usb_serial_jtag_read_bytes(bytes, READ_BYTES, READ_TICKS); }

static void write_line(const char *text, size_t length) {
  (void)usb_serial_jtag_write_bytes(text, length, WRITE_TICKS);
}
#else
#include "driver/uart.h"

#define PORT ((uart_port_t)CONFIG_ESP_CONSOLE_UART_NUM)

static bool open_line(void) { return uart_driver_install(PORT, RECEIVE_BYTES, 0, 0, NULL, 0) == ESP_OK; }

static int read_line(char *bytes) { return uart_read_bytes(PORT, bytes, READ_BYTES, READ_TICKS); }

static void write_line(const char *text, size_t length) { (void)uart_write_bytes(PORT, text, length); }
#endif

/* A log line may have been cut short by this one: its end makes sure that ours begins a line. */
static void say(void *board, const char *line) {
  (void)board;
  write_line("\n", 1);
  write_line(line, strlen(line));
  write_line("\n", 1);
}

static bool save_config(void *board, const hadir_config *config) {
  (void)board;
  return hadir_store_save_config(config);
}

static bool save_ca(void *board, const char *pem, size_t length) {
  (void)board;
  return hadir_store_save_ca(pem, length);
}

static bool reset(void *board) {
  (void)board;
  return hadir_store_reset();
}

static void restart(void *board) {
  vTaskDelay(pdMS_TO_TICKS(200)); /* the answer leaves first */
  hadir_power_restart(board, "serial");
}

static const hadir_provision_hooks hooks = {
    .say = say, .save_config = save_config, .save_ca = save_ca, .reset = reset, .restart = restart};

static hadir_provision provision = {.hooks = &hooks};
static hadir_config copy;

static void run(void *arg) {
  (void)arg;
  for (;;) {
    char bytes[READ_BYTES];
    int length = read_line(bytes);
    if (length > 0) hadir_provision_feed(&provision, bytes, (size_t)length);
    else vTaskDelay(pdMS_TO_TICKS(50));
  }
}

bool hadir_console_start(const hadir_board *board, bool configured, const char *firmware) {
  copy = board->config;
  provision.firmware = firmware;
  provision.config = &copy;
  provision.configured = configured;
  provision.line_capacity = HADIR_PROVISION_LINE;
  provision.line = heap_caps_malloc(HADIR_PROVISION_LINE, MALLOC_CAP_SPIRAM);
  provision.ca_capacity = HADIR_PROVISION_CA;
  provision.ca = heap_caps_malloc(HADIR_PROVISION_CA, MALLOC_CAP_SPIRAM);
  TaskHandle_t task = NULL;
  if (provision.line == NULL || provision.ca == NULL || !open_line() ||
      xTaskCreate(run, "console", STACK_BYTES, NULL, 2, &task) != pdPASS)
    return false;
  hadir_vitals_watch(task);
  return true;
}
