/* SPDX-License-Identifier: MIT
 * What a disk may hold after the power is cut: all that was synced, and of the rest
 * whatever chance has left, in whole sectors. */
#ifndef POWER_CUT_IMAGE_H
#define POWER_CUT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "power_cut_record.h"

struct disk;

/* A disk before the first operation; the record must outlive it. */
struct disk *disk_create(const struct record *record);
void disk_destroy(struct disk *disk);

/* Goes on to the moment after so many operations, not fewer than before. */
void disk_advance(struct disk *disk, size_t operations);

/* Writes an image of that moment to files with this name and its suffixes; files of
 * which the image has none are removed. */
bool disk_write_image(const struct disk *disk, const char *path, uint64_t *state);

#endif
