# SPDX-License-Identifier: MIT
"""Runs a command and prints what it took: seconds of processor time, and the most memory in MB."""

import resource
import subprocess
import sys

done = subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f'{used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss / 1024:.1f}')
sys.exit(done.returncode)
