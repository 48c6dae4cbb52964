#ifndef POSIX_VERSION_H
#define POSIX_VERSION_H

#define HADIR_POSIX_TARGET "posix"
#define HADIR_POSIX_VERSION "0.1.0"

#endif
