/* SPDX-License-Identifier: MIT
 * Reads by stream, so that pipes and standard input work like files. */
#include "base/file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { FIRST_SIZE = 4096 };

static bool grow(struct file_text *text, size_t *size) {
    size_t wanted = *size == 0 ? FIRST_SIZE : *size * 2;
    char *bytes = realloc(text->bytes, wanted);

    if (bytes == NULL) {
        return false;
    }
    text->bytes = bytes;
    *size = wanted;
    return true;
}

/* Returns 0 or an errno value. */
static int read_stream(FILE *stream, size_t limit, struct file_text *text) {
    size_t size = 0;

    do {
        if (text->length + 1 >= size && !grow(text, &size)) {
            return ENOMEM;
        }
        text->length +=
            fread(text->bytes + text->length, 1, size - text->length - 1, stream);
        text->bytes[text->length] = '\0';
    } while (text->length <= limit && !feof(stream) && !ferror(stream));
    return ferror(stream) ? errno : 0;
}

/* Want of memory is not the user's fault. */
static bool fail(const char *doing, const char *what, const char *path, int failure,
                 struct error *error) {
    error_set(error, "cannot %s %s '%s': %s", doing, what, path, strerror(failure));
    error->is_usage = failure != ENOMEM;
    return false;
}

bool file_read(const char *path, const char *what, struct file_text *text,
               struct error *error) {
    return file_read_short(path, what, SIZE_MAX, text, error);
}

bool file_read_short(const char *path, const char *what, size_t limit,
                     struct file_text *text, struct error *error) {
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(path, "re");

    *text = (struct file_text){0};
    if (stream == NULL) {
        return fail("open", what, path, errno, error);
    }
    int failure = read_stream(stream, limit, text);
    if (!is_stdin) {
        fclose(stream);
    }
    if (failure != 0) {
        file_text_finish(text);
        return fail("read", what, path, failure, error);
    }
    return true;
}

bool file_read_text(const char *path, const char *what, struct file_text *text,
                    struct error *error) {
    if (!file_read(path, what, text, error)) {
        return false;
    }
    size_t length = strlen(text->bytes);
    if (length == text->length) {
        return true;
    }
    file_text_finish(text);
    return error_set_usage(error, "%s '%s' is not text: byte %zu is NUL", what, path,
                           length + 1);
}

void file_text_finish(struct file_text *text) {
    free(text->bytes);
    *text = (struct file_text){0};
}

bool file_cannot_open(const char *path, int reason, struct error *error) {
    struct stat status;

    if (reason == EACCES && geteuid() != 0 && stat(path, &status) == 0 &&
        S_ISREG(status.st_mode) && status.st_uid == 0) {
        return error_set(error,
                         "cannot open '%s': it belongs to root; give it to yourself: "
                         "sudo chown %u:%u '%s'*",
                         path, geteuid(), getegid(), path);
    }
    return error_set(error, "cannot open '%s': %s", path, strerror(reason));
}
