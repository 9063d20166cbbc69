/* SPDX-License-Identifier: MIT
 * Parses the options, and shows how far it is. */
#include "share/share_command.h"

#include "base/error.h"
#include "base/signals.h"
#include "base/watch.h"
#include "share/share_file.h"
#include "share/share_options.h"

bool share_command(int argc, char **argv, struct error *error) {
    struct share_options options;
    struct watch watch;

    signals_begin();
    if (!share_options_parse(argc, argv, &options, error)) {
        return false;
    }
    watch_start(&watch, options.is_quiet);
    bool is_ok = share_file(&options, &watch, error);
    watch_step(&watch, "", -1); /* what came too late to stop it, ends it no more */
    watch_end(&watch);
    return is_ok;
}
