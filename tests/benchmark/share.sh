#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints how many replies a second are shared at each level, beside the stock shell's VACUUM INTO of the same sealed file:
# share.sh BUILD [ADDRESSES].
set -eu

build=$1
addresses=${2:-2400000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
file=$folder/results.db
printf '%s\n' 203.0.113.0/24 198.51.100.7 >"$folder/opt-outs.txt"

# Nanoseconds that a command takes; then its output goes.
measure() {
    from=$(date +%s%N)
    "$@" >"$folder/printed"
    echo $(($(date +%s%N) - from))
    rm "$folder"/out.db
}

share() {
    measure "$build/liveness" share -q "$file" "$folder/out.db" --level "$@"
}

print() {
    echo "$replies $2 $copied" | awk -v what="$1" '{
        printf "share, %s, replies/s: %.0f (VACUUM INTO %.0f, ratio %.2f)\n", what, $1 / ($2 / 1e9), $1 / ($3 / 1e9), $3 / $2 }'
}

"$build/tests/benchmark/fill_file" "$file" "$addresses" >"$folder/printed"
"$build/liveness" seal -q "$file"
replies=$(sqlite3 "$file" 'SELECT sum(replies) FROM reply_sort')
copied=$(measure sqlite3 "$file" "VACUUM INTO '$folder/out.db'")
for level in full anonymised blocks24 summary; do
    print "$level" "$(share "$level")"
done
print "summary with opt-outs" "$(share summary --opt-out "$folder/opt-outs.txt")"
print "anonymised with opt-outs" "$(share anonymised --opt-out "$folder/opt-outs.txt")"
