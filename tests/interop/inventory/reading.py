#!/usr/bin/env python3
"""Reads documents that other tools write of the same inputs, and sends keelmark's own through every format.

    python3 tests/interop/inventory/reading.py

syft, trivy, cdxgen and cyclonedx-py write documents of what the other scripts leave in
target/interop/inventory, and cargo-cyclonedx of tests/oracle; where it is not built, one that it wrote is taken
from the test data. What keelmark reads in them is compared with what a count here finds, and
what it says is lost with LOSSES. Then keelmark's own document goes through each format and back; what has
changed must be what the manual's page on the mapping says, and told by the conversion. Exits 1 when
anything differs.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import inventory
import others
import tools

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

WORK = inventory.WORK / "reading"
RECORDED = inventory.ROOT / "crates/formats/testdata/sbom/read"
SYFT = ["cyclonedx-json", "spdx-json", "spdx-tag-value"]
TRIVY = ["cyclonedx", "spdx-json"]
FORMATS = [
    "cyclonedx-json@1.5",
    "cyclonedx-json@1.6",
    "cyclonedx-json@1.7",
    "spdx-json@2.3",
    "spdx-tag-value@2.3",
    "spdx-json@3.0.1",
]

# What of a document of each tool the model has no place for, by field.
LOSSES = {
    "syft cyclonedx-json": {
        "components[].externalReferences[] issue-tracker",
        "components[].externalReferences[] other",
        "components[].externalReferences[].comment",
        "components[].swid",
    },
    "syft spdx-json": {
        "files[]",
        "hasExtractedLicensingInfos[].extractedText",
        "packages[].sourceInfo",
    },
    "trivy cyclonedx": set(),
    "trivy spdx-json": {
        "files[]",
        "hasExtractedLicensingInfos[].extractedText",
        "packages[].annotations",
        "packages[].packageVerificationCode",
        "packages[].primaryPackagePurpose SOURCE",
        "packages[].sourceInfo",
        "relationships[] of what is no package",
    },
    "cdxgen": {
        "annotations",
        "components[].tags",
        "components[].type framework",
        "licenses[].license.url",
        "metadata.tools[].authors",
        "metadata.tools[].purl",
    },
    "cargo-cyclonedx": {
        "components[].externalReferences[] documentation",
        "components[].externalReferences[] vcs",
    },
    "cyclonedx-py": {
        "components[].externalReferences[] chat",
        "components[].externalReferences[] documentation",
        "components[].externalReferences[] issue-tracker",
        "components[].externalReferences[] other",
        "components[].externalReferences[] release-notes",
        "components[].externalReferences[].comment",
        "metadata.tools[].description",
        "metadata.tools[].externalReferences",
        "metadata.tools[].licenses",
    },
}
LOSSES["syft spdx-tag-value"] = LOSSES["syft spdx-json"]

# What of keelmark's own documents another format cannot hold, by the field of CycloneDX 1.7 it is in.
LICENSES = {
    "licenses.acknowledgement",
    "licenses.expression",
    "licenses.license.acknowledgement",
    "licenses.license.id",
}
# A name that is an identifier of the licence list is read as one.
ALWAYS = {"licenses.license.id", "licenses.license.name"}
CHANGES = {
    "cyclonedx-json@1.5": ALWAYS
    | LICENSES
    | {
        "authors.email",
        "authors.name",
        "evidence.identity.confidence",
        "evidence.identity.methods.confidence",
        "evidence.identity.methods.technique",
        "evidence.identity.methods.value",
        "evidence.occurrences.additionalContext",
        "evidence.occurrences.line",
        "evidence.occurrences.location",
    },
    "cyclonedx-json@1.6": ALWAYS | LICENSES,
    "cyclonedx-json@1.7": ALWAYS,
    "spdx-json@2.3": ALWAYS | LICENSES | {"supplier.name", "supplier.url"},
    "spdx-tag-value@2.3": ALWAYS | LICENSES | {"supplier.name", "supplier.url"},
    "spdx-json@3.0.1": ALWAYS | LICENSES,
}
# Relationships of SPDX between packages that say that one needs the other, and in which direction.
NEEDS = {"DEPENDS_ON": 1, "DEPENDENCY_OF": -1}


def keelmark(*arguments, status=(0,)):
    """Standard error of a command that must end with one of `status`."""
    command = [inventory.keelmark(), "sbom", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in status:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return done.stderr


def counted(path):
    """Components and needs of a document, by a count of its own."""
    text = path.read_text()
    if not text.startswith("{"):
        return counted_tags(text)
    document = json.loads(text)
    if "bomFormat" in document:
        root = document["metadata"].get("component", {})
        components = [*nested(document), *nested(root)]
        known = {one.get("bom-ref") for one in [*components, root]}
        pairs = {
            (one["ref"], need)
            for one in document.get("dependencies", [])
            for need in one.get("dependsOn", [])
            if {one["ref"], need} <= known
        }
        return len(components), len(pairs)
    relationships = [
        (one["spdxElementId"], one["relationshipType"], one["relatedSpdxElement"])
        for one in document["relationships"]
    ]
    return counted_spdx([one["SPDXID"] for one in document["packages"]], relationships)


def nested(holder):
    for one in holder.get("components", []):
        yield one
        yield from nested(one)


def counted_tags(text):
    packages = re.findall(r"(?m)^PackageName: .*\nSPDXID: (\S+)", text)
    relationships = re.findall(r"(?m)^Relationship: (\S+) (\S+) (\S+)", text)
    return counted_spdx(packages, relationships)


def counted_spdx(packages, relationships):
    """The root, which the document describes, is none of its components."""
    roots = {to for _, kind, to in relationships if kind == "DESCRIBES"}
    known, pairs = set(packages), set()
    for one, kind, other in relationships:
        if kind in NEEDS and {one, other} <= known:
            pairs.add((one, other)[:: NEEDS[kind]])
    return len(known - roots), len(pairs)


def read(name, path):
    """Compares what is read in a document of the tool and form `name`."""
    out = path.with_name(path.name + ".read.json")
    told = keelmark("convert", path, "-o", f"cyclonedx-json@1.7={out}")
    for command in ("validate", "tree", "score"):
        keelmark(command, path, status=(0, 1) if command == "validate" else (0,))
    keelmark("diff", path, out, "--exit-code")
    wanted, found = counted(path), counted(out)
    differences = [] if wanted == found else [f"components, needs: {wanted}, read {found}"]
    lost = set(losses(told))
    differences += [f"lost: {one}" for one in sorted(lost - LOSSES[name])]
    detail = f"{found[0]} components, {found[1]} dependencies; {len(lost)} fields without a place"
    report.check(f"read: {path.name}", differences, detail)


def losses(told):
    """Fields of `warning[sbom.loss]: document: 3 field, 1 other field`."""
    for line in told.splitlines():
        if line.startswith("warning[sbom.loss]"):
            for one in line.split(": ", 2)[2].split(", "):
                yield one.strip().partition(" ")[2]


def documents():
    """Tool and form, and the document written."""
    places = {"venv": inventory.WORK / "python", "node_modules": inventory.WORK / "javascript"}
    for kind, folder in places.items():
        if not folder.is_dir():
            report.skip(f"reading: {kind}: the script that makes it has not run")
            continue
        yield from of_scanners(kind, folder)
    yield from of_cdxgen()
    yield from of_cargo_cyclonedx()
    cyclonedx = tools.wanted(tools.python("cyclonedx-py"), "cyclonedx-py")
    if cyclonedx and places["venv"].is_dir():
        out = WORK / "venv.cyclonedx-py.json"
        report.run(*cyclonedx, "environment", "--output-file", out, places["venv"])
        yield "cyclonedx-py", out


def of_scanners(kind, folder):
    for tool, forms in (("syft", SYFT), ("trivy", TRIVY)):
        program = tools.wanted(tools.scanner(tool), f"reading: {tool}")
        if not program:
            continue
        outs = {form: WORK / f"{kind}.{tool}.{form}" for form in forms}
        if tool == "syft":
            command = [program, "scan", "dir:.", "--quiet"]
            for form, out in outs.items():
                command += ["--output", f"{form}={out}"]
            quiet(command, folder, {"SYFT_CHECK_FOR_APP_UPDATE": "false"})
        for form, out in outs.items():
            if tool == "trivy":
                options = ["--quiet", "--offline-scan", "--skip-db-update", "--skip-java-db-update"]
                quiet([program, "rootfs", ".", *options, "--format", form, "--output", str(out)], folder, {})
            yield f"{tool} {form}", out


def of_cdxgen():
    cdxgen = tools.wanted(tools.javascript("@cyclonedx/cdxgen", "bin/cdxgen.js"), "cdxgen")
    for kind, folder in (("js", "locks/npm"), ("python", "locks/uv")):
        folder = inventory.WORK / folder
        if cdxgen and folder.is_dir():
            out = WORK / f"{kind}.cdxgen.json"
            quiet([*cdxgen, "--type", kind, "--no-install-deps", "--output", str(out), "."], folder, {})
            if out.exists():
                yield "cdxgen", out
            else:
                report.skip(f"cdxgen of {kind}: wrote nothing")


def of_cargo_cyclonedx():
    for recorded in sorted(RECORDED.glob("cargo-cyclonedx.cdx.json")):
        yield "cargo-cyclonedx", pathlib.Path(shutil.copy(recorded, WORK / "recorded.cargo-cyclonedx.json"))
    if command := tools.cargo_cyclonedx():
        folder = shutil.copytree(inventory.ROOT / "tests/oracle", WORK / "oracle")
        options = ["--quiet", "--format", "json", "--spec-version", "1.5", "--override-filename", "document"]
        report.run(*command, *options, cwd=folder)
        yield "cargo-cyclonedx", folder.joinpath("document.json").rename(WORK / "oracle.cargo-cyclonedx.json")


def quiet(command, folder, settings):
    environment = os.environ | {"TRIVY_CACHE_DIR": str(WORK / "trivy")} | settings
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=300)


def round_trips():
    inputs = {
        "venv": inventory.WORK / "python",
        "node_modules": inventory.WORK / "javascript",
        "project": others.WORK / "project",
        "image": others.WORK / "image",
    }
    for kind, path in inputs.items():
        if path.is_dir():
            target = f"oci:{path}" if kind == "image" else path
            round_trip(kind, target)
        else:
            report.skip(f"round trips: {kind}: the script that makes it has not run")


def round_trip(kind, target):
    first = WORK / f"{kind}.json"
    keelmark("generate", target, "--state", "all", "-o", f"cyclonedx-json@1.7={first}")
    before = fields(json.loads(first.read_text()))
    for form in FORMATS:
        between, last = WORK / f"{kind}.{form}", WORK / f"{kind}.{form}.back.json"
        told = keelmark("convert", first, "-o", f"{form}={between}")
        keelmark("convert", between, "-o", f"cyclonedx-json@1.7={last}")
        after = fields(json.loads(last.read_text()))
        changed = collections.Counter()
        for place in before.keys() | after.keys():
            one, other = before.get(place, collections.Counter()), after.get(place, collections.Counter())
            for field, _ in [*(one - other), *(other - one)]:
                changed[field] += 1
        differences = [f"{count} {field}" for field, count in changed.items() if field not in CHANGES[form]]
        if (changed.keys() - ALWAYS) and "warning[sbom.format-loss]" not in told:
            differences.append("and the conversion does not tell of it")
        listed = ", ".join(f"{count} {field}" for field, count in sorted(changed.items()))
        report.check(f"round trip: {kind} through {form}", differences, listed or "the same")


def fields(document):
    """The values of each component, and of the rest of a document, by their fields."""
    parts = {one["bom-ref"]: one for one in [document["metadata"].pop("component"), *document.pop("components")]}
    document.pop("serialNumber")
    parts[None] = document
    return {name: collections.Counter(values(part, "")) for name, part in parts.items()}


def values(value, field):
    if isinstance(value, dict):
        for name, one in value.items():
            yield from values(one, f"{field}.{name}".lstrip("."))
    elif isinstance(value, list):
        for one in value:
            # A property is its name with its value.
            yield from [(field, json.dumps(one))] if field == "properties" else values(one, field)
    else:
        yield field, value


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name, path in documents():
        read(name, path)
    round_trips()
    sys.exit(report.failures > 0)


main()
