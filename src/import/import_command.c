/* SPDX-License-Identifier: MIT
 * Reads a scan's replies once more, from captures. Whatever can be refused is looked at
 * before anything is written. */
#include "import/import_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/keyed_hash.h"
#include "base/signals.h"
#include "base/watch.h"
#include "import/import_captures.h"
#include "import/import_options.h"
#include "import/import_record.h"
#include "import/sent_scan.h"
#include "warehouse/database.h"
#include "warehouse/output_file.h"
#include "warehouse/seal.h"

enum { CHANCE = 1024, OURS_SIZE = 200 };

/* All zero at the start. */
struct import {
    struct import_options options;
    struct output_file output;
    struct database database; /* the output */
    struct database results;  /* unless the scan is in the output */
    struct sent_scan sent;
    struct import_captures captures;
    int64_t scan; /* its number in the output */
    struct watch watch;
    struct import_counts counts;
};

static bool are_same_file(const char *one, const char *other) {
    struct stat a;
    struct stat b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Only the newest scan of a file can go on. */
static bool check_output(const struct import *import, struct error *error) {
    const char *path = import->options.output;

    return !import->output.can_go_on ||
           error_set_usage(error,
                           "output: the newest scan of '%s' can go on, and could not "
                           "after an import; liveness scan --resume it, or give a new "
                           "name with --output",
                           path);
}

static bool open_files(struct import *import, struct error *error) {
    const struct import_options *options = &import->options;

    if (!output_file_look(options->output, &import->output, error) ||
        !check_output(import, error) ||
        !output_file_reserve(&import->output, &import->database, error)) {
        return false;
    }
    bool is_same = are_same_file(options->output, options->results);
    struct database *from = is_same ? &import->database : &import->results;

    return (is_same || database_open(options->results, from, error)) &&
           sent_scan_read(from, options, &import->sent, error) &&
           import_captures_open(options, &import->sent.ours, &import->captures, error);
}

/* Nothing is left of an import that was none. */
static bool forget(struct import *import, struct error *error) {
    if (!import->output.exists) {
        database_discard(&import->database);
        return true;
    }
    return import_record_forget(&import->database, error) &&
           database_leave_wal(&import->database, import->options.is_quiet, error);
}

/* With a wrong key, what only a source port ties to a probe is tied by chance, once in
 * 16,384 packets for each attempt. */
static bool has_found_nothing(const struct import_counts *counts) {
    return !counts->is_stopped && counts->with_cookie == 0 &&
           counts->replies <= counts->to_us / CHANCE;
}

/* As many as there is room for. */
static void list_addresses(const struct captured_addresses *ours,
                           char text[OURS_SIZE]) {
    char address[ADDRESS_TEXT_SIZE];
    size_t length = 0;

    for (size_t i = 0; i < ours->count && length < OURS_SIZE; i++) {
        length += (size_t)snprintf(text + length, OURS_SIZE - length, "%s%s",
                                   i == 0 ? "" : " or ",
                                   address_format(ours->list[i], address));
    }
}

static bool tell_empty(const struct import *import, const struct error *cut,
                       struct error *error) {
    const struct import_options *options = &import->options;

    if (import->counts.is_cut) {
        *error = *cut;
        return false;
    }
    return options->capture_count == 1
               ? error_set(error, "'%s' holds no packets", options->captures[0])
               : error_set(error, "none of the %zu captures holds a packet",
                           options->capture_count);
}

static bool tell_not_to_us(const struct import *import, struct error *error) {
    char ours[OURS_SIZE];

    list_addresses(&import->sent.ours, ours);
    return error_set(error,
                     "none of %llu packets is to %s, the address of scan %lld of "
                     "'%s'; --source-address names another",
                     (unsigned long long)import->counts.packets, ours,
                     (long long)import->sent.stored.scan, import->options.results);
}

static bool tell_chance(const struct import *import, const char *what_is_left,
                        struct error *error) {
    const struct import_counts *counts = &import->counts;
    char ours[OURS_SIZE];

    list_addresses(&import->sent.ours, ours);
    return error_set(
        error,
        "%llu of %llu packets to %s are replies to scan %lld of '%s', as chance may "
        "have it: it is another scan's capture%s",
        (unsigned long long)counts->replies, (unsigned long long)counts->to_us, ours,
        (long long)import->sent.stored.scan, import->options.results, what_is_left);
}

static bool tell_nothing(const struct import *import, const struct error *cut,
                         struct error *error) {
    const struct import_counts *counts = &import->counts;

    if (counts->is_stopped) {
        return error_set(error, "interrupted before the first reply; nothing is left");
    }
    if (counts->packets == 0) {
        return tell_empty(import, cut, error);
    }
    return counts->to_us == 0 ? tell_not_to_us(import, error)
                              : tell_chance(import, "", error);
}

/* Others' replies cannot be taken back. */
static bool tell_what_is_left(const struct import *import, struct error *error) {
    char left[64];

    snprintf(left, sizeof(left), "; they are left as scan %lld of the output",
             (long long)import->scan);
    return tell_chance(import, left, error);
}

static enum exit_reason reason_of(const struct import *import) {
    if (import->counts.is_stopped) {
        return EXIT_IMPORT_STOPPED;
    }
    if (import->counts.is_cut) {
        return EXIT_IMPORT_CUT;
    }
    return import->sent.stored.is_ended ? import->sent.stored.reason : EXIT_NOT_CLOSED;
}

/* A scan that was imported whole ended when it was sent. */
static bool close_record(struct import *import, const char *detail,
                         struct error *error) {
    const struct stored_scan *stored = &import->sent.stored;
    enum exit_reason reason = reason_of(import);
    bool is_original = stored->is_ended && reason == stored->reason;
    const struct run_end end = {
        .ended_us = is_original ? stored->ended_us : clock_real_ns() / NS_PER_US,
        .reason = reason,
        .detail = detail,
    };
    char *digests = import_captures_digests(&import->captures);
    bool is_ok =
        (digests != NULL || error_set(error, "out of memory for digests")) &&
        import_record_end(&import->database, import->scan, digests, &end, error);

    free(digests);
    return is_ok;
}

static bool close_file(struct import *import, struct error *error) {
    const struct import_options *options = &import->options;
    bool is_to_be_sealed = !options->is_no_seal && !import->counts.is_stopped;

    return (!is_to_be_sealed || seal(&import->database, &import->watch, error)) &&
           database_leave_wal(&import->database, options->is_quiet, error);
}

static void print_counts(const struct import *import) {
    const struct import_counts *counts = &import->counts;

    fprintf(stderr,
            "scan %lld of '%s': %llu replies, duplicates included, of %llu packets; "
            "%llu were no reply, %llu not to us\n",
            (long long)import->scan, import->options.output,
            (unsigned long long)counts->replies, (unsigned long long)counts->packets,
            (unsigned long long)(counts->to_us - counts->replies),
            (unsigned long long)(counts->packets - counts->to_us));
}

/* What was read is kept, and told. */
static bool finish(struct import *import, const struct error *cut,
                   struct error *error) {
    const struct import_counts *counts = &import->counts;

    if (!close_record(import, counts->is_cut ? cut->text : NULL, error) ||
        !close_file(import, error)) {
        return false;
    }
    if (!import->options.is_quiet) {
        print_counts(import);
    }
    if (counts->is_stopped) {
        return error_set(error, "interrupted; scan %lld of '%s' has what was read",
                         (long long)import->scan, import->options.output);
    }
    if (has_found_nothing(counts)) {
        return tell_what_is_left(import, error);
    }
    if (counts->is_cut) {
        return error_set(error, "%.400s; what came before it is imported", cut->text);
    }
    return true;
}

/* If that can be written. */
static void note_failure(struct import *import, const char *detail) {
    const struct run_end end = {
        .ended_us = clock_real_ns() / NS_PER_US,
        .reason = import->counts.is_held ? EXIT_FILE_HELD : EXIT_WRITE_FAILED,
        .detail = detail,
    };
    struct error ignored;

    (void)run_record_finish(&import->database, import->scan, &end, &ignored);
}

/* No file is left behind without a scan, and one with others as it was. */
static void abandon(struct import *import) {
    struct error ignored;

    if (import->output.exists) {
        (void)database_leave_wal(&import->database, import->options.is_quiet, &ignored);
    } else {
        database_discard(&import->database);
    }
}

static bool begin(struct import *import, struct error *error) {
    if (!output_file_begin(&import->output, &import->database, error)) {
        return false;
    }
    if (import_record_begin(&import->database, &import->sent, &import->options,
                            &import->scan, error)) {
        return true;
    }
    abandon(import);
    return false;
}

static bool import_replies(struct import *import, struct error *error) {
    struct error cut = {0};

    if (!begin(import, error)) {
        return false;
    }
    if (!import_captures_read(&import->captures, &import->sent, &import->database,
                              import->scan, &import->watch, &import->counts, &cut)) {
        *error = cut;
        note_failure(import, error->text);
        return false;
    }
    if (import->counts.replies == 0 ||
        (has_found_nothing(&import->counts) && !import->output.exists)) {
        return forget(import, error) && tell_nothing(import, &cut, error);
    }
    return finish(import, &cut, error);
}

static bool run(struct import *import, struct error *error) {
    watch_start(&import->watch, import->options.is_quiet);
    bool is_ok = import_replies(import, error);
    watch_end(&import->watch);
    return is_ok;
}

bool import_command(int argc, char **argv, struct error *error) {
    struct import import;

    signals_begin();
    memset(&import, 0, sizeof(import));
    bool is_ok = import_options_parse(argc, argv, &import.options, error) &&
                 (keyed_hash_init() ||
                  error_set(error, "libsodium finds no source of random numbers")) &&
                 open_files(&import, error) && run(&import, error);
    import_captures_close(&import.captures);
    sent_scan_finish(&import.sent);
    database_close(&import.results);
    database_close(&import.database);
    return is_ok;
}
