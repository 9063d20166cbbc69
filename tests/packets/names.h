/* SPDX-License-Identifier: MIT
 * The names that fixtures, and the schema's code tables, use for the facts' numbers. */
#ifndef PACKETS_NAMES_H
#define PACKETS_NAMES_H

struct code_name {
    int code;
    const char *name; /* NULL ends a table */
};

extern const struct code_name kind_names[];     /* enum reply_kind */
extern const struct code_name evidence_names[]; /* enum evidence */
extern const struct code_name reason_names[];   /* enum unsolicited_reason */
extern const struct code_name rate_reason_names[];
extern const struct code_name family_names[]; /* enum family */

/* "?" for a number without a name. */
const char *name_of(const struct code_name *names, int code);

/* -1 for a name that is none. */
int code_of(const struct code_name *names, const char *name);

#endif
