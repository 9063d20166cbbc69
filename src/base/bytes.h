/* SPDX-License-Identifier: MIT
 * Reads and writes packet bytes with every length checked: the only place that does. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left to read. A read past the end yields 0 and sets is_short for good, so a
 * caller may read a whole header and ask once. */
struct reader {
    const uint8_t *at;
    size_t left;
    bool is_short;
};

void reader_init(struct reader *reader, const uint8_t *bytes, size_t length);
uint8_t read_u8(struct reader *reader);
uint16_t read_u16(struct reader *reader); /* network order, as all below */
uint32_t read_u32(struct reader *reader);
void reader_skip(struct reader *reader, size_t length);
/* Hides all but the first `length` bytes of what is left, if there are more. */
void reader_limit(struct reader *reader, size_t length);

/* Where to write next. A write past the end is dropped and sets is_full for good. */
struct writer {
    uint8_t *start;
    uint8_t *at;
    size_t left;
    bool is_full;
};

static inline void writer_init(struct writer *writer, uint8_t *bytes, size_t size);
void write_bytes(struct writer *writer, const void *bytes, size_t length);
static inline void write_u8(struct writer *writer, uint8_t value);
static inline void write_u16(struct writer *writer, uint16_t value);
static inline void write_u32(struct writer *writer, uint32_t value);
size_t writer_length(const struct writer *writer);

/* Overwrites two bytes at `offset` of what was written, for checksums and lengths that
 * are known last. */
void writer_patch_u16(struct writer *writer, size_t offset, uint16_t value);

/* Numbers are written inline: every probe is made of a few dozen of them. */

static inline void writer_init(struct writer *writer, uint8_t *bytes, size_t size) {
    *writer = (struct writer){.start = bytes, .at = bytes, .left = size};
}

/* Where the next `length` bytes go, or NULL if there is no room. */
static inline uint8_t *writer_take(struct writer *writer, size_t length) {
    if (writer->left < length) {
        writer->is_full = true;
        return NULL;
    }
    writer->at += length;
    writer->left -= length;
    return writer->at - length;
}

static inline void write_u8(struct writer *writer, uint8_t value) {
    uint8_t *at = writer_take(writer, 1);

    if (at != NULL) {
        at[0] = value;
    }
}

static inline void write_u16(struct writer *writer, uint16_t value) {
    uint8_t *at = writer_take(writer, 2);

    if (at != NULL) {
        at[0] = (uint8_t)(value >> 8);
        at[1] = (uint8_t)value;
    }
}

static inline void write_u32(struct writer *writer, uint32_t value) {
    uint8_t *at = writer_take(writer, 4);

    if (at != NULL) {
        at[0] = (uint8_t)(value >> 24);
        at[1] = (uint8_t)(value >> 16);
        at[2] = (uint8_t)(value >> 8);
        at[3] = (uint8_t)value;
    }
}

#endif
