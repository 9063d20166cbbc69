/* SPDX-License-Identifier: MIT
 * Runs the one suite it is linked with, and prints CUnit's summary. */
#include <CUnit/Basic.h>
#include <stdlib.h>

#include "base/keyed_hash.h"
#include "suite.h"

static bool run(void) {
    CU_SuiteInfo suites[] = {
        {.pName = suite.name, .pTests = suite.cases},
        CU_SUITE_INFO_NULL,
    };

    if (CU_register_suites(suites) != CUE_SUCCESS) {
        return false;
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    return CU_basic_run_tests() == CUE_SUCCESS && CU_get_number_of_failures() == 0;
}

int main(void) {
    if (!keyed_hash_init() || CU_initialize_registry() != CUE_SUCCESS) {
        return EXIT_FAILURE;
    }
    bool is_ok = run();
    CU_cleanup_registry();
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
