/* SPDX-License-Identifier: MIT
 * What the environment says of the user who called sudo is believed only where it is
 * whole. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "privilege/caller.h"
#include "suite.h"

static void a_caller_is_a_user_and_a_group(void) {
    static const struct {
        const char *user;
        const char *group;
        uid_t expected_user;
        gid_t expected_group;
    } rows[] = {
        {"1", "1", 1, 1},
        {"12345", "23456", 12345, 23456},
        {"12345", "0", 12345, 0},
        {"4294967294", "4294967294", 4294967294, 4294967294},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct caller caller;
        struct error error;

        CHECK_ROW(
            caller_parse("SUDO_UID", rows[i].user, rows[i].group, &caller, &error),
            rows[i].user);
        CHECK_ROW(caller.variable != NULL && strcmp(caller.variable, "SUDO_UID") == 0,
                  rows[i].user);
        CHECK_ROW(caller.user == rows[i].expected_user, rows[i].user);
        CHECK_ROW(caller.group == rows[i].expected_group, rows[i].user);
    }
}

static void root_or_nobody_is_no_caller(void) {
    static const char *const rows[] = {NULL, "", "0", "00"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *name = rows[i] == NULL ? "NULL" : rows[i];
        struct caller caller = {.variable = "before"};
        struct error error;

        CHECK_ROW(caller_parse("SUDO_UID", rows[i], "5", &caller, &error), name);
        CHECK_ROW(caller.variable == NULL, name);
    }
}

static void what_is_no_number_of_a_user_or_group_is_refused(void) {
    static const struct {
        const char *user;
        const char *group;
    } rows[] = {
        {"ann", "5"},
        {"-1", "5"},
        {" 5", "5"},
        {"5 ", "5"},
        {"+5", "5"},
        {"0x5", "5"},
        {"4294967295", "5"}, /* -1 to setresuid(2) */
        {"4294967296", "5"}, /* 0, cut to 32 bits */
        {"18446744073709551617", "5"},
        {"5", "staff"},
        {"5", "-1"},
        {"5", "4294967295"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct caller caller;
        struct error error = {0};

        CHECK_ROW(
            !caller_parse("SUDO_UID", rows[i].user, rows[i].group, &caller, &error),
            rows[i].user);
        CHECK_ROW(error.is_usage, rows[i].user);
        CHECK_ROW(strstr(error.text, "SUDO_UID") != NULL, rows[i].user);
        CHECK_ROW(strstr(error.text, "stay root") != NULL, rows[i].user);
    }
}

static void a_group_that_is_not_told_is_looked_up(void) {
    struct caller caller;
    struct error error = {0};

    CU_ASSERT(caller_parse("PKEXEC_UID", "65534", NULL, &caller, &error));
    CU_ASSERT_EQUAL(caller.group, 65534); /* nobody's */
    CU_ASSERT(!caller_parse("PKEXEC_UID", "4000000000", NULL, &caller, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "4000000000"));
}

static void a_denied_file_is_explained_where_there_is_a_caller(void) {
    static const struct caller nobody = {0};
    static const struct caller somebody = {.variable = "SUDO_UID", .user = 12345};
    struct error denied;
    struct error missing;

    error_set(&denied, "cannot open list 'a': %s", strerror(EACCES));
    error_set(&missing, "cannot open list 'a': %s", strerror(ENOENT));
    const struct error denied_before = denied;
    const struct error missing_before = missing;

    caller_explain(&nobody, &denied);
    CU_ASSERT_STRING_EQUAL(denied.text, denied_before.text);
    caller_explain(&somebody, &missing);
    CU_ASSERT_STRING_EQUAL(missing.text, missing_before.text);
    caller_explain(&somebody, &denied);
    CU_ASSERT_PTR_NOT_NULL(strstr(denied.text, "12345"));
    CU_ASSERT_PTR_NOT_NULL(strstr(denied.text, "unset it"));
}

static CU_TestInfo cases[] = {
    CASE(a_caller_is_a_user_and_a_group),
    CASE(root_or_nobody_is_no_caller),
    CASE(what_is_no_number_of_a_user_or_group_is_refused),
    CASE(a_group_that_is_not_told_is_looked_up),
    CASE(a_denied_file_is_explained_where_there_is_a_caller),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"caller", cases};
