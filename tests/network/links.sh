# SPDX-License-Identifier: MIT
# Words to build a network with: namespace, link, lan. Sourced by network.sh.
# shellcheck shell=sh disable=SC2154

# within NAMESPACE COMMAND...: runs a command there.
within() {
    namespace=$1
    shift
    nsenter --net="/run/netns/$namespace" "$@"
}

# tune NAMESPACE KEY=VALUE...: sysctls; one that this kernel does not let a namespace set is an error.
tune() {
    namespace=$1
    shift
    within "$namespace" sysctl -q -w "$@"
}

# namespace NAME: a host that neither filters by reverse path, nor limits its ICMP, nor redirects, nor speaks IPv6.
namespace() {
    ip netns add "$1"
    ip -n "$1" link set lo up
    tune "$1" \
        net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_ratemask=0 \
        net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
        net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
        net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.default.accept_redirects=0 \
        net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
}

# behind_router NAME ADDRESS: a namespace on its own wire to the router, whose default gateway is the router.
behind_router() {
    namespace "$1"
    ip link add "r-$1" netns router type veth peer name eth0 netns "$1"
    ip -n "$1" link set eth0 up
    ip -n router link set "r-$1" up
    ip -n "$1" address add "$2/32" dev eth0
    ip -n "$1" route add "$router_inside/32" dev eth0
    ip -n "$1" route add default via "$router_inside" dev eth0
    ip -n router route add "$2/32" dev "r-$1"
}

# on_lan NAME ADDRESS: a namespace plugged into the bridge `lan` of the router.
on_lan() {
    namespace "$1"
    ip link add "l-$1" netns router type veth peer name eth0 netns "$1"
    ip -n router link set "l-$1" master lan up
    ip -n "$1" link set eth0 up
    ip -n "$1" address add "$2/28" broadcast + dev eth0
    ip -n "$1" route add default via "$router_lan" dev eth0
}
