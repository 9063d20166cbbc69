#!/bin/sh
# SPDX-License-Identifier: MIT
# Seals a file and says how fast that was and how large the file became: seal.sh BUILD FILE.
set -eu

build=$1
file=$2

# With the write-ahead log; what sorting needs besides has no name.
size() {
    stat --printf '%s\n' "$file" "$file-wal" 2>/dev/null | awk '{ bytes += $1 } END { printf "%.0f\n", bytes }'
}

replies=$(sqlite3 "$file" 'SELECT sum(replies + duplicates) FROM reply_sort')
from=$(date +%s%N)
"$build/liveness" seal -q "$file" &
sealing=$!
peak=0
while kill -0 $sealing 2>/dev/null; do
    now=$(size)
    [ "$now" -le $peak ] || peak=$now
    memory=$(awk '/^VmHWM/ { print $2 }' /proc/$sealing/status 2>/dev/null) || :
    [ -z "$memory" ] || most=$memory
    sleep 0.05
done
wait $sealing
took=$(($(date +%s%N) - from))
echo "$replies $took $peak $(size) $most" | awk '{
    printf "seal, replies/s: %.0f; bytes a reply: %.1f; peak file: %.2f of it; resident memory %d MB\n",
        $1 / ($2 / 1e9), $4 / $1, $3 / $4, $5 / 1024 }'
