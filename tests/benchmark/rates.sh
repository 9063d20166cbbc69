#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares the rate that was asked for with what the interface counted meanwhile, from 10 packets a second up, and
# tells how much of a core a scan takes at each.
set -eu
# shellcheck source-path=SCRIPTDIR source=wire.sh
. "$(dirname "$0")/wire.sh"

mount -t sysfs sysfs /sys
mount -t proc proc /proc
drop_at_peer
sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 # it sends packets of its own

# Packets that the interface sent, and the clock ticks that process $1 has run for.
now() {
    set -- "$(cat /sys/class/net/eth0/statistics/tx_packets)" "$(awk '{ print $14 + $15 }' "/proc/$1/stat")"
    echo "$(date +%s%N) $1 $2"
}

for rate in 10 100 1000 10000 100000 500000 1000000; do
    seconds=4
    [ "$rate" -gt 99 ] || seconds=20
    rm -f "$results"*
    "$build/liveness" scan --quiet --yes --blocklist none --output "$results" --rate "$rate" --cooldown 0 \
        --gateway-mac "$peer_mac" 10.0.0.0/8 &
    scanner=$!
    sleep 1
    before=$(now "$scanner")
    sleep "$seconds"
    after=$(now "$scanner")
    kill -TERM "$scanner" # a script's background jobs ignore SIGINT
    wait "$scanner" || true # it was interrupted
    echo "$before $after" | awk -v rate="$rate" '{
        seconds = ($4 - $1) / 1e9
        sent = ($5 - $2) / seconds
        printf "packets a second: %.1f (asked %d, ratio %.4f); %.1f %% of a core\n", sent, rate, sent / rate,
            ($6 - $3) / seconds
    }'
done
