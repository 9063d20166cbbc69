/* SPDX-License-Identifier: MIT
 * A buffer in front of write(2) or of zlib's compressor (RFC 1952). */
#include "export/text_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/address.h"
#include "base/error.h"

enum { MODE = 0666, NUMBER_SIZE = 20, GZIP_BUFFER = 1 << 17 };

/* Fast rather than small: numbers compress well anyhow. */
static const char gzip_mode[] = "wb1";

static bool cannot(const struct text_output *output, const char *doing, int failure,
                   struct error *error) {
    return error_set(error, "cannot %s '%s': %s", doing,
                     output->path == NULL ? "standard output" : output->path,
                     strerror(failure));
}

/* What is no regular file, such as a pipe or a terminal, is written to as it is. */
static bool open_file(struct text_output *output, struct error *error) {
    struct stat status;
    bool exists = lstat(output->path, &status) == 0;

    output->is_whole_or_none = !exists || S_ISREG(status.st_mode);
    int length = snprintf(output->part, sizeof(output->part), "%s%s", output->path,
                          output->is_whole_or_none ? ".part" : "");
    if (length < 0 || (size_t)length >= sizeof(output->part)) {
        return cannot(output, "create", ENAMETOOLONG, error);
    }
    output->descriptor =
        open(output->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE);
    return output->descriptor >= 0 || cannot(output, "create", errno, error);
}

static bool begin_gzip(struct text_output *output, struct error *error) {
    output->gzip = gzdopen(output->descriptor, gzip_mode);
    if (output->gzip == NULL) {
        return error_set(error, "out of memory for gzip");
    }
    gzbuffer(output->gzip, GZIP_BUFFER);
    return true;
}

static void remove_part(const struct text_output *output) {
    if (output->path != NULL && output->is_whole_or_none) {
        unlink(output->part);
    }
}

bool text_output_open(struct text_output *output, const char *path, bool is_gzip,
                      struct error *error) {
    output->path = path;
    output->descriptor = STDOUT_FILENO;
    output->is_whole_or_none = false;
    output->gzip = NULL;
    output->used = 0;
    output->failure = 0;
    if (path != NULL && !open_file(output, error)) {
        return false;
    }
    if (is_gzip && !begin_gzip(output, error)) {
        remove_part(output);
        return false;
    }
    return true;
}

bool text_output_is_ok(const struct text_output *output) {
    return output->failure == 0;
}

static void write_all(struct text_output *output, const char *bytes, size_t length) {
    while (length > 0 && output->failure == 0) {
        ssize_t written = write(output->descriptor, bytes, length);

        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (errno != EINTR) {
            output->failure = errno;
        }
    }
}

/* zlib tells failures of write(2) by errno. */
static void compress_all(struct text_output *output, const char *bytes, size_t length) {
    if (length > 0 && gzwrite(output->gzip, bytes, (unsigned)length) == 0) {
        output->failure = errno == 0 ? EIO : errno;
    }
}

static void flush(struct text_output *output) {
    if (output->failure != 0) {
        output->used = 0;
        return;
    }
    errno = 0;
    if (output->gzip == NULL) {
        write_all(output, output->buffer, output->used);
    } else {
        compress_all(output, output->buffer, output->used);
    }
    output->used = 0;
}

void text_output_bytes(struct text_output *output, const char *bytes, size_t length) {
    while (length > 0) {
        size_t room = sizeof(output->buffer) - output->used;
        size_t taken = length < room ? length : room;

        memcpy(output->buffer + output->used, bytes, taken);
        output->used += taken;
        bytes += taken;
        length -= taken;
        if (output->used == sizeof(output->buffer)) {
            flush(output);
        }
    }
}

void text_output_text(struct text_output *output, const char *text) {
    text_output_bytes(output, text, strlen(text));
}

void text_output_number(struct text_output *output, int64_t number) {
    char digits[NUMBER_SIZE];
    char *at = digits + NUMBER_SIZE;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;

    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0) {
        *--at = '-';
    }
    text_output_bytes(output, at, (size_t)(digits + NUMBER_SIZE - at));
}

void text_output_address(struct text_output *output, uint32_t address) {
    char text[ADDRESS_TEXT_SIZE];

    text_output_text(output, address_format(address, text));
}

static void close_descriptor(struct text_output *output) {
    int status = 0;

    errno = 0;
    if (output->gzip != NULL) {
        status = gzclose(output->gzip) == Z_OK ? 0 : -1;
    } else if (output->path != NULL) {
        status = close(output->descriptor);
    }
    if (status != 0 && output->failure == 0) {
        output->failure = errno == 0 ? EIO : errno;
    }
}

static bool publish(struct text_output *output, struct error *error) {
    return !output->is_whole_or_none || rename(output->part, output->path) == 0 ||
           cannot(output, "create", errno, error);
}

/* A reader that has seen enough is no fault, so the command just ends. */
static bool tell(struct text_output *output, struct error *error) {
    if (output->failure == EPIPE) {
        error->text[0] = '\0';
        return false;
    }
    return cannot(output, "write", output->failure, error);
}

bool text_output_close(struct text_output *output, bool is_ok, struct error *error) {
    if (is_ok) {
        flush(output);
    }
    close_descriptor(output);
    if (is_ok && output->failure != 0) {
        is_ok = tell(output, error);
    }
    is_ok = is_ok && publish(output, error);
    if (!is_ok) {
        remove_part(output);
    }
    return is_ok;
}
