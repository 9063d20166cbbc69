/* SPDX-License-Identifier: MIT
 * The command that is told can be used as it stands, however long the path is. */
#include "scan/resume_hint.h"

#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "suite.h"

static const char command[] = "go on with liveness scan --resume ";

static void a_cause_is_followed_by_what_to_do(void) {
    struct error error;

    error_set(&error, "'eth0' went down");
    resume_hint_add(&error, "once it is back,", "scans/a.db");
    CU_ASSERT_STRING_EQUAL(error.text, "'eth0' went down; once it is back, go on with "
                                       "liveness scan --resume scans/a.db");
    error_set(&error, "gateway moved");
    resume_hint_add(&error, "", "a.db");
    CU_ASSERT_STRING_EQUAL(error.text,
                           "gateway moved; go on with liveness scan --resume a.db");
}

/* Tells whether the path is there. */
static bool is_named(const char *cause, const char *path) {
    struct error error;

    error_set(&error, "%s", cause);
    resume_hint_add(&error, "mend that and", path);
    const char *found = strstr(error.text, command);
    if (found == NULL) {
        CU_FAIL("no command");
        return false;
    }
    const char *named = found + sizeof(command) - 1;
    CU_ASSERT_TRUE(strcmp(named, path) == 0 ||
                   strcmp(named, "and the name of the file") == 0);
    return strcmp(named, path) == 0;
}

static void no_path_is_cut(void) {
    char path[PATH_MAX];
    char cause[sizeof(((struct error *)NULL)->text)];

    memset(cause, 'c', sizeof(cause));
    cause[sizeof(cause) - 1] = '\0';
    for (size_t length = 1; length < sizeof(path); length++) {
        memset(path, 'p', length);
        path[length] = '\0';
        CU_ASSERT_EQUAL(is_named("it broke", path), length <= 511 - 58);
        CU_ASSERT_EQUAL(is_named(cause, path), length <= 511 - 350);
    }
}

static CU_TestInfo cases[] = {
    CASE(a_cause_is_followed_by_what_to_do),
    CASE(no_path_is_cut),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"resume_hint", cases};
