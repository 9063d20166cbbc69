#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures memory over a file of a hundred million replies, and all reports on it beside those of a tenth of the
# addresses. Takes some minutes and 10 GB of disk.
set -eu

build=$1
here=$(dirname "$0")
folder=$(mktemp -d -p "$build")
trap 'rm -rf "$folder"' EXIT

printf 'append and fold, '
"$build/tests/benchmark/fill_file" "$folder/large.db" 28700000
"$here/seal.sh" "$build" "$folder/large.db"
"$build/tests/benchmark/fill_file" "$folder/small.db" 2870000 >/dev/null
"$build/liveness" seal "$folder/small.db"
large=$("$here/reports.sh" "$folder/large.db")
small=$("$here/reports.sh" "$folder/small.db")
echo "all reports, ms: $large ($small of a tenth of the addresses," \
    "ratio $(echo "$large $small" | awk '{ printf "%.2f", $1 / $2 }'));" \
    "$(sqlite3 "$folder/large.db" 'SELECT count(*) FROM signature') signatures"
