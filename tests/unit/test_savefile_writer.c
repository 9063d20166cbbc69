/* SPDX-License-Identifier: MIT
 * A savefile that cannot be begun is not left behind empty; one that was there is. */
#include "wire/savefile_writer.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "suite.h"

enum { SNAPSHOT = 256, FILE_HEADER = 24 };

static long size_of(const char *path) {
    struct stat status;

    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

/* No file may get any longer than this, as on a disk that is full. */
static void limit_files(rlim_t size) {
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* Returns whether it could be opened. */
static bool open_once(const char *path, bool may_append, int link_type,
                      struct error *error) {
    pcap_t *pcap = pcap_open_dead(link_type, SNAPSHOT);
    struct savefile_writer *writer =
        savefile_writer_open(pcap, path, may_append, error);

    savefile_writer_close(writer);
    pcap_close(pcap);
    return writer != NULL;
}

static void one_that_cannot_be_begun_is_not_left_behind(void) {
    static const bool may_append[] = {false, true};
    struct scratch scratch;
    struct error error;

    scratch_init(&scratch);
    const char *path = scratch_path(&scratch, "new.pcap");
    for (int i = 0; i < 2; i++) {
        error = (struct error){"", true};
        limit_files(0);
        CU_ASSERT_FALSE(open_once(path, may_append[i], DLT_EN10MB, &error));
        limit_files(RLIM_INFINITY);
        CU_ASSERT_FALSE(error.is_usage);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot write '"));
        CU_ASSERT_EQUAL(size_of(path), -1);
    }
    CU_ASSERT_TRUE(open_once(path, false, DLT_EN10MB, &error));
    CU_ASSERT_EQUAL(size_of(path), FILE_HEADER);
    scratch_finish(&scratch);
}

static void one_that_exists_is_added_to_only_if_that_is_wanted(void) {
    struct scratch scratch;
    struct error error = {0};

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "old.pcap", "", 0);
    CU_ASSERT_FALSE(open_once(path, false, DLT_EN10MB, &error));
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_EQUAL(size_of(path), 0);
    CU_ASSERT_TRUE(open_once(path, true, DLT_EN10MB, &error));
    CU_ASSERT_TRUE(open_once(path, true, DLT_EN10MB, &error));
    CU_ASSERT_EQUAL(size_of(path), FILE_HEADER);
    scratch_finish(&scratch);
}

static void another_kind_of_file_is_refused_and_stays(void) {
    static const char text[] = "something else that is longer than a header";
    struct scratch scratch;
    struct error error = {0};

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "text", text, sizeof(text));
    CU_ASSERT_FALSE(open_once(path, true, DLT_EN10MB, &error));
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_EQUAL(size_of(path), (long)sizeof(text));
    path = scratch_path(&scratch, "link-type.pcap");
    CU_ASSERT_TRUE(open_once(path, true, DLT_EN10MB, &error));
    CU_ASSERT_FALSE(open_once(path, true, DLT_RAW, &error));
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_EQUAL(size_of(path), FILE_HEADER);
    scratch_finish(&scratch);
}

static void what_is_no_regular_file_is_refused(void) {
    struct error error = {0};

    CU_ASSERT_FALSE(open_once("/dev/null", true, DLT_EN10MB, &error));
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "not a regular file"));
}

static CU_TestInfo cases[] = {
    CASE(one_that_cannot_be_begun_is_not_left_behind),
    CASE(one_that_exists_is_added_to_only_if_that_is_wanted),
    CASE(another_kind_of_file_is_refused_and_stays),
    CASE(what_is_no_regular_file_is_refused),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"savefile_writer", cases};
