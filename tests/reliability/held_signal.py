# SPDX-License-Identifier: MIT
"""Whether a process keeps a signal for itself, to be handled when it asks for it."""

import pathlib
import re
import signal


def is_held(pid, number):
    """While a thread is started, all signals are, which says nothing of this one."""
    mask = int(re.search(r"SigBlk:\s*(\w+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1], 16)
    return mask >> (number - 1) & 1 and not mask >> (signal.SIGWINCH - 1) & 1
