#!/usr/bin/env python3
"""Compares what keelmark says of locks of npm with `npm ci --dry-run --ignore-scripts`.

    python3 tests/interop/lock/npm.py [--seed N] [--times N] [PROJECT…]

Projects are locked from the registry; then each kind of change is made to their manifests and to their locks, at
places chosen by chance, and both are asked whether the lock still is that of its project. Of changes to what is
installed that npm takes without a word, keelmark must tell by one of its two questions. A difference that no row of
ARGUED explains is one; so is an agreement below 99 of 100. Exits 1 when anything differs.
"""

import argparse
import copy
import json
import pathlib
import random
import shutil
import subprocess
import sys

import comparing
import npm_changes
import npm_projects

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORK = ROOT / "target/interop/lock/npm"
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error", "--omit-lockfile-registry-resolved=false"]
LEAST_AGREEMENT = 0.99

# Where keelmark answers otherwise than npm and is right to: what was changed, npm's answer, keelmark's, and why.
ARGUED = {}


def npm(folder, *words):
    return subprocess.run(["npm", *words, *QUIET], cwd=folder, capture_output=True, text=True, timeout=300)


def written(folder, files):
    for path, it in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(it if isinstance(it, str) else json.dumps(it, indent=2) + "\n")


def locked(name):
    """A project with its lock."""
    folder = WORK / name
    files = npm_projects.ALL[name]()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written(folder, files)
    done = npm(folder, "install", "--package-lock-only")
    if done.returncode:
        report.skip(f"{name}: npm install: {done.stderr.strip().splitlines()[-3:]}")
        return None
    return files, json.loads((folder / "package-lock.json").read_text())


def theirs(folder):
    done = npm(folder, "ci", "--dry-run")
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return "drift" if done.returncode else "holds", " ".join(lines)[:400]


def compare(name, seed, times):
    made = locked(name)
    if made is None:
        return None
    files, lock = made
    tally = comparing.Tally("npm", WORK, name, ARGUED)
    tally.drift("as locked", WORK / name, *theirs(WORK / name))
    beside = WORK / f"{name}.changed"
    seen = set()

    def fresh(changed, changed_lock):
        shape = json.dumps([changed, changed_lock])
        if shape in seen:
            return False
        seen.add(shape)
        shutil.rmtree(beside, ignore_errors=True)
        written(beside, {**changed, "package-lock.json": changed_lock})
        return True

    for what, change in npm_changes.ALL.items():
        for time in range(times):
            changed, changed_lock = copy.deepcopy(files), copy.deepcopy(lock)
            try:
                change(changed, changed_lock, random.Random(f"{seed} {name} {what} {time}"))
            except npm_changes.NotHere:
                continue
            if fresh(changed, changed_lock):
                tally.drift(what, beside, *theirs(beside))
    for what, change in npm_changes.TAMPERING.items():
        changed_lock = copy.deepcopy(lock)
        try:
            change(changed_lock, random.Random(f"{seed} {name} {what}"))
        except npm_changes.NotHere:
            continue
        if fresh(files, changed_lock):
            tally.tamper(what, beside, theirs(beside)[0])
    shutil.rmtree(beside, ignore_errors=True)
    tally.print("npm ci --dry-run")
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("projects", nargs="*")
    args = parser.parse_args()
    if shutil.which("npm") is None:
        return report.skip("npm ci: there is no npm")
    names = args.projects or list(npm_projects.ALL)
    tallies = [it for it in (compare(name, args.seed, args.times) for name in names) if it]
    comparing.shared(tallies, "npm ci --dry-run", LEAST_AGREEMENT)
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
