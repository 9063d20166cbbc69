/* SPDX-License-Identifier: MIT
 * A file appears once it is whole, and nothing of it stays otherwise. */
#include "warehouse/new_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "suite.h"
#include "warehouse/database.h"
#include "warehouse/file_lock.h"

struct making {
    struct scratch scratch;
    char path[128];
    struct new_file file;
    struct database database;
    struct error error;
};

static void prepare(struct making *making) {
    *making = (struct making){0};
    scratch_init(&making->scratch);
    snprintf(making->path, sizeof(making->path), "%s",
             scratch_path(&making->scratch, "out.db"));
}

static bool begin(struct making *making) {
    return new_file_begin(&making->file, making->path, &making->database,
                          &making->error);
}

static bool end(struct making *making, bool is_ok) {
    return new_file_end(&making->file, &making->database, is_ok, &making->error);
}

static bool exists(const struct making *making, const char *suffix) {
    char name[160];
    struct stat status;

    snprintf(name, sizeof(name), "%s%s", making->path, suffix);
    return lstat(name, &status) == 0;
}

static bool is_anything_beside(const struct making *making) {
    static const char *const suffixes[] = {
        ".part", ".part-wal", ".part-shm", ".part-journal", "-wal", "-shm", "-journal"};
    bool is_any = false;

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        is_any |= exists(making, suffixes[i]);
    }
    return is_any;
}

static void write_beside(struct making *making, const char *name) {
    scratch_write(&making->scratch, name, "left", 4);
}

static void a_file_appears_when_it_is_whole(void) {
    struct making making;

    prepare(&making);
    CU_ASSERT_TRUE_FATAL(begin(&making));
    CU_ASSERT_TRUE(exists(&making, ".part") && !exists(&making, ""));
    CU_ASSERT_TRUE(end(&making, true));
    CU_ASSERT_TRUE(exists(&making, "") && !is_anything_beside(&making));
    scratch_finish(&making.scratch);
}

static void nothing_is_left_of_one_that_is_not(void) {
    struct making making;

    prepare(&making);
    CU_ASSERT_TRUE_FATAL(begin(&making));
    CU_ASSERT_FALSE(end(&making, false));
    CU_ASSERT_FALSE(exists(&making, "") || is_anything_beside(&making));
    scratch_finish(&making.scratch);
}

static void what_a_kill_left_is_replaced(void) {
    struct making making;

    prepare(&making);
    write_beside(&making, "out.db.part");
    write_beside(&making, "out.db.part-wal");
    write_beside(&making, "out.db.part-journal");
    CU_ASSERT_TRUE_FATAL(begin(&making));
    CU_ASSERT_TRUE(end(&making, true));
    CU_ASSERT_TRUE(exists(&making, "") && !is_anything_beside(&making));
    scratch_finish(&making.scratch);
}

static void a_file_of_that_name_stays(void) {
    struct making making;

    prepare(&making);
    write_beside(&making, "out.db");
    CU_ASSERT_FALSE(begin(&making));
    CU_ASSERT_TRUE(making.error.is_usage);
    CU_ASSERT_PTR_NOT_NULL(strstr(making.error.text, "exists; give a new name"));
    CU_ASSERT_TRUE(exists(&making, "") && !is_anything_beside(&making));
    scratch_finish(&making.scratch);
}

static void one_that_comes_meanwhile_stays_too(void) {
    struct making making;

    prepare(&making);
    CU_ASSERT_TRUE_FATAL(begin(&making));
    write_beside(&making, "out.db");
    CU_ASSERT_FALSE(end(&making, true));
    CU_ASSERT_PTR_NOT_NULL(strstr(making.error.text, "File exists"));
    CU_ASSERT_TRUE(exists(&making, "") && !is_anything_beside(&making));
    scratch_finish(&making.scratch);
}

static void one_that_another_fills_is_left_to_it(void) {
    struct making making;
    struct file_lock lock = {0};

    prepare(&making);
    write_beside(&making, "out.db.part");
    CU_ASSERT_TRUE(file_lock_take(&lock, scratch_path(&making.scratch, "out.db.part"),
                                  false, &making.error));
    CU_ASSERT_FALSE(begin(&making));
    CU_ASSERT_PTR_NOT_NULL(strstr(making.error.text, "is being written by another"));
    CU_ASSERT_TRUE(exists(&making, ".part"));
    file_lock_release(&lock);
    scratch_finish(&making.scratch);
}

static void a_name_that_is_too_long_is_refused(void) {
    struct new_file file;
    struct database database;
    struct error error;
    char name[PATH_MAX];

    for (size_t i = 0; i < sizeof(name); i++) {
        name[i] = i % 100 == 99 ? '/' : 'a';
    }
    name[sizeof(name) - 3] = '\0';
    CU_ASSERT_FALSE(new_file_begin(&file, name, &database, &error));
    CU_ASSERT_TRUE(error.is_usage && strstr(error.text, "too long a name") != NULL);
}

static CU_TestInfo cases[] = {
    CASE(a_file_appears_when_it_is_whole),
    CASE(nothing_is_left_of_one_that_is_not),
    CASE(what_a_kill_left_is_replaced),
    CASE(a_file_of_that_name_stays),
    CASE(one_that_comes_meanwhile_stays_too),
    CASE(one_that_another_fills_is_left_to_it),
    CASE(a_name_that_is_too_long_is_refused),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"new_file", cases};
