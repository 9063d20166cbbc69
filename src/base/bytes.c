/* SPDX-License-Identifier: MIT
 * Byte cursors: bounds are checked here once, so that no parser does arithmetic. */
#include "base/bytes.h"

#include <string.h>

void reader_init(struct reader *reader, const uint8_t *bytes, size_t length) {
    *reader = (struct reader){.at = bytes, .left = length};
}

static bool take(struct reader *reader, size_t length) {
    if (reader->left < length) {
        reader->is_short = true;
        if (reader->left > 0) { /* a reader of nothing may have no bytes at all */
            reader->at += reader->left;
            reader->left = 0;
        }
        return false;
    }
    reader->left -= length;
    return true;
}

uint8_t read_u8(struct reader *reader) {
    return take(reader, 1) ? *reader->at++ : 0;
}

uint16_t read_u16(struct reader *reader) {
    if (!take(reader, 2)) {
        return 0;
    }
    reader->at += 2;
    return (uint16_t)(reader->at[-2] << 8 | reader->at[-1]);
}

uint32_t read_u32(struct reader *reader) {
    if (!take(reader, 4)) {
        return 0;
    }
    reader->at += 4;
    return (uint32_t)reader->at[-4] << 24 | (uint32_t)reader->at[-3] << 16 |
           (uint32_t)reader->at[-2] << 8 | reader->at[-1];
}

void reader_skip(struct reader *reader, size_t length) {
    if (take(reader, length)) {
        reader->at += length;
    }
}

void reader_limit(struct reader *reader, size_t length) {
    if (reader->left > length) {
        reader->left = length;
    }
}

void write_bytes(struct writer *writer, const void *bytes, size_t length) {
    uint8_t *at = length > 0 ? writer_take(writer, length) : NULL;

    if (at != NULL) {
        memcpy(at, bytes, length);
    }
}

size_t writer_length(const struct writer *writer) {
    return (size_t)(writer->at - writer->start);
}

void writer_patch_u16(struct writer *writer, size_t offset, uint16_t value) {
    if (writer_length(writer) < 2 || offset > writer_length(writer) - 2) {
        writer->is_full = true;
        return;
    }
    writer->start[offset] = (uint8_t)(value >> 8);
    writer->start[offset + 1] = (uint8_t)value;
}
