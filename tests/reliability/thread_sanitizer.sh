#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds everything with the thread sanitizer and runs the unit tests and the simulated scans, which it must let pass.
#
#   thread_sanitizer.sh DIRECTORY      builds below it
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$1/thread-sanitizer
[ -d "$build" ] || meson setup "$build" "$root" -Db_sanitize=thread -Db_lundef=false >/dev/null
meson compile -C "$build" >/dev/null
TSAN_OPTIONS=halt_on_error=1 meson test -C "$build" --suite unit --suite simnet --timeout-multiplier 5 --print-errorlogs
