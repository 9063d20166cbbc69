#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures memory over a file of a hundred million replies, which takes some minutes and 10 GB of disk.
set -eu

build=$1
folder=$(mktemp -d -p "$build")
trap 'rm -rf "$folder"' EXIT

printf 'append and fold, '
"$build/tests/benchmark/fill_file" "$folder/large.db" 28700000
"$(dirname "$0")/seal.sh" "$build" "$folder/large.db"
