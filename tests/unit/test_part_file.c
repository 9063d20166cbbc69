/* SPDX-License-Identifier: MIT
 * A file is under its name whole or as it was, whatever is there and whoever else
 * writes one. */
#include "export/part_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "suite.h"

/* In a scratch folder: the file's path, and those of its parts. */
struct place {
    struct scratch scratch;
    char path[160];
    char part[200];
    char second[200];
};

static void place_init(struct place *place) {
    scratch_init(&place->scratch);
    snprintf(place->path, sizeof(place->path), "%s/out.csv", place->scratch.folder);
    snprintf(place->part, sizeof(place->part), "%s.part", place->path);
    snprintf(place->second, sizeof(place->second), "%s.1.part", place->path);
}

static void put(struct part_file *file, const char *text) {
    CU_ASSERT_EQUAL(write(file->descriptor, text, strlen(text)), (ssize_t)strlen(text));
}

static bool holds(const char *path, const char *text) {
    char read[64] = "";
    FILE *stream = fopen(path, "re");

    if (stream == NULL) {
        return false;
    }
    read[fread(read, 1, sizeof(read) - 1, stream)] = '\0';
    fclose(stream);
    return strcmp(read, text) == 0;
}

static bool is_there(const char *path) {
    return access(path, F_OK) == 0;
}

static mode_t mode_of(const char *path) {
    struct stat status = {0};

    CU_ASSERT_EQUAL(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void a_file_has_its_name_once_it_is_published(void) {
    struct place place;
    struct part_file file;
    struct error error;

    place_init(&place);
    scratch_write(&place.scratch, "out.csv", "old", 3);
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
    put(&file, "new");
    CU_ASSERT_TRUE(holds(place.path, "old") && is_there(place.part));
    CU_ASSERT_TRUE(part_file_publish(&file, &error));
    CU_ASSERT_TRUE(holds(place.path, "new") && !is_there(place.part));
    scratch_finish(&place.scratch);
}

static void what_is_discarded_leaves_all_as_it_was(void) {
    struct place place;
    struct part_file file;
    struct error error;

    place_init(&place);
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
    part_file_discard(&file);
    CU_ASSERT_FALSE(is_there(place.path) || is_there(place.part));
    scratch_write(&place.scratch, "out.csv", "old", 3);
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
    put(&file, "new");
    part_file_discard(&file);
    CU_ASSERT_TRUE(holds(place.path, "old") && !is_there(place.part));
    scratch_finish(&place.scratch);
}

static void two_at_once_do_not_mix(void) {
    struct place place;
    struct part_file one;
    struct part_file two;
    struct error error;

    place_init(&place);
    CU_ASSERT_TRUE_FATAL(part_file_open(&one, place.path, &error));
    CU_ASSERT_TRUE_FATAL(part_file_open(&two, place.path, &error));
    CU_ASSERT_TRUE(is_there(place.part) && is_there(place.second));
    put(&one, "one");
    put(&two, "two");
    CU_ASSERT_TRUE(part_file_publish(&one, &error) && holds(place.path, "one"));
    CU_ASSERT_TRUE(part_file_publish(&two, &error) && holds(place.path, "two"));
    CU_ASSERT_FALSE(is_there(place.part) || is_there(place.second));
    scratch_finish(&place.scratch);
}

/* As one that was killed left it, or a link that somebody laid there. */
static void what_has_the_part_s_name_is_left_alone(void) {
    struct place place;
    struct part_file file;
    struct error error;

    place_init(&place);
    scratch_write(&place.scratch, "other", "other", 5);
    CU_ASSERT_EQUAL(symlink(place.scratch.path, place.part), 0);
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
    put(&file, "new");
    CU_ASSERT_TRUE(part_file_publish(&file, &error) && holds(place.path, "new"));
    CU_ASSERT_TRUE(holds(place.part, "other"));
    scratch_finish(&place.scratch);
}

static void permissions_are_those_of_the_file_before(void) {
    static const mode_t modes[] = {0600, 0644, 0666, 0640};
    struct place place;
    struct part_file file;
    struct error error;
    mode_t before = umask(027);

    place_init(&place);
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
    CU_ASSERT_TRUE(part_file_publish(&file, &error));
    CU_ASSERT_EQUAL(mode_of(place.path), 0640);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        CU_ASSERT_EQUAL(chmod(place.path, modes[i]), 0);
        CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
        CU_ASSERT_EQUAL(mode_of(place.part) & ~modes[i], 0);
        CU_ASSERT_TRUE(part_file_publish(&file, &error));
        CU_ASSERT_EQUAL(mode_of(place.path), modes[i]);
    }
    umask(before);
    scratch_finish(&place.scratch);
}

static void a_link_is_followed_and_stays(void) {
    struct place place;
    struct part_file file;
    struct error error;
    struct stat status;
    char link[200];

    place_init(&place);
    snprintf(link, sizeof(link), "%s/link", place.scratch.folder);
    scratch_write(&place.scratch, "out.csv", "old", 3);
    CU_ASSERT_EQUAL(symlink("out.csv", link), 0);
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, link, &error));
    CU_ASSERT_TRUE(is_there(place.part));
    put(&file, "new");
    CU_ASSERT_TRUE(part_file_publish(&file, &error) && holds(place.path, "new"));
    CU_ASSERT_TRUE(lstat(link, &status) == 0 && S_ISLNK(status.st_mode));
    scratch_finish(&place.scratch);
}

static void what_cannot_be_made_is_told_and_leaves_nothing(void) {
    struct place place;
    struct part_file file;
    struct error error;
    char name[400];

    place_init(&place);
    snprintf(name, sizeof(name), "%s/none/out.csv", place.scratch.folder);
    CU_ASSERT_FALSE(part_file_open(&file, name, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "out.csv': No such file"));
    snprintf(name, sizeof(name), "%s/%0255d", place.scratch.folder, 0);
    CU_ASSERT_FALSE(part_file_open(&file, name, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "File name too long"));
    CU_ASSERT_TRUE_FATAL(part_file_open(&file, place.path, &error));
    CU_ASSERT_EQUAL(mkdir(place.path, 0700), 0); /* which no file replaces */
    CU_ASSERT_FALSE(part_file_publish(&file, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "out.csv': Is a directory"));
    CU_ASSERT_FALSE(is_there(place.part));
    CU_ASSERT_EQUAL(rmdir(place.path), 0);
    scratch_finish(&place.scratch);
}

static CU_TestInfo cases[] = {
    CASE(a_file_has_its_name_once_it_is_published),
    CASE(what_is_discarded_leaves_all_as_it_was),
    CASE(two_at_once_do_not_mix),
    CASE(what_has_the_part_s_name_is_left_alone),
    CASE(permissions_are_those_of_the_file_before),
    CASE(a_link_is_followed_and_stays),
    CASE(what_cannot_be_made_is_told_and_leaves_nothing),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"part_file", cases};
