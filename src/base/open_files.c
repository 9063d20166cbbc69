/* SPDX-License-Identifier: MIT
 * Raises the limit as far as everybody may (getrlimit(2)). */
#include "base/open_files.h"

#include <sys/resource.h>

#include "base/error.h"

bool open_files_need(unsigned long count, struct error *error) {
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count) {
        return true;
    }
    const struct rlimit raised = {count, limit.rlim_max};
    return (limit.rlim_max >= count && setrlimit(RLIMIT_NOFILE, &raised) == 0) ||
           error_set(error,
                     "only %lu files may be open at once, and %lu are needed; raise "
                     "the limit: ulimit -n %lu",
                     (unsigned long)limit.rlim_cur, count, count);
}
