/* SPDX-License-Identifier: MIT
 * Addresses as lists, blocks and ranges; the longest run of them is in hand. */
#include "base/address.h"
#include "base/error.h"
#include "export/export_form.h"
#include "export/export_options.h"
#include "export/text_output.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"

static const char default_level[] = "network_alive";

enum { ADDRESS_BITS = 32 };

/* Writes the addresses of a run, both ends included. */
typedef void run_fn(struct text_output *output, uint32_t first, uint32_t last);

static void write_list(struct text_output *output, uint32_t first, uint32_t last) {
    for (uint64_t address = first; address <= last; address++) {
        text_output_address(output, (uint32_t)address);
        text_output_bytes(output, "\n", 1);
    }
}

static void write_range(struct text_output *output, uint32_t first, uint32_t last) {
    text_output_address(output, first);
    if (last != first) {
        text_output_bytes(output, "-", 1);
        text_output_address(output, last);
    }
    text_output_bytes(output, "\n", 1);
}

static void write_blocks(struct text_output *output, uint32_t first, uint32_t last) {
    for (uint64_t at = first; at <= last;) {
        unsigned bits = address_block_bits((struct address_range){(uint32_t)at, last});

        text_output_address(output, (uint32_t)at);
        text_output_bytes(output, "/", 1);
        text_output_number(output, ADDRESS_BITS - bits);
        text_output_bytes(output, "\n", 1);
        at += 1ULL << bits;
    }
}

static bool check_level(const struct export_job *job, const char *level) {
    static const struct choice choice = {STATEMENT_READ_LEVEL_NAMES, ":level",
                                         "--where level"};

    return chosen_name_is_there(job->database, &choice, level, job->error);
}

static sqlite3_stmt *begin(const struct export_job *job, const char *level) {
    const struct export_options *options = job->options;
    sqlite3_stmt *row =
        database_statement(job->database, STATEMENT_READ_ADDRESSES, job->error);

    if (row != NULL) {
        bind_integer(row, ":scan", job->scan);
        bind_text(row, ":level", level);
        bind_text(row, ":probes", options->probes);
        if (options->tarpit != NULL) {
            bind_integer(row, ":tarpit", options->tarpit[0] == '1');
        }
    }
    return row;
}

static bool is_address(sqlite3_stmt *row, int64_t after) {
    int64_t address = sqlite3_column_int64(row, 0);

    return sqlite3_column_type(row, 0) == SQLITE_INTEGER && address > after &&
           address <= UINT32_MAX;
}

static bool not_an_address(const struct export_job *job, sqlite3_stmt *row) {
    return error_set(job->error,
                     "'%s' is damaged: table host has %lld where an address should be; "
                     "liveness check tells more",
                     job->database->path, (long long)sqlite3_column_int64(row, 0));
}

static bool write_rows(const struct export_job *job, sqlite3_stmt *row, run_fn *write) {
    int64_t first = -1;
    int64_t last = -1;
    int status;

    for (uint64_t rows = 1; (status = sqlite3_step(row)) == SQLITE_ROW; rows++) {
        if (!is_address(row, last)) {
            return not_an_address(job, row);
        }
        int64_t address = sqlite3_column_int64(row, 0);
        if (first >= 0 && address != last + 1) {
            write(job->output, (uint32_t)first, (uint32_t)last);
        }
        first = first < 0 || address != last + 1 ? address : first;
        last = address;
        if (!export_job_step(job, rows)) {
            return false;
        }
    }
    if (first >= 0) {
        write(job->output, (uint32_t)first, (uint32_t)last);
    }
    return status == SQLITE_DONE || database_failed(job->database, "read", job->error);
}

static bool write_addresses(const struct export_job *job, run_fn *write) {
    const char *level = job->options->level;

    level = level == NULL ? default_level : level;
    if (!check_level(job, level)) {
        return false;
    }
    sqlite3_stmt *row = begin(job, level);
    bool is_ok = row != NULL && write_rows(job, row, write);
    sqlite3_reset(row);
    return is_ok;
}

static bool as_list(const struct export_job *job) {
    return write_addresses(job, write_list);
}

static bool as_blocks(const struct export_job *job) {
    return write_addresses(job, write_blocks);
}

static bool as_ranges(const struct export_job *job) {
    return write_addresses(job, write_range);
}

const struct export_form export_list = {
    .name = "list", .is_of_addresses = true, .write = as_list};
const struct export_form export_cidr = {
    .name = "cidr", .is_of_addresses = true, .write = as_blocks};
const struct export_form export_range = {
    .name = "range", .is_of_addresses = true, .write = as_ranges};
