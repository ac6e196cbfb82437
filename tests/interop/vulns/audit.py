#!/usr/bin/env python3
"""Compares `keelmark check vulns` with `cargo audit` on real lockfiles: the same findings, and how long each takes.

    python3 tests/interop/vulns/audit.py [LOCKFILE...]

Both read one copy of RustSec's advisories (KEELMARK_DATA, `advisories/rustsec`) and nothing else; the database is
compiled first, by itself, as both tools find theirs ready. Without LOCKFILEs, those of old releases of programs are
taken as cargo fetches them from crates.io. A finding is an advisory, a package and its version; what RustSec marks as
informational is compared too. Exits 1 where the sets differ.
"""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORK = ROOT / "target/interop/vulns"
KEELMARK = ROOT / os.environ.get("KEELMARK", "target/debug/keelmark")
AUDIT = ROOT / "target/peers/bin/cargo-audit"
DATA = ROOT / os.environ.get("KEELMARK_DATA", "../shared/data")

# Programs of which crates.io has the lockfile of the release.
RELEASES = {
    "bat": "0.15.4",
    "cargo-generate": "0.5.1",
    "fd-find": "7.4.0",
    "hyperfine": "1.9.0",
    "just": "0.8.0",
    "ripgrep": "12.1.1",
    "starship": "0.44.0",
    "tokei": "12.0.4",
}


def fetched(name, version):
    """The lockfile of a release, fetched as a requirement of an empty package and kept."""
    kept = ROOT / f"target/peers/locks/{name}-{version}/Cargo.lock"
    if kept.exists():
        return kept
    scratch = WORK / "scratch" / name
    (scratch / "src").mkdir(parents=True, exist_ok=True)
    (scratch / "src/lib.rs").write_text("")
    (scratch / "Cargo.toml").write_text(
        '[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2021"\n\n'
        f'[dependencies]\n{name} = "={version}"\n\n[workspace]\n'
    )
    done = subprocess.run(["cargo", "fetch", "--quiet"], cwd=scratch, capture_output=True, text=True, timeout=300)
    cargo = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    locks = list(cargo.glob(f"registry/src/*/{name}-{version}/Cargo.lock"))
    if done.returncode != 0 or not locks:
        why = (done.stderr.strip().splitlines() or ["it has no Cargo.lock"])[-1]
        report.skip(f"known flaws of {name} {version}: {why}")
        return None
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(locks[0], kept)
    return kept


def repository():
    """A copy of the advisories that is a repository of git, as cargo audit wants it."""
    folder = WORK / "rustsec"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DATA / "advisories/rustsec", folder)
    git = ["git", "-C", str(folder), "-c", "user.name=interop", "-c", "user.email=interop@example.com"]
    report.run(*git, "init", "-q")
    report.run(*git, "add", "-A")
    report.run(*git, "commit", "-q", "-m", "Advisories as published")
    return folder


def timed(command):
    """Standard output, and seconds of processor time of the process and what it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), spent


def audited(database, lock):
    answer, seconds = timed([AUDIT, "audit", "-n", "--stale", "--db", database, "--json", "-f", lock])
    found = list(answer["vulnerabilities"]["list"])
    for warnings in answer["warnings"].values():
        found += [warning for warning in warnings if warning.get("advisory")]
    each = {(one["advisory"]["id"], one["package"]["name"], one["package"]["version"]) for one in found}
    return each, seconds


def checked(database, lock):
    words = [KEELMARK, "check", "vulns", lock, "--db", database, "--max-age", "36500d", "--format", "json"]
    answer, seconds = timed(words)
    each = set()
    for one in answer["findings"]:
        facts = one.get("facts", {})
        if "id" in facts:
            names = [facts["id"], *facts["aliases"].split()]
            name, version = one["package"].rsplit("@", 1)
            each.update((id_, name, version) for id_ in names if id_.startswith("RUSTSEC-"))
    return each, seconds


def compare(rustsec, database, lock):
    name = lock.parent.name
    theirs, their_time = min((audited(rustsec, lock) for _ in range(3)), key=lambda it: it[1])
    ours, our_time = min((checked(database, lock) for _ in range(3)), key=lambda it: it[1])
    differences = [f"keelmark alone: {' '.join(one)}" for one in sorted(ours - theirs)]
    differences += [f"cargo audit alone: {' '.join(one)}" for one in sorted(theirs - ours)]
    if not theirs:
        differences.append("there is nothing to find")
    ratio = their_time / max(our_time, 0.001)
    report.check(
        f"known flaws of {name}",
        differences,
        f"{len(ours)} as cargo audit; {our_time * 1000:.0f} ms of processor, cargo audit {their_time * 1000:.0f} ms: "
        f"{ratio:.1f} times",
    )


def main():
    if not (DATA / "advisories/rustsec").is_dir():
        return report.skip("known flaws of Rust: no advisories of RustSec")
    if not AUDIT.exists():
        return report.skip("known flaws of Rust: no cargo-audit: see peers.sh")
    WORK.mkdir(parents=True, exist_ok=True)
    locks = [pathlib.Path(path).resolve() for path in sys.argv[1:]]
    locks = locks or [lock for lock in (fetched(*release) for release in RELEASES.items()) if lock]
    rustsec, database = repository(), WORK / "advisories.db"
    report.run(KEELMARK, "db", "import", rustsec, "--db", database)
    for lock in locks:
        compare(rustsec, database, lock)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
