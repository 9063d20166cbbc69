/* SPDX-License-Identifier: MIT
 * Loads allowlists and blocklists and takes the difference. */
#include "scan/targets.h"

#include "base/error.h"
#include "target/target_list.h"

static bool seal(struct range_set *set, struct error *error) {
    return range_set_seal(set) || error_set(error, "out of memory for targets");
}

static bool load_file(const char *path, const char *what, struct range_set *set,
                      struct file_text *file, struct error *error) {
    return file_read_text(path, what, file, error) &&
           target_list_parse(path, file->bytes, set, error);
}

static bool load_allowed(const struct scan_options *options, struct range_set *set,
                         struct error *error) {
    for (size_t i = 0; i < options->target_count; i++) {
        if (!target_list_add(options->targets[i], set, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < options->allowlist_count; i++) {
        struct file_text file = {0};
        bool is_ok = load_file(options->allowlists[i], "allowlist", set, &file, error);

        file_text_finish(&file);
        if (!is_ok) {
            return false;
        }
    }
    return seal(set, error);
}

static bool load_blocked(const struct scan_options *options,
                         struct scan_targets *targets, struct range_set *set,
                         struct error *error) {
    struct blocklist *list = targets->blocklists;

    if (!options->is_default_blocklist_off) {
        *list = (struct blocklist){.name = "(built-in)", .text = target_list_reserved};
        targets->blocklist_count++;
        if (!target_list_parse(list->name, list->text, set, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < options->blocklist_count; i++) {
        list = &targets->blocklists[targets->blocklist_count++];
        *list = (struct blocklist){.name = options->blocklists[i]};
        if (!load_file(list->name, "blocklist", set, &list->file, error)) {
            return false;
        }
        list->text = list->file.bytes;
    }
    return seal(set, error);
}

static bool subtract(const struct range_set *allowed, const struct range_set *blocked,
                     struct range_set *difference, struct error *error) {
    if (!range_set_subtract(allowed, blocked, difference)) {
        return error_set(error, "out of memory for targets");
    }
    if (difference->count > 0) {
        return true;
    }
    return error_set_usage(error,
                           "no target left: all %llu are on the blocklist; "
                           "special-purpose addresses such as private networks "
                           "need --blocklist none",
                           (unsigned long long)allowed->count);
}

bool targets_load(const struct scan_options *options, struct scan_targets *targets,
                  struct error *error) {
    struct range_set allowed = {0};
    struct range_set blocked = {0};

    *targets = (struct scan_targets){0};
    bool is_ok = load_allowed(options, &allowed, error) &&
                 load_blocked(options, targets, &blocked, error) &&
                 subtract(&allowed, &blocked, &targets->allowed, error);
    range_set_finish(&allowed);
    range_set_finish(&blocked);
    return is_ok;
}

void targets_finish(struct scan_targets *targets) {
    for (size_t i = 0; i < targets->blocklist_count; i++) {
        file_text_finish(&targets->blocklists[i].file);
    }
    range_set_finish(&targets->allowed);
    targets->blocklist_count = 0;
}
