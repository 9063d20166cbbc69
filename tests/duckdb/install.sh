#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs DuckDB for the test duckdb: install.sh BUILD_DIRECTORY. It comes from npm's registry, and nothing else does.
#
# What is there already, in the versions of package-lock.json, is left as it is.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
place=${1:?usage: install.sh BUILD_DIRECTORY}/tests/duckdb

if [ -e "$place/node_modules/.package-lock.json" ] && cmp -s "$here/package-lock.json" "$place/package-lock.json"; then
    exit 0
fi
if ! command -v npm >/dev/null; then
    echo "install.sh: there is no npm: run examples/install_packages.sh test" >&2
    exit 1
fi
mkdir -p "$place"
rm -rf "$place/node_modules"
cp "$here/package.json" "$here/package-lock.json" "$place"
cd "$place"
npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --no-update-notifier --loglevel=error
