# SPDX-License-Identifier: MIT
"""Prints how many packets a second a command sends, once it does, by the interface's count: INTERFACE COMMAND...

The command is ended after that.
"""

import subprocess
import sys
import time

SETTLING, MEASURED = 0.3, 1.5  # seconds


def sent(interface):
    with open('/proc/net/dev') as file:
        lines = dict(line.split(':') for line in file if ':' in line)
    return int(next(numbers for name, numbers in lines.items() if name.strip() == interface).split()[9])


def main():
    interface, *command = sys.argv[1:]
    before = sent(interface)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while sent(interface) < before + 1000 and process.poll() is None:
        time.sleep(0.01)
    time.sleep(SETTLING)
    first, begun = sent(interface), time.monotonic()
    time.sleep(MEASURED)
    last, ended = sent(interface), time.monotonic()
    if process.poll() is not None:
        sys.exit(f'{command[0]} ended before it was measured')
    process.terminate()
    process.wait()
    print(round((last - first) / (ended - begun)))


if __name__ == '__main__':
    main()
