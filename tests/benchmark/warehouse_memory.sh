#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures memory over a file of a hundred million replies; and all reports beside those of a tenth of the addresses:
# of a population that shows more the longer one asks, and of one that does not. Takes ten minutes and 10 GB of disk.
set -eu

build=$1
here=$(dirname "$0")
fill=$build/tests/benchmark/fill_file
folder=$(mktemp -d -p "$build")
trap 'rm -rf "$folder"' EXIT

printf 'append and fold, '
"$fill" "$folder/many.db" 28700000
"$here/seal.sh" "$build" "$folder/many.db"
"$fill" "$folder/few.db" 2870000 >"$folder/printed"
"$here/ratio.sh" "$folder/many.db" "$folder/few.db"
rm "$folder"/*.db

"$fill" "$folder/many.db" 24000000 2400000 >"$folder/printed"
"$fill" "$folder/few.db" 2400000 >"$folder/printed"
"$here/ratio.sh" "$folder/many.db" "$folder/few.db"
