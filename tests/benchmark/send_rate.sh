#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares how fast scans send with how fast nothing but sending is, on the same wire, by turns; medians of three.
set -eu
# shellcheck source-path=SCRIPTDIR source=wire.sh
. "$(dirname "$0")/wire.sh"

seconds=4
drop_at_peer
statistics=/sys/class/net/eth0/statistics
mount -t sysfs sysfs /sys

ours='' bare=''
for _ in 1 2 3; do
    bytes=$(cat $statistics/tx_bytes) packets=$(cat $statistics/tx_packets)
    scan --rate 10M --max-runtime "$seconds" --cooldown 0 --gateway-mac "$peer_mac" 10.0.0.0/8 || true
    ours="$ours $(health achieved_rate)"
    frame=$((($(cat $statistics/tx_bytes) - bytes) / ($(cat $statistics/tx_packets) - packets)))
    bare="$bare $("$build/tests/benchmark/bare_send" eth0 "$peer_mac" "$frame" "$seconds")"
done
echo "packets a second: scans$ours; frames of $frame bytes and nothing else$bare"
# shellcheck disable=SC2086
line 'packets sent a second' "$(median $ours)" "$(median $bare)" 'bare sendmmsg'
