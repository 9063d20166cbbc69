# SPDX-License-Identifier: MIT
"""Where the programs are that play the Internet and scan it, and how they are kept apart from the real one."""

import pathlib
import sys

BUILD = pathlib.Path(sys.argv[1]).resolve()
LIVENESS = BUILD / "liveness"
SIMNET = BUILD / "tests" / "simnet" / "simnet"
AS_ROOT = ["unshare", "--net"]
IN_NAMESPACE = ["unshare", "--map-root-user", "--net"]
