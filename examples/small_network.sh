#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds a small network in the namespaces it is called in, and runs a command at the scanner's place there.
#
#   unshare --map-root-user --net --mount --pid --fork --kill-child examples/small_network.sh [COMMAND...]
#
# Root can leave out --map-root-user. Without COMMAND, a shell. Nothing needs tearing down: namespaces, servers and
# mounts go with the process that called unshare.
#
#   scanner 192.0.2.2 ---- 192.0.2.1 router ---- seven hosts in 198.51.100.0/24; the router drops the rest
set -eu
trap 'exit 130' INT TERM

PATH=$PATH:/usr/sbin:/sbin # where nft and sysctl are, for those who are not root
here=$(cd "$(dirname "$0")" && pwd)
router=192.0.2.1

if ip -o link show | grep -qv ': lo:'; then
    echo "small_network.sh: this network namespace has interfaces; call it through unshare, as its head says" >&2
    exit 1
fi
mount -t tmpfs tmpfs /run
mkdir /run/netns

# at NAME COMMAND...: runs a command in a namespace.
at() {
    namespace=$1
    shift
    nsenter --net="/run/netns/$namespace" "$@"
}

# namespace NAME: without the kernel's limit on ICMP errors, so that what a host answers does not depend on the rate.
namespace() {
    ip netns add "$1"
    ip -n "$1" link set lo up
    at "$1" sysctl -q -w net.ipv4.icmp_ratelimit=0
}

# host NAME ADDRESS [TCP PORT|dns]...: on a wire of its own to the router.
host() {
    name=$1 address=$2
    shift 2
    namespace "$name"
    ip -n router link add "$name" type veth peer name eth0 netns "$name"
    ip -n router link set "$name" up
    ip -n router route add "$address" dev "$name"
    ip -n "$name" address add "$address/32" dev eth0
    ip -n "$name" link set eth0 up
    ip -n "$name" route add "$router" dev eth0
    ip -n "$name" route add default via "$router" dev eth0
    at "$name" python3 "$here/small_services.py" "$@"
}

# firewall NAME CHAIN: in the words of nft.
firewall() {
    at "$1" nft "table ip firewall { $2; }"
}

namespace router
namespace scanner
ip -n router link add scanner type veth peer name eth0 netns scanner
ip -n router address add "$router/24" dev scanner
ip -n router link set scanner up
ip -n scanner address add 192.0.2.2/24 dev eth0
ip -n scanner link set eth0 up
ip -n scanner route add default via "$router"
ip -n router route add blackhole 198.51.100.0/24
at router sysctl -q -w net.ipv4.ip_forward=1

host web 198.51.100.10 80 443
host ssh 198.51.100.22 22
host closed 198.51.100.30
host dns 198.51.100.53 dns
host shy 198.51.100.60 80
host office 198.51.100.70 22 80
host tarpit 198.51.100.80 80

firewall shy 'chain in { type filter hook input priority filter; policy drop; tcp dport 80 accept; }'
firewall router 'chain on { type filter hook forward priority filter;
    ip daddr 198.51.100.70 reject with icmp type admin-prohibited; }'
firewall tarpit 'chain to { type nat hook prerouting priority dstnat; ip protocol tcp redirect to :80; }'

[ $# -gt 0 ] || set -- bash
at scanner "$@"
