#!/usr/bin/env python3
"""Compares what keelmark, syft and trivy find in the same inputs, and judges every difference.

    python3 tests/interop/inventory/others.py [--rows FILE] [KIND=PATH …]

KIND is project, venv, node_modules, image (an OCI layout) or saved (a docker-archive). Without any,
small ones are taken from what the other scripts leave in target/interop/inventory, or made. A component
that only one tool has must be explained by one of RULES, a dependency that keelmark lacks by one of
NEEDS; one that none explains is a difference, and the script exits with 1. With `--rows` every row is
written to FILE with its judgement.
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.parse
from importlib import metadata

import images
import inventory
import tools
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

WORK = inventory.WORK / "others"
USUAL = ("installed", "locked")
# A component: what kind, its name with namespace, its version. Packages of distributions go without
# the namespace, which tells no two apart here.
Row = collections.namedtuple("Row", "tool input side kind name version")


class Bill:
    """What one tool found: components by identity, the files they were found in, needs, and facts."""

    def __init__(self, document):
        self.places, self.facts = collections.defaultdict(set), collections.Counter()
        root = document.get("metadata", {}).get("component", {})
        of = {root.get("bom-ref"): identity(root)} if root else {}
        self.root = root.get("name")
        for one in document.get("components", []):
            if one["type"] == "file":
                continue
            of[one["bom-ref"]] = identity(one)
            self.places[identity(one)] |= set(locations(one))
            self.count(one)
        self.needs, self.edges = set(), 0
        for dependency in document.get("dependencies", []):
            for need in dependency.get("dependsOn", []):
                if dependency["ref"] in of and need in of:
                    self.needs.add((of[dependency["ref"]], of[need]))
        self.facts["dependencies"] = len(self.needs)

    def count(self, one):
        files = one.get("externalReferences", [])
        people = ("supplier", "publisher", "author", "authors", "manufacturer")
        self.facts["components"] += 1
        self.facts["with a licence"] += bool(one.get("licenses"))
        self.facts["with a digest"] += bool(one.get("hashes") or any(f.get("hashes") for f in files))
        self.facts["with a supplier or author"] += any(one.get(key) for key in people)


def identity(one):
    if "purl" not in one:
        return one["type"], one["name"], one.get("version", "")
    kind, name, version = inventory.package(one["purl"])
    if kind == "pypi":
        name = name.lower().replace("_", "-").replace(".", "-")
    if kind in ("apk", "deb", "rpm"):
        name = name.rpartition("/")[2]
    return kind, name, version


def locations(one):
    for known in one.get("properties", []):
        name = known["name"]
        if name.endswith((":path", "FilePath")) or "PkgPath" in name:
            yield known["value"].lstrip("/")
    for place in one.get("evidence", {}).get("occurrences", []):
        yield place["location"]


class Ours:
    """What keelmark found, in every state."""

    def __init__(self, bill, states, sources, projects):
        self.bill, self.states = bill, states
        # Source packages of Debian by name and version, and what is itself a project.
        self.sources, self.projects = sources, projects
        self.usual = {one for one, states in states.items() if states.intersection(USUAL)}
        self.names = collections.defaultdict(set)
        self.folded = set()
        for kind, name, version in states:
            self.names[kind, version].add(name)
            self.folded.add((kind, name.lower(), version))

    def state(self, row):
        return self.states.get(row[3:], set())

    def has_epoch(self, row):
        """Whether the same package has the same version here with an epoch before it."""
        return row.kind == "deb" and any(
            version.partition(":")[2] == row.version
            for kind, name, version in self.states
            if (kind, name) == ("deb", row.name)
        )

    def is_alias(self, row):
        """Whether a package of this version is called by another name, which this one begins with."""
        names = self.names[row.kind, row.version]
        return any(row.name.startswith(name) and row.name != name for name in names)


# Who is right of a row that only one of two tools has, and why: the first rule that applies. Each is
# told the row, what keelmark found, and what the other tool found.
RULES = [
    (
        "file of a lock",
        "keelmark",
        "A lockfile is no component; keelmark names it as the place where its packages were found.",
        lambda row, ours, theirs: row.kind == "application" and "lock" in row.name,
    ),
    (
        "the target itself",
        "keelmark",
        "The project is the subject of the document, not one of its components.",
        lambda row, ours, theirs: row.side == "theirs" and row.name == ours.bill.root,
    ),
    (
        "operating system",
        "both",
        "The same system: trivy takes the version from debian_version, syft and keelmark from os-release.",
        lambda row, ours, theirs: row.kind == "operating-system",
    ),
    (
        "brought along",
        "keelmark",
        "It stands in a lock, manifest or folder that another installed package brought along; keelmark has it"
        " as bundled.",
        lambda row, ours, theirs: row.side == "theirs" and "bundled" in ours.state(row),
    ),
    (
        "documentation of the project",
        "both",
        "The project's own lock, but of its documentation: nothing of it is in what is released. keelmark has it as"
        " a fixture, and as locked where the folder itself is the target.",
        lambda row, ours, theirs: row.side == "theirs" and row.input == "project"
        and "fixture" in ours.state(row),
    ),
    (
        "test data, examples, documentation",
        "keelmark",
        "It belongs to tests, examples or documentation; keelmark has it as a fixture.",
        lambda row, ours, theirs: row.side == "theirs" and "fixture" in ours.state(row),
    ),
    (
        "asked for, not there",
        "keelmark",
        "A manifest asks for it and nothing says which version or that it is there; keelmark has it as declared.",
        lambda row, ours, theirs: row.side == "theirs" and "declared" in ours.state(row),
    ),
    (
        "epoch",
        "keelmark",
        "Of Debian's version trivy's purl leaves out the epoch, which decides what is newer; the purl"
        " specification has it in the version.",
        lambda row, ours, theirs: ours.has_epoch(row)
        or (row.tool == "trivy" and row.kind == "deb" and ":" in row.version),
    ),
    (
        "source package",
        "keelmark",
        "A note in a library names the source package it was built from; what is installed are its binary"
        " packages, which keelmark has, with that source.",
        lambda row, ours, theirs: row.kind == "deb" and (row.name, row.version) in ours.sources,
    ),
    (
        "program of a package",
        "keelmark",
        "syft knows the program by strings in it; the package of Debian that owns the file is there already.",
        lambda row, ours, theirs: row.kind == "generic" and any(kind == "deb" for kind, _, _ in ours.usual),
    ),
    (
        "resource of a program",
        "keelmark",
        "The launchers of Windows in pip's distlib are no package of NuGet, nor is the name in their resources.",
        lambda row, ours, theirs: row.kind == "nuget"
        and all(place.endswith((".exe", ".dll")) for place in theirs.places[row[3:]]),
    ),
    (
        "name of an alias",
        "keelmark",
        "The lock gives another name to a package; advisories go by the package, which keelmark names.",
        lambda row, ours, theirs: row.side == "theirs" and row.kind == "npm" and ours.is_alias(row),
    ),
    (
        "lower case",
        "keelmark",
        "npm has packages from before it allowed lower case only; the name in lower case is another package.",
        lambda row, ours, theirs: row.side == "theirs" and row.kind == "npm" and row[3:] in ours.folded,
    ),
    (
        "root of a lock",
        "keelmark",
        "`0.0.0-use.local` is what yarn writes for the project itself, which has no version there.",
        lambda row, ours, theirs: row.version == "0.0.0-use.local",
    ),
    (
        "action of a workflow",
        "both",
        "keelmark has it as `pkg:githubactions`, the type advisories use, and as bundled where another package"
        " brought the workflow along; syft takes the type of repositories.",
        lambda row, ours, theirs: row.kind == "github"
        and ours.states.get(("githubactions", row.name, row.version)),
    ),
    (
        "member of the project",
        "keelmark",
        "A project within the target with a lock of its own; trivy leaves out what the lock is of.",
        lambda row, ours, theirs: row.side == "ours" and row.tool == "trivy" and row[3:] in ours.projects,
    ),
    (
        "uv.lock",
        "keelmark",
        "This version of syft does not read uv.lock.",
        lambda row, ours, theirs: row.side == "ours" and row.tool == "syft" and row.kind == "pypi"
        and row.input == "project",
    ),
    (
        "node_modules without a lock",
        "keelmark",
        "In folders syft reads locks of npm, and what is installed only in images.",
        lambda row, ours, theirs: row.side == "ours" and row.tool == "syft" and row.kind == "npm"
        and not any(kind == "npm" for kind, _, _ in theirs.places),
    ),
    (
        "locked for elsewhere",
        "both",
        "The lock pins it, for another platform; it is not installed here, and keelmark says which of the two"
        " it is. `trivy rootfs` reads no locks.",
        lambda row, ours, theirs: row.side == "ours" and row.tool == "trivy" and ours.state(row) == {"locked"},
    ),
]

# Packages of the environment, each with one that its metadata names under extras alone.
OPTIONAL = set()

# The same of a dependency that another tool has between components that keelmark has, too.
NEEDS = [
    (
        "another version",
        "keelmark",
        "The lock names the version needed and has several; the other tool goes by the name alone.",
        lambda above, below, ours: any(
            one == above and need[:2] == below[:2] and need[2] != below[2] for one, need in ours.bill.needs
        ),
    ),
    (
        "provided as well",
        "keelmark",
        "What is needed is installed under its own name, and needs the package that provides the name, too.",
        lambda above, below, ours: below[0] == "deb"
        and any(one == above and (need, below) in ours.bill.needs for one, need in ours.bill.needs),
    ),
    (
        "extra nobody asked for",
        "keelmark",
        "The metadata names it under an extra alone, which is not recorded as asked for; that the package is there"
        " has another reason.",
        lambda above, below, ours: (above[1], below[1]) in OPTIONAL,
    ),
    (
        "copy within another",
        "keelmark",
        "The copy lies within another package, out of reach of anything else.",
        lambda above, below, ours: not ours.usual.issuperset([above, below]),
    ),
]


def judge(tool, kind, ours, theirs):
    """Every row with the name of the rule that explains it, or None."""
    rows = [Row(tool, kind, "theirs", *one) for one in theirs.places if one not in ours.usual]
    rows += [Row(tool, kind, "ours", *one) for one in ours.usual if one not in theirs.places]
    for row in sorted(rows):
        rule = next((rule for rule in RULES if rule[3](row, ours, theirs)), None)
        yield row, rule


def judge_needs(ours, theirs):
    known = {pair for pair in theirs.needs if all(end in ours.states for end in pair)}
    for above, below in sorted(known - ours.bill.needs):
        yield (above, below), next((rule for rule in NEEDS if rule[3](above, below, ours)), None)


def optional(environment):
    """Pairs of packages in an environment of which the first names the second under extras alone."""
    for folder in environment.glob("lib/python*/site-packages"):
        for one in metadata.distributions(path=[str(folder)]):
            needs = collections.defaultdict(set)
            for text in one.requires or []:
                need = Requirement(text)
                needs[canonicalize_name(need.name)].add("extra" in str(need.marker or ""))
            for name, kinds in needs.items():
                if kinds == {True}:
                    yield canonicalize_name(one.metadata["Name"]), name


def ours_of(target):
    document = inventory.generate(target, "all")
    usual = Bill(inventory.generate(target))
    states, sources, projects = collections.defaultdict(set), set(), set()
    for one in (one for one in document["components"] if one["type"] != "file"):
        properties = {known["name"]: known["value"] for known in one.get("properties", [])}
        states[identity(one)].add(properties.get("keelmark:state"))
        sources.add((properties.get("keelmark:deb:source"), properties.get("keelmark:deb:source-version")))
        if one["type"] == "application":
            projects.add(identity(one))
    bill = Bill(document)
    bill.facts = usual.facts
    return Ours(bill, states, sources, projects)


def syft(program, kind, path, out):
    place = {"image": f"oci-dir:{path}", "saved": f"docker-archive:{path}"}.get(kind, "dir:.")
    settings = {"SYFT_CHECK_FOR_APP_UPDATE": "false", "SYFT_JAVASCRIPT_INCLUDE_DEV_DEPENDENCIES": "true"}
    command = [program, "scan", place, "--quiet", "--output", f"cyclonedx-json={out}"]
    return scan(command, kind, path, out, settings)


def trivy(program, kind, path, out):
    offline = ["--quiet", "--offline-scan", "--skip-db-update", "--skip-java-db-update"]
    offline += ["--format", "cyclonedx", "--output", str(out)]
    if kind in ("image", "saved"):
        command = ["image", "--input", str(path), "--skip-files", "**/*.jar"]
    elif kind == "project":
        command = ["fs", ".", "--include-dev-deps"]
    else:
        # What is installed it lists only of what it takes for a root file system.
        command = ["rootfs", "."]
    places = {"TRIVY_CACHE_DIR": str(WORK / "trivy")}
    return scan([program, *command, *offline], kind, path, out, places)


def scan(command, kind, path, out, settings):
    folder = path if path.is_dir() else path.parent
    subprocess.run(command, cwd=folder, env=os.environ | settings, check=True, capture_output=True)
    return Bill(json.loads(out.read_text()))


def compare(tool, run, kind, path, ours, rows):
    theirs = run(tools.scanner(tool), kind, path, WORK / f"{kind}.{tool}.json")
    unexplained, classes = [], collections.Counter()
    for row, rule in judge(tool, kind, ours, theirs):
        rows.append([*row, rule and rule[0], rule and rule[1]])
        if rule is None:
            unexplained.append(f"{row.side}: {row.kind} {row.name} {row.version}")
        else:
            classes[f"{row.side}: {rule[0]}"] += 1
    for (above, below), rule in judge_needs(ours, theirs):
        rows.append([tool, kind, "need", " ".join(above), " ".join(below), "", rule and rule[0], rule and rule[1]])
        if rule is None:
            unexplained.append(f"needs: {' '.join(above)} → {' '.join(below)}")
        else:
            classes[f"needs: {rule[0]}"] += 1
    told = ", ".join(f"{count} {name}" for name, count in sorted(classes.items()))
    report.check(f"{kind}: {tool} has {facts(theirs)}", unexplained, f"explained: {told or 'no difference'}")


def facts(bill):
    return ", ".join(f"{count} {name}" for name, count in bill.facts.items())


def small():
    """Inputs small enough for every run: what the other scripts left here, and images."""
    left = {"venv": inventory.WORK / "python", "node_modules": inventory.WORK / "javascript"}
    inputs = {kind: path for kind, path in left.items() if path.is_dir()}
    for kind in left.keys() - inputs.keys():
        report.skip(f"{kind}: the script that makes it has not run")
    inputs["project"] = project(WORK / "project")
    try:
        layers = images.layers(inventory.WORK / "images/packages")
    except (OSError, subprocess.CalledProcessError, StopIteration):
        report.skip("images: no packages of Debian to be had")
        return inputs
    if "venv" in inputs:
        layers.append(images.archive_of(inputs["venv"], "opt/venv"))
    images.layout(WORK / "image", layers)
    images.saved(WORK / "saved.tar", layers)
    return inputs | {"image": WORK / "image", "saved": WORK / "saved.tar"}


def project(folder):
    """A project with locks of three ecosystems, one of them of its documentation."""
    locks = {"backend/Cargo.lock": inventory.ROOT / "Cargo.lock"}
    npm = inventory.WORK / "locks/npm"
    for name in ("package.json", "package-lock.json"):
        locks |= {f"{part}/{name}": npm / name for part in ("docs", "frontend")}
    release = inventory.data() / "openmed/v2.2.0"
    locks |= {name: release / name for name in ("pyproject.toml", "uv.lock")}
    for name, file in locks.items():
        if file.exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / name)
    return folder


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=pathlib.Path)
    parser.add_argument("inputs", nargs="*", metavar="KIND=PATH")
    arguments = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    given = dict(one.split("=", 1) for one in arguments.inputs)
    inputs = {kind: pathlib.Path(path).resolve() for kind, path in given.items()} or small()
    OPTIONAL.update(optional(inputs["venv"]) if "venv" in inputs else ())
    rows = []
    for kind, path in inputs.items():
        target = {"image": f"oci:{path}", "saved": f"docker-archive:{path}"}.get(kind, path)
        ours = ours_of(target)
        report.note(f"{kind}: keelmark has {facts(ours.bill)}")
        for tool, run in (("syft", syft), ("trivy", trivy)):
            if tools.wanted(tools.scanner(tool), f"{kind}: {tool}"):
                compare(tool, run, kind, path, ours, rows)
    if arguments.rows:
        arguments.rows.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    sys.exit(report.failures > 0)


if __name__ == "__main__":
    main()
