/* SPDX-License-Identifier: MIT
 * What root may not do without capabilities is asked of the kernel by trying with none
 * in force: it knows of lists of access rights and of network file systems too. */
#include "privilege/capabilities.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static bool has(cap_t capabilities, cap_value_t one) {
    cap_flag_value_t value = CAP_CLEAR;

    return cap_get_flag(capabilities, one, CAP_PERMITTED, &value) == 0 &&
           value == CAP_SET;
}

static bool apply(const cap_value_t *kept, size_t count, cap_t now, cap_t next) {
    bool is_ok = now != NULL && next != NULL;

    for (size_t i = 0; is_ok && i < count; i++) {
        if (has(now, kept[i])) {
            is_ok = cap_set_flag(next, CAP_PERMITTED, 1, &kept[i], CAP_SET) == 0 &&
                    cap_set_flag(next, CAP_EFFECTIVE, 1, &kept[i], CAP_SET) == 0;
        }
    }
    return is_ok && cap_set_proc(next) == 0;
}

/* The kernel lowers the ambient ones by itself. */
bool capabilities_keep(const cap_value_t *kept, size_t count, struct error *error) {
    cap_t now = cap_get_proc();
    cap_t next = cap_init();
    bool is_ok = apply(kept, count, now, next) ||
                 error_set(error, "cannot give up capabilities: %s", strerror(errno));

    cap_free(now);
    cap_free(next);
    return is_ok;
}

void capabilities_close_bounds(void) {
    for (cap_value_t one = 0; one < cap_max_bits(); one++) {
        (void)cap_drop_bound(one);
    }
}

static void put_out_of_force(void) {
    cap_t capabilities = cap_get_proc();

    if (capabilities != NULL && cap_clear_flag(capabilities, CAP_EFFECTIVE) == 0) {
        (void)cap_set_proc(capabilities);
    }
    cap_free(capabilities);
}

/* A file that is not there can be made if its directory may be written to. */
static bool may_write(const char *path) {
    return faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0 || errno == ENOENT;
}

static bool may_write_in(const char *path) {
    char copy[PATH_MAX]; /* dirname writes into its argument */

    snprintf(copy, sizeof(copy), "%s", path);
    return faccessat(AT_FDCWD, dirname(copy), W_OK | X_OK, AT_EACCESS) == 0;
}

/* Results, log, and the log's index, all in the directory of the file proper. */
static bool may_write_results(const char *path) {
    static const char *const suffixes[] = {"", "-shm", "-wal"};
    char real[PATH_MAX];
    char name[PATH_MAX + sizeof("-wal")];

    if (realpath(path, real) == NULL) {
        return errno == ENOENT && may_write_in(path);
    }
    bool is_ok = may_write_in(real);
    for (size_t i = 0; is_ok && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", real, suffixes[i]);
        is_ok = may_write(name);
    }
    return is_ok;
}

/* A file of one's own, in whatever directory; "": none. */
static bool may_write_savefile(const char *path) {
    if (path[0] == '\0') {
        return true;
    }
    return faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0
               ? may_write(path)
               : errno == ENOENT && may_write_in(path);
}

static bool is_of_another(const char *path) {
    struct stat status;

    return stat(path, &status) == 0 && status.st_uid != geteuid();
}

/* Another user's directory or file takes CAP_DAC_OVERRIDE. SQLite gives the log to whom
 * the file belongs, who could not read the file otherwise; that takes CAP_CHOWN. */
size_t capabilities_for_files(const char *results, const char *savefile,
                              cap_value_t rights[FILE_RIGHTS_MAX]) {
    bool is_foreign = is_of_another(results);
    size_t count = 0;

    put_out_of_force();
    if (!may_write_results(results) || !may_write_savefile(savefile)) {
        rights[count++] = CAP_DAC_OVERRIDE;
    }
    if (is_foreign) {
        rights[count++] = CAP_CHOWN;
    }
    return count;
}
