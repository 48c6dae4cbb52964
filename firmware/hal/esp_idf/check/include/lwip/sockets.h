#pragma once
/* lwIP's are the POSIX ones. */
#include <netinet/in.h>
#include <sys/socket.h>
