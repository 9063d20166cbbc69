/* SPDX-License-Identifier: MIT
 * Nothing that is executed can gain rights, though nothing is executed. */
#include "privilege/privilege.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/error.h"
#include "privilege/capabilities.h"
#include "privilege/sandbox.h"

/* CAP_IPC_LOCK is for AF_XDP's memory, where little may be locked. */
static const cap_value_t for_sockets[] = {CAP_NET_RAW, CAP_IPC_LOCK};

enum { FOR_SOCKETS = sizeof(for_sockets) / sizeof(for_sockets[0]) };

static bool become_caller(struct caller *caller, struct error *error) {
    if (!caller_find(caller, error)) {
        return false;
    }
    if (caller->variable == NULL) {
        return true;
    }
    capabilities_close_bounds();
    return caller_become(caller, error);
}

bool privilege_begin(bool needs_sockets, struct caller *caller, struct error *error) {
    *caller = (struct caller){0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return error_set(error, "cannot give up privileges: %s", strerror(errno));
    }
    if (geteuid() == 0 && !become_caller(caller, error)) {
        return false;
    }
    return geteuid() == 0 ||
           capabilities_keep(for_sockets, needs_sockets ? FOR_SOCKETS : 0, error);
}

bool privilege_end(const char *results, const char *savefile, bool is_confined,
                   struct error *error) {
    cap_value_t rights[FILE_RIGHTS_MAX];
    size_t count = 0;

    if (geteuid() == 0) {
        capabilities_close_bounds();
        count = capabilities_for_files(results, savefile, rights);
    }
    return capabilities_keep(rights, count, error) &&
           (!is_confined || sandbox_enter(error));
}
