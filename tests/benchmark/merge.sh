#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures merging files of scans that differ, and of shards of one, beside the stock shell's VACUUM INTO of what comes
# out, which only copies it: merge.sh BUILD [ADDRESSES].
set -eu

build=$1
addresses=${2:-1200000}
parts=3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

now() {
    date +%s%N
}

# A copy of the whole with the targets of one shard, as a sealed file: part NUMBER.
part() {
    cp "$folder/whole.db" "$folder/shard$1.db"
    sqlite3 "$folder/shard$1.db" "
        DELETE FROM reply WHERE (reply >> 20 & 4294967295) % $parts <> $1;
        DELETE FROM reply_other WHERE (reply >> 20 & 4294967295) % $parts <> $1;
        INSERT INTO setting
        VALUES (1, 'max-targets', '$addresses'), (1, 'attempts', '2'), (1, 'retransmit-delay', '20'), (1, 'window', '1'),
          (1, 'rate', '10000'), (1, 'shards', '$parts'), (1, 'shard', '$1');
        VACUUM;"
}

# Scans that begin one after the other.
other() {
    cp "$folder/whole.db" "$folder/scan$1.db"
    sqlite3 "$folder/scan$1.db" "UPDATE scan SET started_us = started_us + $1"
}

# measure NAME FILE...: what merging takes, and VACUUM INTO of the outcome.
measure() {
    name=$1
    shift
    from=$(now)
    "$build/liveness" merge -q "$folder/out.db" "$@"
    merged=$(now)
    sqlite3 "$folder/out.db" "VACUUM INTO '$folder/copy.db'"
    copied=$(now)
    replies=$(sqlite3 "$folder/out.db" 'SELECT sum(replies) FROM reply_sort')
    echo "$replies $((merged - from)) $((copied - merged))" | awk -v name="$name" '{
        printf "merge %s, replies/s: %.0f (VACUUM INTO %.0f, ratio %.2f); %d replies\n",
            name, $1 / ($2 / 1e9), $1 / ($3 / 1e9), $3 / $2, $1 }'
    rm "$folder/out.db" "$folder/copy.db"
}

"$build/tests/benchmark/fill_file" "$folder/whole.db" "$addresses" >"$folder/printed"
"$build/liveness" seal -q "$folder/whole.db"
for number in $(seq 0 $((parts - 1))); do
    part "$number"
done
measure "$parts shards" "$folder"/shard*.db
rm "$folder"/shard*.db
for number in $(seq "$parts"); do
    other "$number"
done
measure "$parts scans" "$folder"/scan*.db
