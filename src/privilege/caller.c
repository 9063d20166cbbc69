/* SPDX-License-Identifier: MIT
 * Only root's environment is believed, so a wrong one gives nobody rights; but it must
 * not be guessed at either, since files would then be somebody's by mistake. */
#include "privilege/caller.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/number.h"

/* setresuid(2) takes the number above for "no change". */
static const uint64_t id_max = UINT32_MAX - 1;

static bool is_empty(const char *text) {
    return text == NULL || text[0] == '\0';
}

static bool parse_id(const char *variable, const char *what, const char *text,
                     uint64_t *id, struct error *error) {
    return number_parse_unsigned(text, id_max, id) ||
           error_set_usage(error,
                           "%s: expected the number of a %s, got '%.40s'; unset it to "
                           "stay root",
                           variable, what, text);
}

static bool own_group(struct caller *caller, struct error *error) {
    const struct passwd *entry = getpwuid(caller->user);

    if (entry == NULL) {
        return error_set_usage(error,
                               "%s: user %u has no group in the password file; unset "
                               "it to stay root",
                               caller->variable, caller->user);
    }
    caller->group = entry->pw_gid;
    return true;
}

bool caller_parse(const char *variable, const char *user, const char *group,
                  struct caller *caller, struct error *error) {
    uint64_t number;

    *caller = (struct caller){0};
    if (is_empty(user)) {
        return true;
    }
    if (!parse_id(variable, "user", user, &number, error)) {
        return false;
    }
    if (number == 0) {
        return true;
    }
    caller->variable = variable;
    caller->user = (uid_t)number;
    if (is_empty(group)) {
        return own_group(caller, error);
    }
    bool is_ok = parse_id(variable, "group", group, &number, error);
    caller->group = (gid_t)number;
    return is_ok;
}

/* doas tells the user's name alone. */
static bool find_by_name(const char *variable, const char *name, struct caller *caller,
                         struct error *error) {
    const struct passwd *entry = is_empty(name) ? NULL : getpwnam(name);

    *caller = (struct caller){0};
    if (entry == NULL) {
        return is_empty(name) ||
               error_set_usage(error,
                               "%s: no user '%.40s' in the password file; unset it to "
                               "stay root",
                               variable, name);
    }
    if (entry->pw_uid != 0) {
        *caller = (struct caller){variable, entry->pw_uid, entry->pw_gid};
    }
    return true;
}

bool caller_find(struct caller *caller, struct error *error) {
    if (!caller_parse("SUDO_UID", getenv("SUDO_UID"), getenv("SUDO_GID"), caller,
                      error)) {
        return false;
    }
    if (caller->variable == NULL &&
        !caller_parse("PKEXEC_UID", getenv("PKEXEC_UID"), NULL, caller, error)) {
        return false;
    }
    return caller->variable != NULL ||
           find_by_name("DOAS_USER", getenv("DOAS_USER"), caller, error);
}

/* A user need not be in the password file, and has no further groups then. */
static bool take_groups(const struct caller *caller) {
    const struct passwd *entry = getpwuid(caller->user);

    return (entry != NULL ? initgroups(entry->pw_name, caller->group)
                          : setgroups(1, &caller->group)) == 0;
}

bool caller_become(const struct caller *caller, struct error *error) {
    bool is_taken = prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && take_groups(caller) &&
                    setresgid(caller->group, caller->group, caller->group) == 0 &&
                    setresuid(caller->user, caller->user, caller->user) == 0 &&
                    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == 0;

    return is_taken || error_set(error,
                                 "cannot become user %u, whom %s names: %s; unset it "
                                 "to stay root",
                                 caller->user, caller->variable, strerror(errno));
}

void caller_explain(const struct caller *caller, struct error *error) {
    size_t length = strlen(error->text);

    if (caller->variable != NULL && strstr(error->text, strerror(EACCES)) != NULL) {
        snprintf(error->text + length, sizeof(error->text) - length,
                 "; files are opened as user %u, whom %s names: unset it to stay root",
                 caller->user, caller->variable);
    }
}
