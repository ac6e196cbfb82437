#!/usr/bin/env python3
"""Compares `keelmark check vulns` with `cargo audit` on real lockfiles: the same findings, and how long each takes.

Usage: audit.py KEELMARK CARGO_AUDIT RUSTSEC LOCKFILE...

RUSTSEC is a folder that is a git repository with the advisories; both tools read that folder alone. The database is
compiled first, by itself, as both tools find theirs ready. A finding is an advisory, a package and its version; what
RustSec marks as informational is compared too.

Exits 1 where the sets differ, with what each has alone.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time


def run(command):
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done, time.perf_counter() - began


def audited(tool, database, lock):
    command = [tool, "audit", "-n", "--stale", "--db", database, "--json", "-f", lock]
    done, seconds = run(command)
    answer = json.loads(done.stdout)
    found = list(answer["vulnerabilities"]["list"])
    for warnings in answer["warnings"].values():
        found += [warning for warning in warnings if warning.get("advisory")]
    each = {(one["advisory"]["id"], one["package"]["name"], one["package"]["version"]) for one in found}
    return each, seconds


def checked(tool, database, lock):
    command = [tool, "check", "vulns", lock, "--db", database, "--max-age", "100000d", "--format", "json"]
    done, seconds = run(command)
    answer = json.loads(done.stdout)
    each = set()
    for one in answer["findings"]:
        facts = one.get("facts", {})
        if "id" in facts:
            names = [facts["id"], *facts["aliases"].split()]
            ids = [name for name in names if name.startswith("RUSTSEC-")]
            name, version = one["package"].rsplit("@", 1)
            each.update((name_of, name, version) for name_of in ids)
    return each, seconds


def main():
    keelmark, audit, rustsec, *locks = sys.argv[1:]
    differs = 0
    with tempfile.TemporaryDirectory() as folder:
        database = str(pathlib.Path(folder) / "advisories.db")
        subprocess.run([keelmark, "db", "import", rustsec, "--db", database], check=True, capture_output=True)
        for lock in locks:
            theirs, their_time = min((audited(audit, rustsec, lock) for _ in range(3)), key=lambda it: it[1])
            ours, our_time = min((checked(keelmark, database, lock) for _ in range(3)), key=lambda it: it[1])
            ratio = their_time / our_time
            name = pathlib.Path(lock).parent.name
            print(
                f"{name:24} {len(ours):4} findings  keelmark {our_time * 1000:6.1f} ms"
                f"  cargo audit {their_time * 1000:7.1f} ms  {ratio:5.1f} times"
            )
            for title, only in [("keelmark alone", ours - theirs), ("cargo audit alone", theirs - ours)]:
                for finding in sorted(only):
                    differs += 1
                    print(f"  {title}: {' '.join(finding)}")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
