"""Compares what keelmark finds in `node_modules` with what npm lists there.

    python3 tests/interop/inventory/javascript.py

Installs some 1,300 packages in target/interop/inventory. Packages are compared with `npm query`, needs
with `npm ls --all`. Exits 1 when anything differs.
"""

import json
import pathlib
import shutil
import subprocess
import sys

import inventory

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

PROJECT = {
    "name": "tree",
    "version": "1.0.0",
    "private": True,
    "dependencies": {"react-scripts": "5.0.1", "express": "4.18.2", "left": "npm:left-pad@1.3.0"},
    "devDependencies": {"eslint-plugin-react": "7.33.2"},
}


def npm(folder, *arguments):
    # `npm ls` also ends with 1 when it lists something extraneous.
    return subprocess.run(["npm", *arguments], cwd=folder, stdout=subprocess.PIPE).stdout


def listed(folder):
    """Name and version of every package in `node_modules`, under its own name."""
    return {
        (one["name"], one["version"])
        for one in json.loads(npm(folder, "query", "*"))
        if one["location"].startswith("node_modules")
    }


def needed(tree, names):
    """Pairs of packages of `npm ls --all --json`, without what it calls extraneous.

    The tree goes by the names of folders: `names` has those of the packages in them.
    """
    pairs, pending = set(), [(None, tree)]
    while pending:
        above, node = pending.pop()
        for folder, below in node.get("dependencies", {}).items():
            if "version" not in below or below.get("missing"):
                continue
            package = (names.get(folder, folder), below["version"])
            if above is not None and not below.get("extraneous"):
                pairs.add((above, package))
            pending.append((package, below))
    return pairs


def main():
    folder = inventory.WORK / "javascript"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(PROJECT))
    install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    if subprocess.run(install, cwd=folder, stdout=subprocess.DEVNULL).returncode != 0:
        shutil.rmtree(folder)
        return report.skip("npm ls: the packages are not to be had")
    document = inventory.generate(folder)
    tree = json.loads(npm(folder, "ls", "--all", "--json"))
    results = [
        inventory.compare("npm query", listed(folder), inventory.packages(document, "npm")),
        inventory.compare("npm ls", needed(tree, {"left": "left-pad"}), inventory.edges(document, "npm")),
    ]
    sys.exit(0 if all(results) else 1)


main()
