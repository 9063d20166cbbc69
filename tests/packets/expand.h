/* SPDX-License-Identifier: MIT
 * Turns the words of a fixture's frame into bytes. */
#ifndef PACKETS_EXPAND_H
#define PACKETS_EXPAND_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct probe_set;
struct writer;

enum { LENGTHS_MAX = 4 };

/* Where a frame's {length} fields stand; they are known when the frame ends. */
struct lengths {
    size_t at[LENGTHS_MAX];
    size_t count;
};

/* Appends what one word stands for: hexadecimal digits, an address such as 192.0.2.10,
 * or one of
 *   {length}            the IPv4 total length, up to the end of the frame
 *   {tag:ssh:1}         the TCP sequence number of probe ssh, attempt 1
 *   {tag:ssh:1+1}       one more than that; {tag:ssh:1-1} one less
 *   {port:ssh:1}        its source port
 *   {to:control:1}      its destination port
 *   {ipid:dns:2}        its IP ID
 *   {sent:dns:1}        its whole IPv4 packet
 *   {sent:dns:1[0:28]}  bytes 0 to 27 of it; either number may be left out
 * all for target 192.0.2.10, or another after '@': {tag:ssh:1@192.0.2.20}. */
bool expand_word(const struct probe_set *set, const char *word, struct lengths *lengths,
                 struct writer *writer, struct error *error);

/* Fills in the {length} fields. */
void expand_lengths(const struct lengths *lengths, struct writer *writer);

#endif
