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

#include "base/error.h"

enum { NUMBER_SIZE = 20, GZIP_BUFFER = 1 << 17 };

/* Fast rather than small: numbers compress well anyhow. */
static const char gzip_mode[] = "wb1";

static bool cannot(const struct text_output *output, const char *doing, int failure,
                   struct error *error) {
    return error_set(error, "cannot %s '%s': %s", doing,
                     output->path == NULL ? "standard output" : output->path,
                     strerror(failure));
}

/* By another name, such as /dev/stdout. */
static bool is_standard_output(const char *path) {
    struct stat status;
    struct stat own;

    return stat(path, &status) == 0 && fstat(STDOUT_FILENO, &own) == 0 &&
           status.st_dev == own.st_dev && status.st_ino == own.st_ino;
}

bool text_output_is_whole_or_none(const char *path) {
    struct stat status;

    return path != NULL && (stat(path, &status) < 0 ||
                            (S_ISREG(status.st_mode) && !is_standard_output(path)));
}

/* Opening a pipe waits until somebody reads. */
static bool open_descriptor(struct text_output *output, struct error *error) {
    const char *path = output->path;

    output->is_whole_or_none = text_output_is_whole_or_none(path);
    if (output->is_whole_or_none) {
        bool is_open = part_file_open(&output->file, path, error);

        output->descriptor = output->file.descriptor;
        return is_open;
    }
    output->descriptor = path == NULL || is_standard_output(path)
                             ? STDOUT_FILENO
                             : open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    return output->descriptor >= 0 || cannot(output, "open", errno, error);
}

/* zlib closes what it writes to, so that is a duplicate. */
static bool begin_gzip(struct text_output *output, struct error *error) {
    int duplicate = fcntl(output->descriptor, F_DUPFD_CLOEXEC, 0);

    if (duplicate < 0) {
        return cannot(output, "open", errno, error);
    }
    output->gzip = gzdopen(duplicate, gzip_mode);
    if (output->gzip == NULL) {
        close(duplicate);
        return error_set(error, "out of memory for gzip");
    }
    gzbuffer(output->gzip, GZIP_BUFFER);
    return true;
}

/* A file gets its name if all is well. */
static bool close_descriptor(struct text_output *output, bool is_ok,
                             struct error *error) {
    if (output->is_whole_or_none && is_ok) {
        return part_file_publish(&output->file, error);
    }
    if (output->is_whole_or_none) {
        part_file_discard(&output->file);
    } else if (output->descriptor != STDOUT_FILENO) {
        close(output->descriptor);
    }
    return is_ok;
}

bool text_output_open(struct text_output *output, const char *path, bool is_gzip,
                      struct error *error) {
    output->path = path;
    output->gzip = NULL;
    output->used = 0;
    output->failure = 0;
    return open_descriptor(output, error) && (!is_gzip || begin_gzip(output, error) ||
                                              close_descriptor(output, false, error));
}

/* A reader that has seen enough is no fault, so the command just ends. */
bool text_output_check(const struct text_output *output, struct error *error) {
    if (output->failure == EPIPE) {
        error->text[0] = '\0';
        return false;
    }
    return output->failure == 0 || cannot(output, "write", output->failure, error);
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
    errno = 0;
    if (length > 0 && gzwrite(output->gzip, bytes, (unsigned)length) == 0) {
        output->failure = errno == 0 ? EIO : errno;
    }
}

static void flush(struct text_output *output) {
    if (output->failure == 0 && output->gzip == NULL) {
        write_all(output, output->buffer, output->used);
    } else if (output->failure == 0) {
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
    for (int shift = 24; shift >= 0; shift -= 8) {
        text_output_number(output, address >> shift & 255);
        text_output_bytes(output, ".", shift > 0);
    }
}

static void finish_gzip(struct text_output *output) {
    errno = 0;
    if (output->gzip != NULL && gzclose(output->gzip) != Z_OK && output->failure == 0) {
        output->failure = errno == 0 ? EIO : errno;
    }
}

bool text_output_close(struct text_output *output, bool is_ok, struct error *error) {
    if (is_ok) {
        flush(output);
    }
    finish_gzip(output);
    is_ok = is_ok && text_output_check(output, error);
    return close_descriptor(output, is_ok, error);
}
