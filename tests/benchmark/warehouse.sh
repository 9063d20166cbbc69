#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the warehouse: appending, and folding, beside bare inserts; sealing; all reports; and all reports beside
# those of a tenth of the addresses, of the same population.
set -eu

build=$1
here=$(dirname "$0")
fill=$build/tests/benchmark/fill_file
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

printf 'append, '
"$build/tests/benchmark/append_file" "$folder/large.db" 2400000
rm "$folder"/large.db*
printf 'append and fold, '
"$fill" "$folder/large.db" 2400000
"$here/reports.sh" "$folder/large.db" unsealed
"$here/seal.sh" "$build" "$folder/large.db"
"$here/reports.sh" "$folder/large.db" sealed
rm "$folder"/large.db*

"$fill" "$folder/many.db" 2400000 240000 >"$folder/printed"
"$fill" "$folder/few.db" 240000 >"$folder/printed"
"$here/ratio.sh" "$folder/many.db" "$folder/few.db"
