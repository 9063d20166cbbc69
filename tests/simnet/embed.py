# SPDX-License-Identifier: MIT
"""Turns a file into a C array on standard output. Arguments: the file, the name of the array."""

import sys
from pathlib import Path

content = Path(sys.argv[1]).read_bytes()
print(f"static const unsigned char {sys.argv[2]}[] __attribute__((aligned(8))) = {{")
for start in range(0, len(content), 16):
    print("    " + "".join(f"{byte:#04x}, " for byte in content[start:start + 16]).rstrip())
print("};")
