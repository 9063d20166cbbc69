/* SPDX-License-Identifier: MIT
 * libpcap writes the file; what it leaves to its callers is here: not to overwrite one,
 * to go on behind the last whole packet, and to notice that a disk is full. */
#include "wire/savefile_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "wire/savefile_end.h"

enum { BUFFER_SIZE = 1 << 20, MODE = 0666 };

struct savefile_writer {
    const char *path;
    pcap_dumper_t *dumper;
    FILE *stream; /* the dumper's */
    char buffer[BUFFER_SIZE];
};

static bool failed(const struct savefile_writer *writer, int number,
                   struct error *error) {
    return error_set(error, "cannot write '%s': %s", writer->path,
                     number == 0 ? "input/output error" : strerror(number));
}

static bool is_disk_full(int number) {
    return number == ENOSPC || number == EDQUOT;
}

static bool failed_to_create(const char *path, int number, struct error *error) {
    if (is_disk_full(number)) {
        return error_set(error, "cannot create '%s': %s", path, strerror(number));
    }
    return error_set_usage(error, "--pcap: cannot create '%s': %s", path,
                           strerror(number));
}

/* One that is there is no failure, if it may be added to. */
static bool make_file(const char *path, bool may_append, bool *is_new,
                      struct error *error) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);

    *is_new = fd >= 0;
    if (fd >= 0) {
        close(fd);
        return true;
    }
    if (errno != EEXIST) {
        return failed_to_create(path, errno, error);
    }
    return may_append ||
           error_set_usage(error, "--pcap: '%s' exists; give a new name", path);
}

/* Also behind a link to where there is none. */
static bool find_file(const char *path, struct error *error) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, MODE);
    struct stat status;

    if (fd < 0) {
        return failed_to_create(path, errno, error);
    }
    bool is_regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    close(fd);
    return is_regular ||
           error_set_usage(error, "--pcap: '%s' is not a regular file", path);
}

/* Packets come one by one and a scan has many, so they are written by the megabyte. */
static bool open_dumper(struct savefile_writer *writer, pcap_t *pcap, bool is_new,
                        struct error *error) {
    errno = 0;
    writer->dumper = pcap_dump_open_append(pcap, writer->path);
    if (writer->dumper == NULL && (is_new || is_disk_full(errno))) {
        return failed(writer, errno, error);
    }
    if (writer->dumper == NULL) {
        return error_set_usage(error, "--pcap: cannot add to it: %s; move it away",
                               pcap_geterr(pcap));
    }
    writer->stream = pcap_dump_file(writer->dumper);
    if (fflush(writer->stream) != 0) {
        return failed(writer, errno, error);
    }
    setvbuf(writer->stream, writer->buffer, _IOFBF, BUFFER_SIZE);
    return savefile_mend(fileno(writer->stream), writer->path, error);
}

static struct savefile_writer *open_file(pcap_t *pcap, const char *path, bool is_new,
                                         struct error *error) {
    struct savefile_writer *writer = calloc(1, sizeof(*writer));

    if (writer == NULL) {
        error_set(error, "out of memory for '%s'", path);
        return NULL;
    }
    writer->path = path;
    if (!open_dumper(writer, pcap, is_new, error)) {
        savefile_writer_close(writer);
        return NULL;
    }
    return writer;
}

struct savefile_writer *savefile_writer_open(pcap_t *pcap, const char *path,
                                             bool may_append, struct error *error) {
    bool is_new;

    if (!make_file(path, may_append, &is_new, error) ||
        (!is_new && !find_file(path, error))) {
        return NULL;
    }
    struct savefile_writer *writer = open_file(pcap, path, is_new, error);
    if (writer == NULL && is_new) {
        unlink(path); /* else the same command would be refused for it */
    }
    return writer;
}

/* Nothing is put behind a gap: what follows could not be read any more. */
void savefile_writer_put(struct savefile_writer *writer,
                         const struct pcap_pkthdr *header, const uint8_t *bytes) {
    if (!ferror(writer->stream)) {
        pcap_dump((u_char *)writer->dumper, header, bytes);
    }
}

bool savefile_writer_flush(struct savefile_writer *writer, struct error *error) {
    errno = 0;
    bool is_flushed = fflush(writer->stream) == 0 && !ferror(writer->stream);
    return is_flushed || failed(writer, errno, error);
}

bool savefile_writer_sync(struct savefile_writer *writer, struct error *error) {
    return savefile_writer_flush(writer, error) &&
           (fsync(fileno(writer->stream)) == 0 || failed(writer, errno, error));
}

void savefile_writer_close(struct savefile_writer *writer) {
    if (writer != NULL) {
        if (writer->dumper != NULL) {
            pcap_dump_close(writer->dumper);
        }
        free(writer);
    }
}
