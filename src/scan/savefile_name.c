/* SPDX-License-Identifier: MIT
 * A name that was asked for is to be a new file's, or the savefile that a scan had
 * before it is gone on with. One that the results file names is added to, never made:
 * it may be a stranger's, and what was captured before would be missing. */
#include "scan/savefile_name.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "scan/option_setters.h"
#include "scan/options.h"

/* A name in two parts. */
struct place {
    char folder[PATH_MAX];
    const char *file;
};

static struct place place_of(const char *path) {
    const char *slash = strrchr(path, '/');
    struct place place = {.folder = ".", .file = slash == NULL ? path : slash + 1};

    if (slash != NULL) {
        snprintf(place.folder, sizeof(place.folder), "%.*s", (int)(slash + 1 - path),
                 path);
    }
    return place;
}

static bool is_same_file(const char *a, const char *b) {
    struct stat first;
    struct stat second;

    return stat(a, &first) == 0 && stat(b, &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* SQLite has files of its own beside a database, https://sqlite.org/tempfiles.html. */
static bool is_of_results(const char *path, const char *results) {
    static const char *const suffixes[] = {"", "-journal", "-shm", "-wal"};
    struct place place = place_of(path);
    struct place output = place_of(results);
    size_t length = strlen(output.file);
    bool is_one = false;

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        is_one = is_one || (strncmp(place.file, output.file, length) == 0 &&
                            strcmp(place.file + length, suffixes[i]) == 0);
    }
    return is_one && is_same_file(place.folder, output.folder);
}

static bool check_asked(const struct scan_options *options, const char *earlier,
                        struct error *error) {
    const char *path = options->pcap;
    const char *results = options->resume == NULL ? options->output : options->resume;

    if (strcmp(path, "-") == 0) {
        return error_set_usage(error, "--pcap: packets cannot go to standard output; "
                                      "give a file's name");
    }
    if (results != NULL && is_of_results(path, results)) {
        return error_set_usage(error, "--pcap: '%s' belongs to the results file '%s'",
                               path, results);
    }
    return access(path, F_OK) != 0 || is_same_file(path, earlier) ||
           error_set_usage(error, "--pcap: '%s' exists; give a new name", path);
}

bool savefile_name_check(const struct scan_options *options, const char *earlier,
                         struct error *error) {
    if (options->is_given[KEY_PCAP]) {
        return check_asked(options, earlier, error);
    }
    return options->pcap[0] == '\0' || access(options->pcap, F_OK) == 0 ||
           error_set_usage(error,
                           "--resume: the scan's packets were saved in '%s', which "
                           "cannot be found: %s; put it back, or give a new --pcap",
                           options->pcap, strerror(errno));
}
