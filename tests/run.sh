#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing, builds with gcc, and with clang and its sanitizers, runs every test, and ends with the counts.
#
#   tests/run.sh [DIRECTORY]      builds in DIRECTORY (default: build-test in the clone); needs root or sudo
#
# The last line is `N passed, N failed`: the tests of all builds. A test that was skipped has not passed.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
directory=${1:-$root/build-test}
[ "$(id -u)" -eq 0 ] || exec sudo -- "$0" "$directory"
exec </dev/null

passed=0
failed=0

finish() {
    status=$?
    if [ "$status" -ne 0 ] || [ $((passed + failed)) -eq 0 ]; then
        failed=$((failed + 1)) # ended early: that is no success, whatever passed before
    fi
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] || exit 1
}

# build NAME [MESON OPTION...]: configures anew and compiles, warnings being errors.
build() {
    place=$directory/$1
    shift
    wipe=
    [ ! -d "$place/meson-private" ] || wipe=--wipe
    meson setup $wipe "$place" "$root" -Dwerror=true "$@" && meson compile -C "$place"
}

# run NAME [MESON OPTION...]: runs tests of a build and adds up what became of them, one line of the log each. Many tests
# wait more than they compute, so there are two more at a time than the machine has processors.
run() {
    place=$directory/$1
    log=$place/meson-logs/testlog.json
    shift
    rm -f "$log"
    meson test -C "$place" --num-processes $(($(nproc) + 2)) --print-errorlogs "$@" || echo "meson test: exit $?"
    if [ ! -s "$log" ]; then
        echo "run.sh: meson ran no tests in $place" >&2
        failed=$((failed + 1))
        return
    fi
    all=$(wc -l <"$log")
    good=$(grep -cE '"result": "(OK|EXPECTEDFAIL)"' "$log" || true)
    passed=$((passed + good))
    failed=$((failed + all - good))
}

trap finish EXIT
trap 'exit 1' HUP INT TERM

"$root/examples/install_packages.sh" build test
build gcc
"$root/tests/duckdb/install.sh" "$directory/gcc"
run gcc
# With sanitizers, clang leaves symbols to be found when a program starts.
CC=clang build sanitize -Db_sanitize=address,undefined -Db_lundef=false
run sanitize --no-suite network --no-suite style --no-suite reliability --no-suite figures
