/* SPDX-License-Identifier: MIT
 * SHA-256 as published. */
#include <string.h>

#include "base/digest.h"
#include "suite.h"

/* FIPS 180-2 appendix B, and the empty text. */
static void the_published_vectors_come_out(void) {
    static const struct {
        const char *text;
        const char *digest;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char digest[DIGEST_TEXT_SIZE];

        CU_ASSERT_STRING_EQUAL(
            digest_sha256(rows[i].text, strlen(rows[i].text), digest), rows[i].digest);
    }
}

static void bytes_in_parts_have_the_digest_of_the_whole(void) {
    struct digest digest;
    char whole[DIGEST_TEXT_SIZE];
    char parts[DIGEST_TEXT_SIZE];

    digest_begin(&digest);
    digest_add(&digest, "192.0.", 6);
    digest_add(&digest, "", 0);
    digest_add(&digest, "2.1", 3);
    CU_ASSERT_STRING_EQUAL(digest_end(&digest, parts),
                           digest_sha256("192.0.2.1", 9, whole));
}

static CU_TestInfo cases[] = {
    CASE(the_published_vectors_come_out),
    CASE(bytes_in_parts_have_the_digest_of_the_whole),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"digest", cases};
