/* SPDX-License-Identifier: MIT
 * Reads lists of addresses, blocks and ranges: allowlists, blocklists, the built-in
 * one. */
#ifndef TARGET_TARGET_LIST_H
#define TARGET_TARGET_LIST_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct range_set;

/* The IANA special-purpose address registry and multicast, as a list in the same form
 * as a file's: one entry a line, '#' begins a comment. */
extern const char *const target_list_reserved;

/* Adds each entry of `text` to the set (not sealed). `name` is the file's, for errors,
 * which give the line's number. A list without an entry is an error. */
bool target_list_parse(const char *name, const char *text, struct range_set *set,
                       struct error *error);

/* An entry of a list. */
enum { TARGET_ENTRY_SIZE = 64 }; /* the longest sound one has 31 characters */
struct target_entry {
    unsigned line; /* from 1 */
    char text[TARGET_ENTRY_SIZE];
};

/* Finds the first entry of `text` that holds the address; passes over bad ones. */
bool target_list_find(const char *text, uint32_t address, struct target_entry *entry);

/* Adds one entry of the command line. */
bool target_list_add(const char *entry, struct range_set *set, struct error *error);

#endif
