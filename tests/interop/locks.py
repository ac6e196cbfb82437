#!/usr/bin/env python3
"""Compare the inventories of lockfiles with what the tools that own them say.

    tests/interop/locks.py [--uv PATH] [--data FOLDER] [--npm-projects FOLDER]

Packages and edges (pairs of name and version) of each lock are read by keelmark and by a peer:
uv's own SBOM export and a plain reading of uv.lock, `cargo metadata`, and `npm ls`. Prints one row
for each comparison, says what was skipped, and exits 1 when anything differs.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

NPM_PROJECTS = {
    "express and vite": {
        "package.json": {
            "name": "front",
            "version": "1.2.3",
            "dependencies": {"express": "^5.0.0"},
            "devDependencies": {"vite": "^7.0.0"},
        }
    },
    "workspaces, aliases, bundles, platforms": {
        "package.json": {
            "name": "mono",
            "version": "0.1.0",
            "private": True,
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


def run(*command, folder=REPOSITORY, status=(0,)):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode not in status:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr}")
    return done.stdout


class Comparison:
    """Prints a row for each pair of readings and remembers whether any differed."""

    def __init__(self):
        self.differs = False
        print(f"{'lock':44} {'peer':22} {'packages':>15} {'edges':>15}")

    def row(self, lock, peer, ours, theirs):
        counts = [f"{len(a)} / {len(b)}" for a, b in zip(ours, theirs)]
        print(f"{lock:44} {peer:22} {counts[0]:>15} {counts[1]:>15}")
        for mine, other in zip(ours, theirs):
            for only, side in ((mine - other, "keelmark"), (other - mine, peer)):
                for item in sorted(only, key=str):
                    self.differs = True
                    print(f"    only {side}: {item}")


def keelmark(lock, root=None):
    """Packages, pairs, and pairs with their kind, as keelmark reads them."""
    command = ["cargo", "run", "-q", "-p", "keelmark-formats", "--example", "inventory", "--"]
    rows = [line.split("\t") for line in run(*command, lock, *([root] if root else [])).splitlines()]
    packages = {(row[1], row[2]) for row in rows if row[0] == "package"}
    edges = [((row[1], row[2]), (row[3], row[4]), row[5]) for row in rows if row[0] == "edge"]
    return packages, {edge[:2] for edge in edges}, edges


def uv_lock_read_plainly(lock):
    """Packages and typed edges of a uv.lock, markers and extras telling edges apart."""
    packages = tomllib.loads(lock.read_text())["package"]
    key = lambda package: (package["name"], package.get("version", ""))
    edges = set()
    for package in packages:
        tables = [("runtime", package.get("dependencies", []))]
        tables += [(f"extra {k}", v) for k, v in package.get("optional-dependencies", {}).items()]
        tables += [(f"group {k}", v) for k, v in package.get("dev-dependencies", {}).items()]
        for kind, dependencies in tables:
            for wanted in dependencies:
                (target,) = (
                    other
                    for other in packages
                    if other["name"] == wanted["name"]
                    and wanted.get("version") in (None, other.get("version"))
                    and wanted.get("source") in (None, other["source"])
                )
                extras = ",".join(sorted(wanted.get("extra", [])))
                edges.add((key(package), key(target), kind, extras, wanted.get("marker")))
    return {key(package) for package in packages}, edges


def compare_uv(comparison, lock, uv):
    label = f"uv.lock of {lock.parent.name}"
    packages, pairs, edges = keelmark(lock)
    plain_packages, plain_edges = uv_lock_read_plainly(lock)
    numbered = lambda kinds: {(kind, n) for n, kind in enumerate(sorted(kinds))}
    comparison.row(
        label,
        "plain reading",
        (packages, numbered(edge for edge in edges)),
        (plain_packages, numbered(edge[:3] for edge in plain_edges)),
    )
    if uv is None:
        print(f"{label:44} uv                     skipped: no uv; give --uv")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in ("uv.lock", "pyproject.toml"):
            shutil.copy(lock.parent / name, folder)
        options = ["--all-extras", "--all-groups", "--offline", "--frozen", "-q"]
        bom = json.loads(run(uv, "export", "--format", "cyclonedx1.5", *options, folder=folder))
    components = [bom["metadata"]["component"], *bom["components"]]
    names = {one["bom-ref"]: (one["name"], one.get("version", "")) for one in components}
    graph = {
        (names[node["ref"]], names[target])
        for node in bom["dependencies"]
        for target in node.get("dependsOn", [])
    }
    comparison.row(label, "uv export", (packages, pairs), (set(names.values()), graph))


def compare_cargo(comparison):
    metadata = json.loads(run("cargo", "metadata", "--format-version", "1", "--locked"))
    names = {one["id"]: (one["name"], one["version"]) for one in metadata["packages"]}
    graph = {
        (names[node["id"]], names[target["pkg"]])
        for node in metadata["resolve"]["nodes"]
        for target in node["deps"]
    }
    ours = keelmark(REPOSITORY / "Cargo.lock", "keelmark")
    comparison.row("Cargo.lock", "cargo metadata", ours[:2], (set(names.values()), graph))


def compare_npm(comparison, label, folder, files):
    for name, manifest in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(manifest))
    if not (folder / "package-lock.json").exists():
        run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund", folder=folder)
    # Missing optional peers make npm exit 1; the tree is complete nonetheless.
    listed = run("npm", "ls", "--all", "--long", "--package-lock-only", "--json", folder=folder, status=(0, 1))
    packages, pairs = set(), set()

    def visit(node):
        key = (node["name"], node.get("version", ""))
        packages.add(key)
        for child in node.get("dependencies", {}).values():
            if isinstance(child, dict) and "version" in child:
                pairs.add((key, visit(child)))
        return key

    visit(json.loads(listed))
    ours = keelmark(folder / "package-lock.json")
    comparison.row(f"npm: {label}", "npm ls", ours[:2], (packages, pairs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uv", default=REPOSITORY / "target/peers/bin/uv", type=pathlib.Path)
    parser.add_argument("--data", default=os.environ.get("KEELMARK_DATA", REPOSITORY / "../shared/data"))
    parser.add_argument("--npm-projects", type=pathlib.Path, help="keep the npm projects here")
    arguments = parser.parse_args()
    uv = shutil.which(arguments.uv)
    comparison = Comparison()
    locks = sorted(pathlib.Path(arguments.data).glob("openmed/*/uv.lock"))
    for lock in locks:
        compare_uv(comparison, lock, uv)
    if not locks:
        print("uv.lock: skipped: no data; give --data")
    compare_cargo(comparison)
    if shutil.which("npm") is None:
        print("npm: skipped: no npm")
    else:
        with tempfile.TemporaryDirectory() as temporary:
            for number, (label, files) in enumerate(NPM_PROJECTS.items()):
                folder = (arguments.npm_projects or pathlib.Path(temporary)) / str(number)
                compare_npm(comparison, label, folder, files)
    return int(comparison.differs)


if __name__ == "__main__":
    sys.exit(main())
