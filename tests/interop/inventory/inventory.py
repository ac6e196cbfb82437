"""What the inventory comparisons share: running keelmark, and saying what differs."""

import json
import os
import pathlib
import subprocess
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORK = ROOT / "target/interop/inventory"
SHOWN = 10


def data():
    """The folder of real projects."""
    return pathlib.Path(os.environ.get("KEELMARK_DATA", ROOT.parent / "shared/data"))


def keelmark():
    """The program that is compared."""
    return os.environ.get("KEELMARK", str(ROOT / "target/debug/keelmark"))


def generate(target, state="installed,locked"):
    """The CycloneDX document of `target`, as `keelmark sbom generate` writes it."""
    command = [keelmark(), "sbom", "generate", str(target), "--state", state, "-o", "cyclonedx-json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def package(purl):
    """Type, name with its namespace, and version of a package URL."""
    rest = purl.removeprefix("pkg:").split("?")[0].split("#")[0]
    path, _, version = rest.partition("@")
    kind, _, name = path.partition("/")
    return kind, urllib.parse.unquote(name), urllib.parse.unquote(version)


def packages(document, kind):
    """Name and version of every component of type `kind`."""
    purls = (component.get("purl", "") for component in document.get("components", []))
    found = (package(purl) for purl in purls if purl.startswith(f"pkg:{kind}/"))
    return {(name, version) for _, name, version in found}


def edges(document, kind):
    """Pairs of packages of type `kind`, the first of which needs the second."""
    of = {component["bom-ref"]: component.get("purl", "") for component in document["components"]}
    pairs = set()
    for dependency in document.get("dependencies", []):
        for target in dependency.get("dependsOn", []):
            ends = [of.get(dependency["ref"], ""), of.get(target, "")]
            if all(end.startswith(f"pkg:{kind}/") for end in ends):
                pairs.add(tuple(package(end)[1:] for end in ends))
    return pairs


def compare(what, theirs, ours):
    """Prints whether both are the same, and what only one of them has. Returns whether they are."""
    missing, more = sorted(theirs - ours), sorted(ours - theirs)
    same = not missing and not more
    print(f"{'ok   ' if same else 'DIFF '} {what}: {len(theirs)}, keelmark {len(ours)}")
    for title, some in (("only theirs", missing), ("only keelmark's", more)):
        for one in some[:SHOWN]:
            print(f"      {title}: {one}")
        if len(some) > SHOWN:
            print(f"      and {len(some) - SHOWN} more")
    return same
