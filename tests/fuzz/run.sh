#!/bin/sh
# SPDX-License-Identifier: MIT
# Searches for inputs that break the parsers, by libFuzzer with the address and undefined behaviour sanitizers.
#
#   tests/fuzz/run.sh SECONDS [DIRECTORY [NAME...]]
#
# Runs each fuzz target (or those named: attribute, parse, receiver, settings, target_list) for so many seconds, one
# after the other, and goes on with what earlier runs found in DIRECTORY (default: build-fuzz in the clone). Ends with a
# line for each target, and how much of the source its inputs reach. An input that breaks something is left as
# DIRECTORY/NAME-crash-*. Needs clang, its compiler-rt and llvm.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:?usage: run.sh SECONDS [DIRECTORY [NAME...]]}
directory=${2:-$root/build-fuzz}
[ $# -lt 2 ] || shift
shift
names=${*:-attribute receiver parse settings target_list}
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

tool() {
    command -v "$1" || command -v "$1-14" || {
        echo "run.sh: no $1: install the package llvm" >&2
        exit 1
    }
}

# configure FOLDER OPTION...: builds every fuzz target there.
configure() {
    place=$1
    shift
    [ -d "$place/meson-private" ] || CC=clang meson setup "$place" "$root" "$@" >&2
    targets=tests/fuzz/write_seeds
    for name in $names; do
        targets="$targets tests/fuzz/fuzz_${name}_libfuzzer"
    done
    # shellcheck disable=SC2086
    ninja --quiet -C "$place" $targets >&2
}

seed() {
    mkdir -p "$directory/corpus/$1"
    case $1 in
    target_list) cp "$root"/tests/fuzz/target_lists/* "$directory/corpus/$1" ;;
    settings) cp "$root"/tests/fuzz/settings/* "$directory/corpus/$1" ;;
    *) "$directory/tests/fuzz/write_seeds" "$directory/corpus/$1" "$root"/tests/packets/*.pkt ;;
    esac
}

dictionary_of() {
    case $1 in
    settings | target_list) echo "$root/tests/fuzz/$1.dict" ;;
    *) echo "$root/tests/fuzz/frames.dict" ;;
    esac
}

# What libFuzzer says in its last lines, as one.
conclude() {
    awk -v name="$1" '
        /\tDONE/ { for (i = 1; i < NF; i++) value[$i] = $(i + 1) }
        /stat::number_of_executed_units/ { executions = $2 }
        END {
            printf "%s: %.0f executions, %d edges, %d features, %d inputs\n", name, executions, value["cov:"],
                value["ft:"], value["corp:"]
        }' "$directory/$1.log"
}

search() {
    seed "$1"
    if ! "$directory/tests/fuzz/fuzz_$1_libfuzzer" -max_total_time="$seconds" -max_len=2200 -len_control=0 \
        -timeout=10 -dict="$(dictionary_of "$1")" -artifact_prefix="$directory/$1-" -print_final_stats=1 \
        "$directory/corpus/$1" >"$directory/$1.log" 2>&1; then
        tail -n 60 "$directory/$1.log" >&2
        echo "run.sh: fuzz_$1 found something: see above, and $directory/$1.log" >&2
        exit 1
    fi
    conclude "$1"
}

# Replays what was found in a build that counts lines.
measure() {
    export LLVM_PROFILE_FILE="$directory/unused" # of what meson runs to try the compiler
    configure "$directory/coverage" -Db_lundef=false '-Dc_args=-fprofile-instr-generate -fcoverage-mapping' \
        '-Dc_link_args=-fprofile-instr-generate'
    objects=
    for name in $names; do
        program=$directory/coverage/tests/fuzz/fuzz_${name}_libfuzzer
        LLVM_PROFILE_FILE=$directory/$name.profraw "$program" -runs=0 "$directory/corpus/$name" 2>/dev/null
        objects="$objects ${objects:+-object }$program"
    done
    "$(tool llvm-profdata)" merge -o "$directory/all.profdata" "$directory"/*.profraw
    # shellcheck disable=SC2086
    "$(tool llvm-cov)" report $objects -instr-profile="$directory/all.profdata" |
        awk '$1 ~ /^(.*\/)?src\/(packet|probe|receive\/receiver|scan\/(options|option_setters)|target\/target_list)/ {
            printf "%s: %s of lines\n", $1, $10
        }'
}

mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
configure "$directory" -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link
for name in $names; do
    search "$name"
done
measure
