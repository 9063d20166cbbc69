/* SPDX-License-Identifier: MIT
 * Which sorts of a scan's replies are left once those of who opted out are taken out.
 */
#ifndef SHARE_KEPT_SORTS_H
#define SHARE_KEPT_SORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct range_set;
struct reply_stream;
struct watch;

/* A byte for each sort by its number: 1 if a reply of it is kept. */
struct kept_sorts {
    uint8_t *is_kept; /* NULL if they were not read */
    size_t count;
};

/* Reads all replies of the stream, which is where it was afterwards: at its beginning.
 * `opt_outs` may be NULL. To be given to kept_sorts_finish in any case. */
bool kept_sorts_read(struct kept_sorts *kept, struct reply_stream *stream,
                     const struct range_set *opt_outs, struct watch *watch,
                     struct error *error);
void kept_sorts_finish(struct kept_sorts *kept);

#endif
