#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks that the C of src/ and tests/ is formatted as .clang-format says. Arguments: clang-format, the source root.
set -eu

cd "$2"
find src tests -name '*.[ch]' -exec "$1" --dry-run -Werror --ferror-limit=5 {} +
