#include <string.h>

#include "board.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"

#define DNS_PORT 53
#define DNS_HEADER 12
/** The answer's name (a pointer to the question's), type A, class IN, 60 s, 4 bytes, 192.168.4.1. */
static const uint8_t answer[] = {0xc0, DNS_HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 168, 4, 1};
#define MESSAGE_BYTES 512

static uint8_t message[MESSAGE_BYTES + sizeof answer];

/* Where the only question ends, or 0 when this is no plain query for one name. */
static size_t end_of_question(size_t length) {
  if (length < DNS_HEADER + 5 || (message[2] & 0xf8) != 0 || message[4] != 0 || message[5] != 1) return 0;
  size_t at = DNS_HEADER;
  while (at < length && message[at] != 0) at += (size_t)message[at] + 1;
  return at + 5 <= length ? at + 5 : 0;
}

/* Turns the query into its answer; answers the new length, 0 to stay silent. */
static size_t make_answer(size_t length) {
  size_t end = end_of_question(length);
  if (end == 0) return 0;
  bool is_a = message[end - 4] == 0 && message[end - 3] == 1;
  message[2] = (uint8_t)(0x84 | (message[2] & 1)); /* an answer, with authority; recursion as asked */
  message[3] = 0;
  message[7] = is_a ? 1 : 0; /* names have no IPv6 address here, which is an answer too */
  message[6] = message[8] = message[9] = message[10] = message[11] = 0;
  if (!is_a) return end;
  memcpy(message + end, answer, sizeof answer);
  return end + sizeof answer;
}

static void run(void *arg) {
  int socket_fd = (int)(intptr_t)arg;
  for (;;) {
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    int length = (int)recvfrom(socket_fd, message, MESSAGE_BYTES, 0, (struct sockaddr *)&from, &from_length);
    size_t reply = length > 0 ? make_answer((size_t)length) : 0;
    if (reply > 0) (void)sendto(socket_fd, message, reply, 0, (struct sockaddr *)&from, from_length);
    if (length < 0) vTaskDelay(pdMS_TO_TICKS(100));
  }
}

bool hadir_portal_dns_start(void) {
  int socket_fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in here;
  memset(&here, 0, sizeof here);
  here.sin_family = AF_INET;
  here.sin_port = htons(DNS_PORT);
  here.sin_addr.s_addr = htonl(INADDR_ANY);
  return socket_fd >= 0 && bind(socket_fd, (struct sockaddr *)&here, sizeof here) == 0 &&
         xTaskCreate(run, "dns", 3072, (void *)(intptr_t)socket_fd, 3, NULL) == pdPASS;
}
