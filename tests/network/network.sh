#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the test network inside the namespaces it is called in: a scanner, a router, and everything behind it.
#
#   unshare --net --mount --pid --fork --kill-child --mount-proc sh network.sh DIRECTORY [COMMAND...]
#
# DIRECTORY gets the daemons' configurations and logs. COMMAND runs when all daemons answer; without one, a shell.
# There is nothing to tear down: namespaces, daemons and mounts die with the process that called unshare.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${1:?usage: network.sh DIRECTORY [COMMAND...]}
shift

# Refuse to touch a machine: the namespace we are in must hold nothing but a loopback.
if ip -o link show | grep -qv ': lo:'; then
    echo "network.sh: this network namespace has interfaces; call it through unshare --net --mount --pid" >&2
    exit 1
fi

mkdir -p "$work"
mount -t tmpfs tmpfs /run
mkdir -p /run/netns

# shellcheck source-path=SCRIPTDIR source=links.sh
. "$here/links.sh"
# shellcheck source-path=SCRIPTDIR source=topology.sh
. "$here/topology.sh"
# shellcheck source-path=SCRIPTDIR source=daemons.sh
. "$here/daemons.sh"

build_topology
load_firewalls
start_daemons
wait_for_daemons

if [ $# -eq 0 ]; then
    exec bash
fi
"$@"
