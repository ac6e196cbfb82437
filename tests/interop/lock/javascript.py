#!/usr/bin/env python3
"""Compares what keelmark says of locks of pnpm and Yarn with pnpm and Yarn 1 and 4 themselves.

    python3 tests/interop/lock/javascript.py [--seed N] [--times N] [TOOL…]

A project is locked from the registry; then each kind of change is made to its manifest, and both are asked whether
the lock still is that of its project. Of changes to the lock itself keelmark must tell by one of its two questions,
whatever the tool says. A difference that no row of ARGUED explains is one. Exits 1 when anything differs.
"""

import argparse
import copy
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

import comparing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "inventory"))
import report
import tools

WORK = comparing.ROOT / "target/interop/lock/javascript"
LEAST_AGREEMENT = 0.99
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "CI": "1", "YARN_ENABLE_TELEMETRY": "0", "YARN_ENABLE_GLOBAL_CACHE": "1"}
MANIFEST = {
    "name": "application",
    "version": "1.0.0",
    "dependencies": {"express": "^4.18.0", "lodash": "~4.17.20", "left": "npm:left-pad@^1.3.0", "debug": "4.x"},
    "devDependencies": {"semver": "^7.5.0", "ms": "2.1.2"},
    "optionalDependencies": {"fsevents": "^2.3.2"},
}

# Package, program, lock, how it locks, how it checks.
TOOLS = {
    "pnpm": ("pnpm", "bin/pnpm.cjs", "pnpm-lock.yaml", ["install", "--lockfile-only"], ["install", "--lockfile-only", "--frozen-lockfile"]),
    "yarn-1": ("yarn", "bin/yarn.js", "yarn.lock", ["install", "--ignore-scripts"], ["install", "--ignore-scripts", "--frozen-lockfile"]),
    "yarn-4": ("@yarnpkg/cli-dist", "bin/yarn.js", "yarn.lock", ["install", "--mode=update-lockfile"], ["install", "--mode=skip-build", "--immutable"]),
}
# Where keelmark answers otherwise and is right to: what was changed, the tool's answer, keelmark's, and why.
ARGUED = {}


class NotHere(Exception):
    """There is nothing of the kind to change."""


def chosen(chance, list):
    if not list:
        raise NotHere
    return chance.choice(sorted(list))


def nothing(it, chance):
    pass


def words(it, chance):
    it["description"] = "Another."
    it["scripts"] = {"test": "true"}


def version(it, chance):
    it["version"] = "1.0.1"


def raised(it, chance):
    it["dependencies"][chosen(chance, ["express", "lodash", "debug"])] = "^99.0.0"


def widened(it, chance):
    it["dependencies"]["express"] = ">=4.18.0 <5"


def pinned(it, chance):
    it["devDependencies"]["semver"] = "7.5.1"


def added(it, chance):
    it["dependencies"]["once"] = "^1.4.0"


def added_for_development(it, chance):
    it["devDependencies"]["once"] = "^1.4.0"


def added_transitive(it, chance):
    it["dependencies"]["qs"] = "*"


def removed(it, chance):
    del it["dependencies"][chosen(chance, it["dependencies"])]


def removed_from_development(it, chance):
    del it["devDependencies"][chosen(chance, it["devDependencies"])]


def alias_changed(it, chance):
    it["dependencies"]["left"] = "npm:once@^1.4.0"


def to_development(it, chance):
    it["devDependencies"]["lodash"] = it["dependencies"].pop("lodash")


def to_optional(it, chance):
    it["optionalDependencies"]["lodash"] = it["dependencies"].pop("lodash")


def peer_added(it, chance):
    it["peerDependencies"] = {"once": "^1.4.0"}


def replaced(it, chance):
    it["overrides" if it.get("pnpm") else "resolutions"] = {"ms": "2.0.0"}


CHANGES = [
    nothing, words, version, raised, widened, pinned, added, added_for_development, added_transitive, removed,
    removed_from_development, alias_changed, to_development, to_optional, peer_added, replaced,
]


# What is done to a digest, an address or an entry in the text of a lock: pattern, and what stands there then.
TAMPERING = {
    "pnpm": {
        "digest-removed": (r"\{integrity: sha512-[^}]*\}", "{}"),
        "digest-weakened": (r"integrity: sha512-[^}]*\}", "integrity: sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=}"),
        "digest-short": (r"integrity: sha512-[^}]*\}", "integrity: sha512-AAAA}"),
        "tarball-elsewhere": (r"\{integrity: (sha512-[^}]*)\}", r"{integrity: \1, tarball: https://evil.example/a.tgz}"),
        "tarball-in-the-clear": (r"\{integrity: (sha512-[^}]*)\}", r"{integrity: \1, tarball: http://registry.npmjs.org/evil/-/evil-1.0.0.tgz}"),
        "orphan-added": (r"(?m)^snapshots:\n", "snapshots:\n\n  zzz@1.0.0: {}\n"),
    },
    "yarn-1": {
        "digest-removed": (r"\n  integrity \S+", ""),
        "digest-short": (r"integrity sha512-\S+", "integrity sha512-AAAA"),
        "digest-weakened": (r"integrity sha512-\S+", "integrity sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        "host-changed": (r"https://registry\.yarnpkg\.com/", "https://registry.example/"),
        "scheme-changed": (r"https://registry\.yarnpkg\.com/", "http://registry.yarnpkg.com/"),
        "package-changed": (r"https://registry\.yarnpkg\.com/[^#]*#", "https://registry.yarnpkg.com/evil/-/evil-1.0.0.tgz#"),
        "address-removed": (r"\n  resolved \S+", ""),
        "orphan-added": (r"\Z", '\nzzz@1:\n  version "1.0.0"\n  resolved "https://registry.yarnpkg.com/zzz/-/zzz-1.0.0.tgz#' + "0" * 40 + '"\n  integrity sha512-' + "A" * 86 + '==\n'),
    },
    "yarn-4": {
        "digest-removed": (r"\n  checksum: \S+", ""),
        "digest-short": (r"checksum: 10c0/\S+", "checksum: 10c0/00"),
        "orphan-added": (r"\Z", '\n"zzz@npm:1":\n  version: 1.0.0\n  resolution: "zzz@npm:1.0.0"\n  checksum: 10c0/' + "0" * 128 + "\n  languageName: node\n  linkType: hard\n"),
        "host-changed": (r'resolution: "(lodash@npm:[^"]*)"', r'resolution: "\1::__archiveUrl=https%3A%2F%2Fevil.example%2Flodash.tgz"'),
    },
}


def asked(command, folder):
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    return "drift" if done.returncode else "holds", " ".join((done.stdout + done.stderr).split())[:300]


def written(folder, manifest, lock=None):
    name, text = lock or (None, None)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    # A plain project of Yarn 4, whatever lies in the folders above.
    (folder / ".yarnrc.yml").write_text("nodeLinker: node-modules\nenableScripts: false\n")
    if name:
        (folder / name).write_text(text)


def compare(tool, seed, times):
    package, program, name, install, check = TOOLS[tool]
    command = tools.javascript(package, program)
    if command is None:
        report.skip(f"{tool}: not to be had")
        return None
    folder, beside = WORK / tool, WORK / f"{tool}.changed"
    written(folder, MANIFEST, (name, "") if tool == "yarn-4" else None)
    status, told = asked([*command, *install, *(["--no-immutable"] if tool == "yarn-4" else [])], folder)
    lock = (folder / name).read_text() if (folder / name).exists() else ""
    if status != "holds" or not lock:
        report.skip(f"{tool}: {told}")
        return None
    tally, seen = comparing.Tally(tool, WORK, tool, ARGUED), set()
    for change in CHANGES:
        for time in range(times):
            changed = copy.deepcopy(MANIFEST)
            change(changed, random.Random(f"{seed} {tool} {change.__name__} {time}"))
            shape = json.dumps(changed)
            if shape not in seen:
                seen.add(shape)
                written(beside, changed, (name, lock))
                they, why = asked([*command, *check], beside)
                written(beside, changed, (name, lock))
                tally.drift(change.__name__, beside, they, why)
    for what, (old, new) in TAMPERING[tool].items():
        found = list(re.finditer(old, lock))
        at = random.Random(f"{seed} {tool} {what}").choice(found)
        text = lock[: at.start()] + at.expand(new) + lock[at.end() :]
        written(beside, MANIFEST, (name, text))
        they, _ = asked([*command, *check], beside)
        written(beside, MANIFEST, (name, text))
        tally.tamper(what, beside, they)
    shutil.rmtree(beside, ignore_errors=True)
    tally.print(" ".join(check))
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("tools", nargs="*")
    args = parser.parse_args()
    tallies = [it for it in (compare(tool, args.seed, args.times) for tool in args.tools or TOOLS) if it]
    comparing.shared(tallies, "locks of pnpm and Yarn", LEAST_AGREEMENT)
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
