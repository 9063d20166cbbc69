#!/bin/sh
# SPDX-License-Identifier: MIT
# Counts replies found against replies there: 1024 addresses of a real kernel that answers every probe, at 10 kpps.
set -eu
# shellcheck source-path=SCRIPTDIR source=wire.sh
. "$(dirname "$0")/wire.sh"

addresses=1024 probes=9 attempts=2
there=$((addresses * probes * attempts))

# Port 80 is open; the other TCP ports answer RST, UDP port unreachable, as often as asked.
peer sysctl -q -w net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_ratemask=0 net.core.somaxconn=8192 \
    net.ipv4.tcp_max_syn_backlog=8192
peer ip route add local 198.18.0.0/22 dev lo
peer python3 -c 'import os, socket, time
listener = socket.create_server(("", 80), backlog=8192)
os.fork() or time.sleep(600)' &
until peer ss -Hltn | grep -q ':80 '; do sleep 0.1; done
nft 'table ip judge { chain in { type filter hook prerouting priority raw; ip saddr 198.18.0.0/22 counter; }; }'

scan --rate 10000 --attempts "$attempts" --retransmit-delay 1 --cooldown 3 198.18.0.0/22

arrived=$(nft list chain ip judge in | sed -n 's/.*counter packets \([0-9]*\).*/\1/p')
found=$(query 'SELECT count(*) FROM replies')
again=$(query 'SELECT sum(duplicates) FROM replies')
echo "the kernel counted $arrived packets; recorded: $found replies and $again that came again"
line 'replies found' "$found" "$there" 'replies there'
[ "$found" -eq "$there" ] && [ "$((found + again))" -eq "$arrived" ]
