# SPDX-License-Identifier: MIT
# Puts a benchmark into namespaces of its own, with one wire to a peer. Sourced first; $1 is the build directory.
# shellcheck shell=sh

#   here: eth0 192.0.2.2 ---- 192.0.2.1 peer: eth0
if [ -z "${LIVENESS_BENCHMARK-}" ]; then
    as_root=--map-root-user
    [ "$(id -u)" -ne 0 ] || as_root=
    directory=$(mktemp -d)
    trap 'rm -rf "$directory"' EXIT
    trap 'exit 130' INT TERM
    LIVENESS_BENCHMARK=$directory unshare $as_root --net --mount --pid --fork --kill-child "$0" "$@"
    exit
fi

trap 'exit 130' INT TERM
PATH=$PATH:/usr/sbin:/sbin
build=${1:?usage: BUILD_DIRECTORY}
# shellcheck disable=SC2034
results=$LIVENESS_BENCHMARK/results.db
peer_mac=02:00:00:00:00:01

peer() {
    nsenter --net=/run/netns/peer "$@"
}

# scan OPTION...: replaces the results.
scan() {
    rm -f "$results"*
    "$build/liveness" scan --quiet --yes --blocklist none --output "$results" "$@"
}

# query SQL: on the results, in the same namespaces.
query() {
    sqlite3 -readonly "$results" "$1"
}

# health COLUMN: of the results.
health() {
    "$build/liveness" report --json "$results" health |
        python3 -c 'import json, sys; print(round(json.load(sys.stdin)[0][sys.argv[1]]))' "$1"
}

# line NAME VALUE YARDSTICK WHAT: what a benchmark prints.
line() {
    awk -v name="$1" -v value="$2" -v yardstick="$3" -v what="$4" \
        'BEGIN { printf "%s: %s (%s %s, ratio %.4f)\n", name, value, what, yardstick, value / yardstick }'
}

median() {
    printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

# The peer drops what arrives before its kernel looks at it.
drop_at_peer() {
    peer nft 'table netdev sink { chain drop_all { type filter hook ingress device eth0 priority 0; policy drop; }; }'
}

mount -t tmpfs tmpfs /run
mkdir /run/netns
ip netns add peer
ip link add eth0 type veth peer name eth0 netns peer
peer ip link set eth0 address "$peer_mac"
peer ip address add 192.0.2.1/24 dev eth0
peer ip link set eth0 up
peer ip link set lo up
ip link set lo up
ip address add 192.0.2.2/24 dev eth0
ip link set eth0 up
ip route add default via 192.0.2.1
