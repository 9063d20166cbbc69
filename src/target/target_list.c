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

const char *const target_list_reserved = reserved_conf;

static const char blanks[] = " \t\r\f\v";

/* Copies the line's entry, of TARGET_ENTRY_SIZE, without blanks and comment; cuts what
 * is too long to be one. */
static void copy_entry(const char *line, size_t length, char *entry) {
    const char *comment = memchr(line, '#', length);
    size_t end = comment == NULL ? length : (size_t)(comment - line);
    size_t start = 0;

    while (start < end && strchr(blanks, line[start]) != NULL) {
        start++;
    }
    while (end > start && strchr(blanks, line[end - 1]) != NULL) {
        end--;
    }
    size_t copied =
        end - start < TARGET_ENTRY_SIZE - 1 ? end - start : TARGET_ENTRY_SIZE - 1;
    memcpy(entry, line + start, copied);
    entry[copied] = '\0';
}

static bool add_range(struct range_set *set, struct address_range range,
                      struct error *error) {
    return range_set_add(set, range) || error_set(error, "out of memory for targets");
}

/* Takes the next entry from *text; false at the end. The line is that of the last one
 * taken, 0 at the beginning. */
static bool next_entry(const char **text, struct target_entry *entry) {
    while (**text != '\0') {
        size_t length = strcspn(*text, "\n");

        entry->line++;
        copy_entry(*text, length, entry->text);
        *text += length + ((*text)[length] == '\n');
        if (entry->text[0] != '\0') {
            return true;
        }
    }
    return false;
}

bool target_list_parse(const char *name, const char *text, struct range_set *set,
                       struct error *error) {
    struct target_entry entry = {0};
    size_t entries = 0;

    for (; next_entry(&text, &entry); entries++) {
        struct address_range range;
        enum address_status status = address_range_parse(entry.text, &range);

        if (status != ADDRESS_OK) {
            return error_set_usage(error, "'%s' line %u: '%s': %s", name, entry.line,
                                   entry.text, address_status_text(status));
        }
        if (!add_range(set, range, error)) {
            return false;
        }
    }
    return entries > 0 || error_set_usage(error,
                                          "'%s' names no address; expected one "
                                          "address, block or range a line",
                                          name);
}

bool target_list_find(const char *text, uint32_t address, struct target_entry *entry) {
    *entry = (struct target_entry){0};
    while (next_entry(&text, entry)) {
        struct address_range range;

        if (address_range_parse(entry->text, &range) == ADDRESS_OK &&
            range.first <= address && address <= range.last) {
            return true;
        }
    }
    return false;
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
