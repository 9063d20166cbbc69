#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the most memory that scanning all of IPv4 takes, beside that for a /16, both as fast as it goes.
set -eu
# shellcheck source-path=SCRIPTDIR source=wire.sh
. "$(dirname "$0")/wire.sh"

mount -t proc proc /proc
drop_at_peer

# peak_of TARGET: the highest resident memory of a scan in KiB, as long as it runs.
peak_of() {
    rm -f "$results"*
    "$build/liveness" scan --quiet --yes --blocklist none --rate 10M --max-runtime 5 --cooldown 1 \
        --gateway-mac "$peer_mac" --output "$results" "$1" >&2 &
    scanner=$!
    peak=0
    while status=$(cat "/proc/$scanner/status" 2>/dev/null); do
        now=$(echo "$status" | awk '/^VmHWM/ { print $2 }')
        [ -n "$now" ] || break
        peak=$now
        sleep 0.1
    done
    wait "$scanner" || true
    echo "$peak"
}

large=$(peak_of 1.0.0.0-255.255.255.255)
small=$(peak_of 10.0.0.0/16)
line 'resident KiB, scan of all of IPv4' "$large" "$small" 'of a /16'
