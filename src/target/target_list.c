/* SPDX-License-Identifier: MIT
 * Reads lists line by line and fails on the first bad one: a blocklist that is half
 * understood would let a scan reach those who asked to be left alone. */
#include "target/target_list.h"

#include <stddef.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "reserved.conf.h"
#include "target/range_set.h"

enum { ENTRY_SIZE = 64 }; /* the longest sound entry has 31 characters */

const char *const target_list_reserved = reserved_conf;

static const char blanks[] = " \t\r\f\v";

/* Copies the line's entry without blanks and comment; cuts what is too long to be one.
 */
static void copy_entry(const char *line, size_t length, char entry[ENTRY_SIZE]) {
    const char *comment = memchr(line, '#', length);
    size_t end = comment == NULL ? length : (size_t)(comment - line);
    size_t start = 0;

    while (start < end && strchr(blanks, line[start]) != NULL) {
        start++;
    }
    while (end > start && strchr(blanks, line[end - 1]) != NULL) {
        end--;
    }
    size_t copied = end - start < ENTRY_SIZE - 1 ? end - start : ENTRY_SIZE - 1;
    memcpy(entry, line + start, copied);
    entry[copied] = '\0';
}

static bool add_range(struct range_set *set, struct address_range range,
                      struct error *error) {
    return range_set_add(set, range) || error_set(error, "out of memory for targets");
}

bool target_list_parse(const char *name, const char *text, struct range_set *set,
                       struct error *error) {
    size_t entries = 0;
    unsigned line_number = 0;

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char entry[ENTRY_SIZE];
        struct address_range range;

        line_number++;
        copy_entry(text, length, entry);
        text += length + (text[length] == '\n');
        if (entry[0] == '\0') {
            continue;
        }
        enum address_status status = address_range_parse(entry, &range);
        if (status != ADDRESS_OK) {
            return error_set_usage(error, "'%s' line %u: '%s': %s", name, line_number,
                                   entry, address_status_text(status));
        }
        if (!add_range(set, range, error)) {
            return false;
        }
        entries++;
    }
    return entries > 0 || error_set_usage(error,
                                          "'%s' names no address; expected one "
                                          "address, block or range a line",
                                          name);
}

bool target_list_add(const char *entry, struct range_set *set, struct error *error) {
    struct address_range range;
    enum address_status status = address_range_parse(entry, &range);

    if (status != ADDRESS_OK) {
        return error_set_usage(error, "target '%s': %s", entry,
                               address_status_text(status));
    }
    return add_range(set, range, error);
}
