#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints how many milliseconds all reports on a file take together, in the stock shell: reports.sh FILE [WORD].
set -eu

queries=$(dirname "$0")/../../queries
from=$(date +%s%N)
for query in "$queries"/*.sql; do
    case $query in
    */check.sql) ;; # reads every address, and is no report
    *) cat "$query" ;;
    esac
done | sqlite3 "$1" >/dev/null
took=$((($(date +%s%N) - from) / 1000000))
echo "all reports${2:+, $2}, ms: $took; $(sqlite3 "$1" 'SELECT count(*) FROM signature') signatures"
