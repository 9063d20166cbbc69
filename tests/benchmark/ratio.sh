#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints how much longer all reports take on one file than on another: ratio.sh FILE FILE.
set -eu

here=$(dirname "$0")
many=$("$here/reports.sh" "$1" "many addresses")
few=$("$here/reports.sh" "$2" "a tenth of them")
echo "$many"
echo "$few"
printf '%s\n%s\n' "$many" "$few" | sed 's/.*ms: \([0-9]*\);.*/\1/' | paste -sd ' ' |
    awk '{ printf "ratio %.2f\n", $1 / $2 }'
