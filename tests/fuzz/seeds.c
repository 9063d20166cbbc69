/* SPDX-License-Identifier: MIT
 * A frame's seed is a byte for its link type, then the frame. */
#include "seeds.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "fixture.h"
#include "fuzz.h"
#include "probe/probe_set.h"
#include "world.h"

struct taker {
    seed_fn *take;
    void *context;
};

static void take_fixture(void *context, const struct fixture *fixture) {
    const struct taker *taker = context;
    uint8_t bytes[1 + FRAME_SIZE_MAX];

    bytes[0] = fuzz_link_byte(fixture->link_type);
    memcpy(bytes + 1, fixture->frame, fixture->length);
    taker->take(taker->context, bytes, 1 + fixture->length);
}

static bool read_fixtures(const char *path, struct taker *taker, struct error *error) {
    struct probe_set set;

    world_init(&set);
    bool is_ok = fixture_read(path, &set, take_fixture, taker, error);
    probe_set_finish(&set);
    return is_ok;
}

static bool read_bytes(const char *path, const struct taker *taker,
                       struct error *error) {
    struct file_text text;

    if (!file_read(path, "seed", &text, error)) {
        return false;
    }
    taker->take(taker->context, (const uint8_t *)text.bytes, text.length);
    file_text_finish(&text);
    return true;
}

bool seeds_read(const char *path, seed_fn *take, void *context, struct error *error) {
    struct taker taker = {take, context};
    size_t length = strlen(path);

    if (length > 4 && strcmp(path + length - 4, ".pkt") == 0) {
        return read_fixtures(path, &taker, error);
    }
    return read_bytes(path, &taker, error);
}
