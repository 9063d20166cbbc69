/* SPDX-License-Identifier: MIT
 * The kernel gives the lowest number that is free, so those from 0 on fill up. */
#include "base/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

bool standard_streams_keep(void) {
    int fd;

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    return fd >= 0 && close(fd) == 0;
}

bool standard_error_is_ready(void) {
    struct pollfd waiting = {.fd = STDERR_FILENO, .events = POLLOUT};

    return poll(&waiting, 1, 0) > 0;
}
