/* SPDX-License-Identifier: MIT
 * The user who called sudo, pkexec or doas, and becoming that user, so that every file
 * is opened with that user's rights and belongs to that user. */
#ifndef PRIVILEGE_CALLER_H
#define PRIVILEGE_CALLER_H

#include <stdbool.h>
#include <sys/types.h>

struct error;

struct caller {
    const char *variable; /* that names the user; NULL: nobody else called */
    uid_t user;
    gid_t group;
};

/* Reads a user's number and group from the texts of the environment's variable
 * `variable` and its companion; nobody if the user is NULL, empty or root. Without a
 * group, it is the one that the user has in the password file. */
bool caller_parse(const char *variable, const char *user, const char *group,
                  struct caller *caller, struct error *error);

/* From the environment that sudo, pkexec and doas leave. */
bool caller_find(struct caller *caller, struct error *error);

/* For good: user, group and the user's further groups. Capabilities stay permitted, but
 * are in force no more. */
bool caller_become(const struct caller *caller, struct error *error);

/* Where that user was denied a file, says so in *error, and how to stay root. */
void caller_explain(const struct caller *caller, struct error *error);

#endif
