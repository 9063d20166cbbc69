# SPDX-License-Identifier: MIT
# Who is connected to whom: the scanner, the router, and the hosts and odd routers behind it. Sourced by network.sh.
# shellcheck shell=sh disable=SC2034,SC2154

#   scanner 192.0.2.2 ---- 192.0.2.1 router
#                                      |--- hosts       most of 198.51.100.0/24, one address a case; 198.18.32-34.1
#                                      |--- crowd       198.18.0.0/20 and 203.0.113.0/24, alike by the thousand
#                                      |--- synproxy, dnat: every TCP port answers
#                                      |--- forwarder   passes DNS queries on without changing who asks
#                                      |--- unreachable, prohibit, noroute: routers whose routes say no
#                                      |--- loop        sends everything back
#                                      |--- narrow      behind a route of 68 octets
#                                      '--- lan (bridge, 198.51.100.64/28): lan1, lan2, three redirecting routers
router_outside=192.0.2.1
router_inside=192.0.2.129
router_lan=198.51.100.78

build_topology() {
    build_scanner_and_router
    build_hosts
    build_tarpits
    build_refusing_routers
    build_long_ways
    build_lan
}

build_scanner_and_router() {
    namespace scanner
    namespace router
    tune router net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 # forwarding sets other defaults
    ip link add r-scan netns router type veth peer name scan0 netns scanner
    ip -n router address add "$router_outside/25" dev r-scan
    ip -n router address add "$router_inside/32" dev lo
    ip -n scanner address add 192.0.2.2/25 dev scan0
    ip -n router link set r-scan up
    ip -n scanner link set scan0 up
    ip -n scanner route add default via "$router_outside"
}

build_hosts() {
    behind_router hosts 192.0.2.130
    tune hosts net.ipv4.tcp_synack_retries=1 # an unanswered SYN-ACK comes exactly once more
    for range in 198.51.100.0/24 198.18.32.1 198.18.33.1 198.18.34.1; do
        ip -n router route add "$range" via 192.0.2.130 dev r-hosts onlink
        ip -n hosts route add local "$range" dev lo
    done

    behind_router crowd 192.0.2.131
    tune crowd net.core.somaxconn=65535 net.ipv4.tcp_max_syn_backlog=65535
    for range in 198.18.0.0/20 203.0.113.0/24; do
        ip -n router route add "$range" via 192.0.2.131 dev r-crowd onlink
        ip -n crowd route add local "$range" dev lo
    done

    behind_router forwarder 192.0.2.132
    tune forwarder net.ipv4.ip_forward=1
    route_to forwarder 192.0.2.132 198.51.100.52 198.51.100.53
    ip -n forwarder route add local 198.51.100.52 dev lo
}

# route_to NAME GATEWAY ADDRESS...: the router sends these addresses that way.
route_to() {
    name=$1 gateway=$2
    shift 2
    for address in "$@"; do
        ip -n router route add "$address/32" via "$gateway" dev "r-$name" onlink
    done
}

build_tarpits() {
    behind_router synproxy 192.0.2.133
    route_to synproxy 192.0.2.133 198.51.100.50
    ip -n synproxy route add local 198.51.100.50 dev lo

    behind_router dnat 192.0.2.134
    tune dnat net.ipv4.ip_forward=1
    route_to dnat 192.0.2.134 198.51.100.51
    ip -n dnat route add local 198.51.100.51 dev lo
}

# The kernel limits errors from such routes to five and then one a second for each source, whatever icmp_ratelimit
# says: so router.nft gives each probe to them a source of its own.
build_refusing_routers() {
    ip -n router route add blackhole 198.51.100.43

    behind_router unreachable 192.0.2.135
    tune unreachable net.ipv4.ip_forward=1
    route_to unreachable 192.0.2.135 198.51.100.40
    ip -n unreachable route add unreachable 198.51.100.40

    behind_router prohibit 192.0.2.136
    tune prohibit net.ipv4.ip_forward=1
    route_to prohibit 192.0.2.136 198.51.100.41
    ip -n prohibit route add prohibit 198.51.100.41

    behind_router noroute 192.0.2.137
    tune noroute net.ipv4.ip_forward=1
    route_to noroute 192.0.2.137 198.51.100.42
    ip -n noroute route del default
    ip -n noroute route add 192.0.2.0/24 via "$router_inside"
}

build_long_ways() {
    behind_router loop 192.0.2.138
    tune loop net.ipv4.ip_forward=1
    route_to loop 192.0.2.138 198.51.100.47

    behind_router narrow 192.0.2.139
    tune narrow net.ipv4.ipfrag_time=1
    ip -n narrow route add local 198.51.100.49 dev lo
    ip -n narrow route add local 198.51.100.63 dev lo
    for address in 198.51.100.49 198.51.100.63; do
        ip -n router route add "$address" via 192.0.2.139 dev r-narrow onlink mtu lock 68
    done
}

build_lan() {
    ip -n router link add lan type bridge stp_state 0 forward_delay 0
    ip -n router address add "$router_lan/28" broadcast + dev lan
    ip -n router link set lan up
    # A neighbour that does not answer is given up after 0.2 s; a directed broadcast is passed on.
    tune router net.ipv4.neigh.lan.mcast_solicit=1 net.ipv4.neigh.lan.retrans_time_ms=200 \
        net.ipv4.conf.all.bc_forwarding=1 net.ipv4.conf.r-scan.bc_forwarding=1 net.ipv4.conf.lan.proxy_arp=1

    on_lan lan1 198.51.100.65
    on_lan lan2 198.51.100.66
    tune lan1 net.ipv4.icmp_echo_ignore_broadcasts=0
    tune lan2 net.ipv4.icmp_echo_ignore_broadcasts=0
    ip -n lan1 route add local 198.51.100.48 dev lo
    ip -n router route add 198.51.100.48 via 198.51.100.65
    add_redirector redirect-icmp 198.51.100.72 101 icmp
    add_redirector redirect-tcp 198.51.100.73 102 tcp dport 80
    add_redirector redirect-udp 198.51.100.74 103 udp dport 53
}

# add_redirector NAME ADDRESS TABLE PROTOCOL [dport PORT]: a router on the lan through which one probe to 198.51.100.48
# goes, and which knows a better way. A kernel redirects only whom it believes on its own link, and slows down with
# each redirect to the same source: hence the route to the scanner, and one such router for one probe.
add_redirector() {
    name=$1 address=$2 table=$3
    shift 3
    on_lan "$name" "$address"
    tune "$name" net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.eth0.send_redirects=1
    ip -n "$name" route add 192.0.2.2/32 dev eth0
    ip -n "$name" route add 198.51.100.48 via 198.51.100.65
    ip -n router route add 198.51.100.48 via "$address" table "$table"
    ip -n router rule add to 198.51.100.48 ipproto "$@" table "$table" priority "$table"
}

load_firewalls() {
    for name in scanner router hosts crowd forwarder synproxy dnat narrow; do
        within "$name" nft -f "$here/$name.nft"
    done
}
