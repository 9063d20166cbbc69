/* SPDX-License-Identifier: MIT
 * One holder at a time, be it of this process or another, until it lets go or ends. */
#include "warehouse/file_lock.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "suite.h"

static bool may_be_taken(const char *path) {
    struct file_lock lock = {0};
    struct error error = {.text = ""};
    bool is_ok = file_lock_take(&lock, path, false, &error);

    CHECK_ROW(is_ok || strstr(error.text, "is being written") != NULL, error.text);
    file_lock_release(&lock);
    return is_ok;
}

static void a_lock_has_one_holder(void) {
    struct scratch scratch;
    struct file_lock lock = {0};
    struct error error;

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "file", "", 0);
    CU_ASSERT_TRUE(file_lock_take(&lock, path, false, &error));
    CU_ASSERT_FALSE(may_be_taken(path));
    file_lock_release(&lock);
    file_lock_release(&lock);
    CU_ASSERT_TRUE(may_be_taken(path));
    scratch_finish(&scratch);
}

static void a_file_is_made_if_it_may_be(void) {
    struct scratch scratch;
    struct file_lock lock = {0};
    struct error error;

    scratch_init(&scratch);
    const char *path = scratch_path(&scratch, "new");
    CU_ASSERT_FALSE(file_lock_take(&lock, path, false, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "No such file or directory"));
    CU_ASSERT_TRUE(file_lock_take(&lock, path, true, &error));
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    file_lock_release(&lock);
    scratch_finish(&scratch);
}

/* Holds the lock until it is killed; writes a byte to `taken` when it has it. */
static void hold(const char *path, int taken) {
    struct file_lock lock = {0};
    struct error error;

    if (file_lock_take(&lock, path, false, &error) && write(taken, "", 1) == 1) {
        pause();
    }
    _exit(1);
}

static void a_kill_gives_the_lock_back(void) {
    struct scratch scratch;
    char byte;
    int taken[2];

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "file", "", 0);
    CU_ASSERT_EQUAL_FATAL(pipe(taken), 0);
    pid_t child = fork();
    if (child == 0) {
        hold(path, taken[1]);
    }
    close(taken[1]);
    CU_ASSERT_EQUAL(read(taken[0], &byte, 1), 1);
    CU_ASSERT_FALSE(may_be_taken(path));
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    CU_ASSERT_TRUE(may_be_taken(path));
    close(taken[0]);
    scratch_finish(&scratch);
}

static CU_TestInfo cases[] = {
    CASE(a_lock_has_one_holder),
    CASE(a_file_is_made_if_it_may_be),
    CASE(a_kill_gives_the_lock_back),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"file_lock", cases};
