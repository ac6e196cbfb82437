#!/usr/bin/env python3
"""Compares what keelmark says of locks of uv with `uv lock --check`.

    python3 tests/interop/lock/uv.py [--seed N] [--times N] [PROJECT…]

Real projects are locked from PyPI; then each kind of change is made to their manifests and to their locks, at
places chosen by chance, and both are asked whether the lock still is that of its project. uv's own comparison is
told by what it logs, so that a lock it resolves again and finds the same is not confused with one that it leaves
alone. What a rule below takes out of the comparison is counted and named. Exits 1 when anything differs.
"""

import argparse
import collections
import copy
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

import comparing
import mutations
import projects
import tables
import tampering

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORK = ROOT / "target/interop/lock/uv"
UV = ROOT / "target/peers/venv/bin/uv"
ENVIRONMENT = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "GIT_ALLOW_PROTOCOL": "file", "NO_COLOR": "1"}

# Where keelmark answers otherwise than uv and is right to: what was changed, its answer, and why.
ARGUED = {
    ("python-left-out", "unknown"): "the interpreter that uv finds decides",
    ("needs-made-dynamic", "unknown"): "only a build knows what is needed",
    ("project-renamed", "drift"): "uv does not see that a folder holds a package of another name until it builds it",
}


def written(folder, files):
    """Writes manifests; the address of the repository depends on where the projects are."""
    repository = f"file://{WORK / 'git' / 'repository'}"
    for path, it in files.items():
        text = it if isinstance(it, str) else tables.dump(it)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace(projects.GIT, repository))


def uv(folder, *words):
    done = subprocess.run([UV, "lock", "-v", *words], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


def locked(name):
    """A project with its lock."""
    folder = WORK / name
    files = projects.ALL[name]()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    projects.extra(name, folder)
    written(folder, files)
    status, told = uv(folder)
    if status:
        report.skip(f"{name}: uv lock: {told.strip().splitlines()[-3:]}")
        return None
    return folder, files


def theirs(folder):
    """`holds`, `drift`, `alike` (resolved again to the same lock), `newer` or `refused`, and why."""
    status, told = uv(folder, "--check", "--offline")
    lines = told.splitlines()
    why = next((line for line in lines if "existing lockfile due to" in line or "Ignoring existing lockfile" in line), "")
    if why:
        return ("alike" if status == 0 else "drift"), why
    if "satisfies workspace requirements" in told:
        return ("holds" if status == 0 else "newer"), ""
    return "refused", " ".join(lines[-3:])


class Tally:
    """What was compared and what differs, for each project."""

    def __init__(self, name):
        self.name = name
        self.agreed = collections.Counter()
        self.outside = collections.Counter()
        self.differences = []

    def manifest(self, what, folder):
        they, why = theirs(folder)
        we, told = comparing.ours(folder, "drift")
        if they in ("newer", "alike"):
            self.outside[they] += 1
            return
        same = we == they or (they == "refused" and we in ("drift", "unknown"))
        if same or ARGUED.get((what, we)):
            self.agreed[they if same else f"argued: {ARGUED[what, we]}"] += 1
        else:
            self.differences.append(f"{what}: uv {they} ({why[:300]}), keelmark {we} ({told})")

    def lock(self, what, question, folder):
        they, _ = theirs(folder)
        told = {it: comparing.ours(folder, it) for it in ("drift", "integrity")}
        caught = [it for it, (answer, _) in told.items() if answer == "drift"]
        if question not in caught:
            self.differences.append(f"lock {what}: uv {they}; keelmark {told}")
        else:
            self.agreed[f"lock {question} caught, uv {they}"] += 1

    def print(self):
        (WORK / f"{self.name}.differences").write_text("\n".join(self.differences) + "\n")
        counts = ", ".join(f"{count} {what}" for what, count in sorted(self.agreed.items()))
        for what, count in sorted(self.outside.items()):
            report.note(f"{self.name}: {count} where uv resolves again ({what})")
        report.check(f"uv lock --check: {self.name}", self.differences, counts)


def compare(name, seed, times):
    made = locked(name)
    if made is None:
        return None
    folder, files = made
    tally = Tally(name)
    tally.manifest("as locked", folder)
    lock = (folder / "uv.lock").read_text()
    beside = folder.with_name(name + ".changed")

    def fresh(changed, text):
        shutil.rmtree(beside, ignore_errors=True)
        ignored = shutil.ignore_patterns("pyproject.toml", "uv.toml", "uv.lock", ".venv", "repository")
        shutil.copytree(folder, beside, ignore=ignored)
        written(beside, changed)
        (beside / "uv.lock").write_text(text)

    seen = set()
    for what, change in mutations.MANIFEST.items():
        for time in range(times):
            chance = random.Random(f"{seed} {name} {what} {time}")
            changed = copy.deepcopy(files)
            try:
                change(changed, chance)
            except mutations.NotHere:
                continue
            shape = json.dumps(changed)
            if shape not in seen:
                seen.add(shape)
                fresh(changed, lock)
                tally.manifest(what, beside)
    for what, (question, change) in tampering.LOCK.items():
        text = change(lock, random.Random(f"{seed} {name} {what}"))
        if text and text != lock:
            fresh(files, text)
            tally.lock(what, question, beside)
    tally.print()
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("projects", nargs="*")
    args = parser.parse_args()
    names = args.projects or list(projects.ALL)
    tallies = [it for it in (compare(name, args.seed, args.times) for name in names) if it]
    count = sum(sum(it.agreed.values()) + len(it.differences) for it in tallies)
    report.note(f"{count} locks compared with uv")
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
