#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the warehouse: appending, and folding, beside bare inserts; sealing; and all reports beside those of a tenth
# of the addresses.
set -eu

build=$1
here=$(dirname "$0")
queries=$here/../../queries
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# reports_ms FILE: what all reports take together, in the stock shell.
reports_ms() {
    from=$(date +%s%N)
    for query in "$queries"/*.sql; do
        case $query in
        */check.sql) ;; # reads every address, and is no report
        *) cat "$query" ;;
        esac
    done | sqlite3 "$1" >"$folder/printed"
    echo $((($(date +%s%N) - from) / 1000000))
}

printf 'append, '
"$build/tests/benchmark/append_file" "$folder/large.db" 2400000
rm "$folder"/large.db*
printf 'append and fold, '
"$build/tests/benchmark/fill_file" "$folder/large.db" 2400000
"$build/tests/benchmark/fill_file" "$folder/small.db" 240000 >"$folder/printed"
signatures=$(sqlite3 "$folder/large.db" 'SELECT count(*) FROM signature')

for state in unsealed sealed; do
    if [ $state = sealed ]; then
        "$here/seal.sh" "$build" "$folder/large.db"
        "$build/liveness" seal "$folder/small.db"
    fi
    large=$(reports_ms "$folder/large.db")
    small=$(reports_ms "$folder/small.db")
    echo "all reports, $state, ms: $large ($small of a tenth of the addresses," \
        "ratio $(echo "$large $small" | awk '{ printf "%.2f", $1 / $2 }')); $signatures signatures"
done
