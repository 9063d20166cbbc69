#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures how fast replies and addresses are exported, sealed and not, beside the stock shell, which writes the rows as
# they are stored: export.sh BUILD [ADDRESSES].
set -eu

build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
file=$folder/results.db
all='SELECT * FROM reply_row'
alive='SELECT address FROM host ORDER BY address'

# Nanoseconds that a command takes.
took() {
    from=$(date +%s%N)
    "$@" >/dev/null
    echo $(($(date +%s%N) - from))
}

liveness() {
    "$build/liveness" export "$file" "$@"
}

shell() {
    sqlite3 -csv "$file" "$1"
}

shell_gzip() {
    shell "$1" | gzip -1
}

# compare WHAT NUMBER NANOSECONDS YARDSTICK NANOSECONDS
compare() {
    printf '%s\t%s\t%s\t%s\t%s\n' "$@" | awk -F '\t' '{
        printf "%s/s: %.0f (%s %.0f, ratio %.2f)\n", $1, $2 / ($3 / 1e9), $4, $2 / ($5 / 1e9), $5 / $3 }'
}

"$build/tests/benchmark/fill_file" "$file" "${2:-1200000}" >"$folder/printed"
replies=$(sqlite3 "$file" 'SELECT count(*) FROM reply_log')
compare 'export --to csv, not sealed, replies' "$replies" "$(took liveness --to csv)" 'sqlite3 -csv' "$(took shell "$all")"
"$build/liveness" seal -q "$file"
replies=$(sqlite3 "$file" 'SELECT count(*) FROM reply_row')
plain=$(took shell "$all")
compare 'export --to csv, replies' "$replies" "$(took liveness --to csv)" 'sqlite3 -csv' "$plain"
compare 'export --to csv -z, replies' "$replies" "$(took liveness --to csv -z)" \
    'sqlite3 -csv | gzip -1' "$(took shell_gzip "$all")"
compare 'export --to json, replies' "$replies" "$(took liveness --to json)" 'sqlite3 -csv' "$plain"
addresses=$(sqlite3 "$file" 'SELECT count(*) FROM host')
compare 'export --to list, addresses' "$addresses" "$(took liveness --to list)" 'sqlite3 -csv' "$(took shell "$alive")"
