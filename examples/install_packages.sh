#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages that building, the example, the tests or the benchmarks need, if they are missing.
#
#   examples/install_packages.sh build|example|test|benchmark ...
#
# Servers among them are neither started now nor at the next boot. Needs root or sudo only if something is missing.
set -eu

build='gcc libc6-dev libcap-dev libcunit1-dev libmnl-dev libpcap-dev libseccomp-dev
    libsodium-dev libsqlite3-dev libssl-dev libuv1-dev meson pkg-config zlib1g-dev'
example='iproute2 nftables procps python3 sqlite3'
test='chrony clang clang-format dnsmasq-base file inetutils-telnetd iproute2 libbpf-dev libcap2-bin libclang-rt-dev
    nftables nginx-light nmap nodejs npm openssh-client openssh-server openssl procps python3 socat sqlite3 tshark
    valgrind zmap'
benchmark='linux-perf llvm masscan'

policy=/usr/sbin/policy-rc.d

# Node.js from elsewhere may have npm inside, and then Debian's npm would not go with it: here the commands count.
is_installed() {
    case $1 in
    nodejs) command -v node >/dev/null && return ;;
    npm) command -v npm >/dev/null && return ;;
    esac
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

enabled_services() {
    systemctl list-unit-files --state=enabled --no-legend 2>/dev/null | cut -d ' ' -f 1
}

# Debian asks this program before it starts a service; 101 means no.
forbid_starting_services() {
    [ ! -e "$policy" ] || return 0
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

install_quietly() {
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    if ! words=$(exec 2>&1 && apt-get -qq -o DPkg::Lock::Timeout=300 update &&
        apt-get -qq -o DPkg::Lock::Timeout=300 -y --no-install-recommends install $1); then
        echo "$words" >&2
        return 1
    fi
}

disable_new_services() {
    for service in $(enabled_services); do
        case " $1 " in
        *" $service "*) ;;
        *) systemctl --quiet disable "$service" ;;
        esac
    done
}

wanted=
for group in "$@"; do
    case $group in
    build) wanted="$wanted $build" ;;
    example) wanted="$wanted $example" ;;
    test) wanted="$wanted $test" ;;
    benchmark) wanted="$wanted $benchmark" ;;
    *)
        echo "install_packages.sh: no group '$group': expected build, example, test or benchmark" >&2
        exit 2
        ;;
    esac
done

# shellcheck disable=SC2086
missing=$(missing_of $wanted)
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "install_packages.sh: as root, run: apt-get install --no-install-recommends $missing" >&2
        exit 1
    fi
    exec sudo -- "$0" "$@"
fi
echo "Installing $missing"
services_before=$(enabled_services | tr '\n' ' ')
forbid_starting_services
install_quietly "$missing"
disable_new_services "$services_before"
