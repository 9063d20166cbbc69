# SPDX-License-Identifier: MIT
# The daemons, each with a configuration of its own in a directory of its own. Sourced by network.sh.
# shellcheck shell=sh disable=SC2154

start_daemons() {
    daemon_addresses="198.51.100.10 198.51.100.11 198.51.100.12 198.51.100.13 198.51.100.14 198.51.100.15
        198.51.100.54 198.51.100.56 198.51.100.57 198.51.100.60 198.51.100.61 198.51.100.62
        198.51.100.80 198.51.100.81 198.51.100.83 198.51.100.86 198.51.100.87 198.51.100.88
        198.51.100.250"
    for address in $daemon_addresses; do
        ip -n hosts address add "$address/32" dev lo
    done
    start_ssh hosts 198.51.100.10 198.51.100.15
    start_web hosts 198.51.100.11:80 198.51.100.15:80 198.51.100.60:80 198.51.100.61:80 198.51.100.62:80 \
        198.51.100.83:80 198.51.100.86:80 198.51.100.87:80 198.51.100.15:7547 198.51.100.86:7547 198.51.100.11:443/tls \
        198.51.100.15:443/tls 198.51.100.86:443/tls
    start_web crowd 80
    start_telnet hosts 198.51.100.12 198.51.100.15
    start_resolver answering 198.51.100.13,198.51.100.15,198.51.100.54,198.51.100.62,198.51.100.250 \
        --address=/#/192.0.2.53
    start_resolver refusing 198.51.100.80
    for address in 198.51.100.14 198.51.100.15 198.51.100.62; do
        start_clock hosts "$address" 'local stratum 8'
    done
    start_clock hosts 198.51.100.81 # not synchronised, and says so
    start_clock crowd 0.0.0.0 'local stratum 8'
    for port in 53 123; do
        start_babbler 198.51.100.56 "$port" liveness
        start_babbler 198.51.100.57 "$port"
    done
    start_babbler 198.51.100.88 161 answer
}

# in_background NAME NAMESPACE COMMAND...: starts a daemon that stays in the foreground; its words go to a log.
in_background() {
    log=$work/$1.log
    shift
    within "$@" >"$log" 2>&1 </dev/null &
}

start_ssh() {
    in_namespace=$1
    shift
    mkdir -p /run/sshd # privilege separation wants it; /run is ours alone
    ssh-keygen -q -t ed25519 -N '' -f "$work/ssh_host_key" </dev/null
    {
        echo "HostKey $work/ssh_host_key"
        echo "PidFile none"
        printf 'ListenAddress %s:22\n' "$@"
    } >"$work/sshd_config"
    in_background sshd "$in_namespace" /usr/sbin/sshd -D -e -f "$work/sshd_config"
}

# start_web NAMESPACE LISTEN[/tls]...
start_web() {
    in_namespace=$1
    shift
    directory=$work/web-$in_namespace
    mkdir -p "$directory"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=liveness.test \
        -keyout "$directory/key.pem" -out "$directory/certificate.pem" 2>"$directory/openssl.log"
    {
        echo "user root; daemon off; worker_processes 1; pid $directory/pid; error_log $directory/error.log;"
        echo "events { worker_connections 1024; }"
        echo "http { access_log off;"
        for path in client_body proxy fastcgi uwsgi scgi; do
            echo "  ${path}_temp_path $directory/$path;"
        done
        echo "  ssl_certificate $directory/certificate.pem; ssl_certificate_key $directory/key.pem;"
        echo "  server {"
        for listen in "$@"; do
            case $listen in
            */tls) echo "    listen ${listen%/tls} ssl backlog=4096;" ;;
            *) echo "    listen $listen backlog=4096;" ;;
            esac
        done
        echo '    return 200 alive;'
        echo "  }"
        echo "}"
    } >"$directory/nginx.conf"
    in_background "nginx-$in_namespace" "$in_namespace" \
        /usr/sbin/nginx -p "$directory" -e "$directory/error.log" -c "$directory/nginx.conf"
}

start_telnet() {
    in_namespace=$1
    shift
    for address in "$@"; do
        in_background "telnetd-$address" "$in_namespace" socat \
            "TCP-LISTEN:23,bind=$address,reuseaddr,fork" "EXEC:/usr/sbin/telnetd -h"
    done
}

# start_resolver NAME ADDRESSES [OPTION]: without --address it knows nobody to ask, and refuses.
start_resolver() {
    name=$1 addresses=$2
    shift 2
    in_background "dnsmasq-$name" hosts /usr/sbin/dnsmasq --no-daemon --conf-file=/dev/null \
        --no-resolv --no-hosts --bind-interfaces --except-interface=eth0 --listen-address="$addresses" \
        --pid-file= "$@"
}

# start_clock NAMESPACE ADDRESS [DIRECTIVE]: -x, since it must never touch the machine's clock.
start_clock() {
    name=chronyd-$1-$2
    {
        echo "bindaddress $2"
        echo "allow all"
        echo "cmdport 0"
        echo "pidfile $work/$name.pid"
        echo "${3-}"
    } >"$work/$name.conf"
    in_background "$name" "$1" /usr/sbin/chronyd -d -x -u root -f "$work/$name.conf"
}

# start_babbler ADDRESS PORT [WORD]
start_babbler() {
    in_background "babbler-$1-$2" hosts /usr/bin/python3 -B "$here/babbler.py" "$@"
}

# wait_for_daemons: until every one that should listen does, for at most 20 s.
wait_for_daemons() {
    wait_for hosts tcp 198.51.100.10:22 198.51.100.15:22 198.51.100.12:23 198.51.100.15:23 198.51.100.11:443 \
        198.51.100.15:443 198.51.100.15:7547 198.51.100.62:80
    wait_for hosts udp 198.51.100.13:53 198.51.100.15:53 198.51.100.80:53 198.51.100.14:123 198.51.100.15:123 \
        198.51.100.62:123 198.51.100.81:123 198.51.100.56:53 198.51.100.56:123 198.51.100.57:53 198.51.100.57:123 \
        198.51.100.88:161
    wait_for crowd tcp 0.0.0.0:80
    wait_for crowd udp 0.0.0.0:123
}

# wait_for NAMESPACE PROTOCOL ADDRESS:PORT...
wait_for() {
    in_namespace=$1 protocol=$2
    shift 2
    for socket in "$@"; do
        tries=0
        until within "$in_namespace" ss -Hnl "--$protocol" | grep -qF " $socket "; do
            tries=$((tries + 1))
            if [ "$tries" -gt 200 ]; then
                echo "network.sh: nothing listens on $socket/$protocol in namespace $in_namespace" >&2
                cat "$work"/*.log >&2
                exit 1
            fi
            sleep 0.1
        done
    done
}
