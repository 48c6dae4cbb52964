#pragma once
/* lwIP's are the POSIX ones; a C library for Xtensa has none. */
#if defined(__xtensa__)
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
typedef uint32_t socklen_t;
struct in_addr {
  uint32_t s_addr;
};
struct sockaddr {
  uint8_t sa_len;
  uint8_t sa_family;
  char sa_data[14];
};
struct sockaddr_in {
  uint8_t sin_len;
  uint8_t sin_family;
  uint16_t sin_port;
  struct in_addr sin_addr;
  char sin_zero[8];
};
#define AF_INET 2
#define SOCK_DGRAM 2
#define INADDR_ANY 0u
uint16_t htons(uint16_t x);
uint32_t htonl(uint32_t x);
int socket(int domain, int type, int protocol);
int bind(int s, const struct sockaddr *name, socklen_t namelen);
ssize_t recvfrom(int s, void *mem, size_t len, int flags, struct sockaddr *from, socklen_t *fromlen);
ssize_t sendto(int s, const void *dataptr, size_t size, int flags, const struct sockaddr *to, socklen_t tolen);
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif
