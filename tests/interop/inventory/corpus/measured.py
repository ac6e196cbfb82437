"""Runs a command, and writes its exit code, largest memory in bytes and seconds as JSON to a file.

    measured.py FILE SECONDS COMMAND…

A process of its own, since Linux counts as the memory of a command what the process had that started it,
and who makes and reads large targets has much. A command that takes longer than SECONDS is killed.
"""

import json
import os
import signal
import sys
import time


def main():
    began = time.perf_counter()
    child = os.posix_spawnp(sys.argv[3], sys.argv[3:], os.environ)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(int(sys.argv[2]))
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    with open(sys.argv[1], "w") as told:
        json.dump([os.waitstatus_to_exitcode(status), usage.ru_maxrss << 10, seconds], told)


main()
