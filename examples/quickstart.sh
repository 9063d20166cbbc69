#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds liveness, scans two networks that exist only while this runs, and shows what was found: a small one of hosts,
# and a made-up Internet with the figures of the paper.
#
#   examples/quickstart.sh      leaves quickstart.db and quickstart-population.db in the current directory
#
# No packet leaves the machine. As a user other than root it needs no rights once the packages are there.
set -eu
trap 'exit 130' INT TERM
unset SUDO_UID PKEXEC_UID DOAS_USER # liveness stays who runs the rest of this

root=$(cd "$(dirname "$0")/.." && pwd)
liveness=$root/build/liveness
results=$PWD/quickstart.db
played=$PWD/quickstart-population.db
population=$root/examples/population
scale=50000

step() {
    printf '\n== %s\n' "$*"
}

# report NAME QUESTION [FILE]
report() {
    printf '\n-- %s\n' "$2"
    "$liveness" report "${3:-$results}" "$1"
}

# fresh FILE: makes room for a results file, unless something else is there.
fresh() {
    if [ -s "$1" ] && [ "$(sqlite3 "$1" 'PRAGMA application_id' 2>&1)" != 1279874629 ]; then
        echo "quickstart.sh: '$1' exists and is no results file: it is left alone" >&2
        exit 1
    fi
    rm -f "$1" "$1-wal" "$1-shm"
}

step '1/6 Installing what is missing of compiler, libraries and network tools'
"$root/examples/install_packages.sh" build example

step '2/6 Building liveness in build/'
log=$root/build/quickstart.log
mkdir -p "$root/build"
python3 -B "$population/generate.py" --scale "$scale" >"$root/build/population.txt" & # used in step 5
solver=$!
if ! { [ -d "$root/build/meson-private" ] || meson setup "$root/build" "$root"; } >"$log" 2>&1 </dev/null ||
    ! meson compile -C "$root/build" >>"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    exit 1
fi
"$liveness" --version

step '3/6 Scanning 256 addresses with 9 probes each, sent twice'
cat <<END
The network is made of namespaces: a scanner, a router, and behind it 198.51.100.0/24, where there are
  .10 a web server     .22 an SSH server        .30 a host with every port closed     .53 a DNS server
  .60 a host whose firewall drops all but port 80       .70 a host that the router protects, and says so
  .80 a tarpit that accepts connections on every port                           and 249 addresses without a host.
The default blocklist holds these documentation addresses, so the scan says --blocklist none.
END
fresh "$results"
as_root=--map-root-user
[ "$(id -u)" -ne 0 ] || as_root=
unshare $as_root --net --mount --pid --fork --kill-child "$root/examples/small_network.sh" \
    "$liveness" scan --blocklist none --rate 1000 --retransmit-delay 2 --cooldown 2 --output "$results" \
    198.51.100.0/24

step '4/6 What it found'
report levels 'How many addresses are alive, and at which level?'
report coverage 'Which protocol found them? The shy host answers TCP only, and ping alone would miss it.'
report tcp_ports 'What do the TCP ports say? A RST is a sign of life, too.'
report icmp_codes 'Which ICMP errors came? Those with code 13 were sent by the router: see indirect.'
report tarpits 'Who accepts connections on every port, even on a random one?'
report health 'Can the scan be trusted?'

step '5/6 Scanning a made-up Internet, an address for 50,000, with the figures that the paper published'
cat <<END
26,880 addresses in 105 blocks behave, taken together, as the paper found the Internet to behave on 4 September 2017.
A program answers for each of them, packet by packet, and keeps a list of what it sent.
END
fresh "$played"
wait "$solver"
unshare $as_root --net "$root/build/tests/simnet/simnet" --sent "$root/build/sent.csv" "$root/build/population.txt" \
    "$liveness" scan --blocklist none --rate 25000 --retransmit-delay 2 --cooldown 2 --output "$played"

step '6/6 What the paper published, and what this scan found'
python3 -B "$population/compare.py" --scale "$scale" --sent "$root/build/sent.csv" "$played"
report health 'Can the scan be trusted?' "$played"

cat <<END

== The results are in quickstart.db and quickstart-population.db. Try next:
  sqlite3 -box quickstart.db "SELECT address, transport_alive, application_alive, ports_alive FROM liveness"
  sqlite3 -box quickstart.db "SELECT target, probe, responder, kind, rtt_us FROM replies LIMIT 20"
  sqlite3 quickstart.db "SELECT * FROM readme"
  $liveness report quickstart-population.db coverage        prints Fig 2a; ports_answered Fig 4a, conditional Fig 5
  $liveness report quickstart.db                 lists all reports; NAME prints one
  $liveness scan --help                          how to scan for real
Before you scan what is not yours: README.md, "Scanning responsibly".
END
