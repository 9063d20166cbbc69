#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the warehouse: appending, and folding, beside bare inserts; sealing; and all reports beside those of a tenth
# of the addresses.
set -eu

build=$1
here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

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
    large=$("$here/reports.sh" "$folder/large.db")
    small=$("$here/reports.sh" "$folder/small.db")
    echo "all reports, $state, ms: $large ($small of a tenth of the addresses," \
        "ratio $(echo "$large $small" | awk '{ printf "%.2f", $1 / $2 }')); $signatures signatures"
done
