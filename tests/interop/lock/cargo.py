#!/usr/bin/env python3
"""Compares what keelmark says of Cargo.lock with `cargo metadata --locked --offline`.

    python3 tests/interop/lock/cargo.py

A copy of this repository's manifests is changed in one place after the other, and both are asked whether the
lock still is that of its manifests. Exits 1 when anything differs.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORK = ROOT / "target/interop/lock/cargo"
KEELMARK = ROOT / os.environ.get("KEELMARK", "target/debug/keelmark")

# Manifest, what is replaced in it, and by what.
CHANGES = {
    "nothing": ("Cargo.toml", r"\A", ""),
    "words": ("crates/model/Cargo.toml", r'(?m)^description = .*$', 'description = "Another."'),
    "a requirement that the lock answers": ("Cargo.toml", r'(?m)^serde = \{ version = "[^"]*"', 'serde = { version = ">=1, <2"'),
    "a requirement that it does not": ("Cargo.toml", r'(?m)^serde = \{ version = "[^"]*"', 'serde = { version = ">=1, <1.0.100"'),
    "a requirement added": ("crates/model/Cargo.toml", r"(?m)^\[dependencies\]$", '[dependencies]\nlibc = "0.2"'),
    "a build requirement added": ("crates/model/Cargo.toml", r"(?m)^\[dependencies\]$", '[build-dependencies]\nlibc = "0.2"\n\n[dependencies]'),
    "a target's requirement added": ("crates/model/Cargo.toml", r"\Z", '\n[target."cfg(windows)".dependencies]\nlibc = "0.2"\n'),
    "an optional requirement added": ("crates/model/Cargo.toml", r"(?m)^\[dependencies\]$", '[dependencies]\nlibc = { version = "0.2", optional = true }'),
    "a requirement renamed": ("crates/gates/Cargo.toml", r"(?m)^pep440_rs.workspace = true$", 'other = { package = "pep440_rs", version = "0.7" }'),
    "a requirement removed": ("crates/gates/Cargo.toml", r"(?m)^pep440_rs.workspace = true$", ""),
    "a development requirement removed": ("crates/gates/Cargo.toml", r"(?m)^proptest.workspace = true$", ""),
    "a requirement of another kind": ("crates/gates/Cargo.toml", r"(?m)^proptest.workspace = true$", "proptest.workspace = true\npep440_rs.workspace = true"),
    "a requirement in a folder": ("crates/gates/Cargo.toml", r"(?m)^keelmark-model.workspace = true$", 'keelmark-model = { path = "../model", version = "0.1" }'),
    "a version of the workspace": ("Cargo.toml", r'(?m)^version = "0\.1\.0"$', 'version = "0.1.1"'),
    "a version of its own": ("crates/gates/Cargo.toml", r"(?m)^version.workspace = true$", 'version = "0.3.0"'),
    "another name": ("xtask/Cargo.toml", r'(?m)^name = "[^"]*"$', 'name = "other-name"'),
    "a patch that is not used": ("Cargo.toml", r"\Z", '\n[patch.crates-io]\nlibc = { path = "crates/model", package = "keelmark-model" }\n'),
    "features of its own": ("crates/gates/Cargo.toml", r"\Z", "\n[features]\nmore = []\n"),
}


def copied():
    shutil.rmtree(WORK, ignore_errors=True)
    for manifest in [ROOT / "Cargo.toml", ROOT / "xtask/Cargo.toml", *ROOT.glob("crates/*/Cargo.toml")]:
        folder = WORK / manifest.parent.relative_to(ROOT)
        (folder / "src").mkdir(parents=True)
        shutil.copy(manifest, folder)
        (folder / "src/lib.rs").write_text("")
        (folder / "src/main.rs").write_text("fn main() {}\n")
    shutil.copy(ROOT / "Cargo.lock", WORK)


def theirs():
    words = ["cargo", "metadata", "--locked", "--offline", "--format-version", "1"]
    done = subprocess.run(words, cwd=WORK, capture_output=True, text=True, timeout=120)
    return done.returncode == 0, done.stderr.strip()[-300:]


def ours():
    done = subprocess.run([KEELMARK, "check", "lock", "--only", "drift"], cwd=WORK, capture_output=True, text=True, timeout=60)
    return done.returncode == 0, (done.stdout + done.stderr)[:300]


def main():
    copied()
    differences, agreed = [], {True: 0, False: 0}
    for what, (path, old, new) in CHANGES.items():
        manifest = WORK / path
        before = manifest.read_text()
        changed, count = re.subn(old, lambda _: new, before, count=1)
        if not count:
            differences.append(f"{what}: {path} has nothing of the kind")
            continue
        manifest.write_text(changed)
        (they, why), (we, told) = theirs(), ours()
        if they == we:
            agreed[they] += 1
        else:
            differences.append(f"{what}: cargo {they} ({why}), keelmark {we} ({told})")
        manifest.write_text(before)
    report.check("cargo metadata --locked", differences, f"{agreed[True]} hold, {agreed[False]} drift")
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
