/* SPDX-License-Identifier: MIT
 * A savefile gets a name that it can have, and one that nothing else has. */
#include "scan/savefile_name.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "scan/option_setters.h"
#include "scan/options.h"
#include "suite.h"

enum { PATH_SIZE = 160 };

struct name {
    const char *what;
    const char *pcap; /* these two in the scratch folder */
    const char *results;
    bool is_resumed;
    bool is_given;   /* else the results file names it */
    bool is_earlier; /* the scan's savefile so far */
    bool exists;
    const char *word; /* of the refusal; NULL if it is taken */
};

static const struct name names[] = {
    {"new", "a.pcap", "r.db", false, true, false, false, NULL},
    {"taken", "a.pcap", "r.db", false, true, false, true, "give a new name"},
    {"the results file", "r.db", "r.db", false, true, false, false, "belongs to"},
    {"its log", "r.db-wal", "r.db", false, true, false, false, "belongs to"},
    {"its index", "r.db-shm", "./r.db", false, true, false, false, "belongs to"},
    {"its journal", "../%s/r.db-journal", "r.db", false, true, false, false,
     "belongs to"},
    {"its log, resumed", "r.db-wal", "r.db", true, true, false, true, "belongs to"},
    {"a name that begins so", "r.db-wall", "r.db", false, true, false, false, NULL},
    {"that of another folder", "no/r.db", "r.db", false, true, false, false, NULL},
    {"another, resumed", "a.pcap", "r.db", true, true, false, false, NULL},
    {"another's, resumed", "a.pcap", "r.db", true, true, false, true, "new name"},
    {"the scan's, asked for", "a.pcap", "r.db", true, true, true, true, NULL},
    {"the scan's", "a.pcap", "r.db", true, false, true, true, NULL},
    {"the scan's, gone", "a.pcap", "r.db", true, false, true, false, "put it back"},
};

/* %s in a name is the folder's own. */
static void put(char path[PATH_SIZE], struct scratch *scratch, const char *name) {
    const char *own = strrchr(scratch->folder, '/') + 1;
    const char *mark = strstr(name, "%s");

    if (mark == NULL) {
        snprintf(path, PATH_SIZE, "%s/%s", scratch->folder, name);
    } else {
        snprintf(path, PATH_SIZE, "%s/%.*s%s%s", scratch->folder, (int)(mark - name),
                 name, own, mark + 2);
    }
}

static void check(struct scratch *scratch, const struct name *row) {
    static struct scan_options options;
    struct error error = {0};
    char pcap[PATH_SIZE];
    char results[PATH_SIZE];

    put(pcap, scratch, row->pcap);
    put(results, scratch, row->results);
    options = (struct scan_options){0};
    snprintf(options.pcap, sizeof(options.pcap), "%s", pcap);
    options.is_given[KEY_PCAP] = row->is_given;
    options.output = row->is_resumed ? NULL : results;
    options.resume = row->is_resumed ? results : NULL;
    if (row->exists) {
        scratch_write(scratch, row->pcap, "", 0);
    }
    bool is_ok = savefile_name_check(&options, row->is_earlier ? pcap : "", &error);
    CHECK_ROW(is_ok == (row->word == NULL), row->what);
    CHECK_ROW(is_ok || (error.is_usage && strstr(error.text, row->word) != NULL),
              row->what);
    unlink(pcap);
}

static void a_savefile_gets_only_a_name_that_is_its_own(void) {
    struct scratch scratch;

    scratch_init(&scratch);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        check(&scratch, &names[i]);
    }
    scratch_finish(&scratch);
}

static void packets_do_not_go_to_standard_output(void) {
    static struct scan_options options;
    struct error error = {0};

    strcpy(options.pcap, "-");
    options.is_given[KEY_PCAP] = true;
    CU_ASSERT_FALSE(savefile_name_check(&options, "", &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "standard output"));
}

static void without_a_savefile_there_is_nothing_to_refuse(void) {
    static struct scan_options options;
    struct error error = {0};

    CU_ASSERT_TRUE(savefile_name_check(&options, "", &error));
}

static CU_TestInfo cases[] = {
    CASE(a_savefile_gets_only_a_name_that_is_its_own),
    CASE(packets_do_not_go_to_standard_output),
    CASE(without_a_savefile_there_is_nothing_to_refuse),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"savefile_name", cases};
