#!/bin/sh
# SPDX-License-Identifier: MIT
# Tells how soon a scan with lists of a million prefixes sends its first packet, beside Debian's zmap.
set -eu
# shellcheck source-path=SCRIPTDIR source=wire.sh
. "$(dirname "$0")/wire.sh"

mount -t sysfs sysfs /sys
drop_at_peer
sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 # it sends packets of its own

allowlist=$LIVENESS_BENCHMARK/allow.txt blocklist=$LIVENESS_BENCHMARK/block.txt
python3 - "$allowlist" "$blocklist" <<'END'
import random
import sys

for seed, path in enumerate(sys.argv[1:]):
    draw = random.Random(seed)
    with open(path, 'w') as file:
        for _ in range(1_000_000):
            length = draw.choice([24, 26, 28, 30, 32, 32])
            first = draw.randrange(1 << 24, 224 << 24) >> 32 - length << 32 - length
            file.write('.'.join(map(str, first.to_bytes(4, 'big'))) + f'/{length}\n')
END

# Seconds from its begin until something is sent by the scan with these options.
first_packet() {
    rm -f "$results"*
    python3 - "$build/liveness" scan --quiet --yes --output "$results" --rate 100000 --no-seal --cooldown 0 -n 100 \
        --attempts 1 --gateway-mac "$peer_mac" "$@" <<'END'
import subprocess
import sys
import time


def sent():
    with open('/sys/class/net/eth0/statistics/tx_packets') as file:
        return int(file.read())


before, begun = sent(), time.monotonic()
scan = subprocess.Popen(sys.argv[1:])
while sent() == before:
    time.sleep(0.001)
print(round(time.monotonic() - begun, 3))
sys.exit(scan.wait())
END
}

# Seconds that Debian's zmap takes to print its first packet with these options.
zmap_first_packet() {
    python3 - zmap -i eth0 -G "$peer_mac" -p 80 -n 1 -c 0 --dryrun -q -v 0 -o /dev/null "$@" <<'END'
import subprocess
import sys
import time

begun = time.monotonic()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(round(time.monotonic() - begun, 3))
END
}

line 'seconds to the first packet, a list of a million' "$(first_packet --allowlist "$allowlist")" \
    "$(zmap_first_packet -w "$allowlist" -b /dev/null)" zmap
line 'seconds to the first packet, two of them' "$(first_packet --allowlist "$allowlist" --blocklist "$blocklist")" \
    "$(zmap_first_packet -w "$allowlist" -b "$blocklist")" zmap
"$build/tests/benchmark/lookups"
