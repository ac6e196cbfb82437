#!/usr/bin/env python3
"""Compares what keelmark finds in lockfiles, and among installed gems, with the tools that write them.

    python3 tests/interop/inventory/locks.py

uv, Poetry, PDM and Pipenv resolve a small project of Python, npm, pnpm and both kinds of yarn one of
JavaScript, Bundler one of the gems on this machine; cargo is asked about this repository. What each tool itself lists is compared, packages
always and needs where the tool tells them. A tool that cannot be fetched is skipped. Exits 1
when anything differs.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

import inventory
import tools

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

WORK = inventory.WORK / "locks"
PYPROJECT = """
[project]
name = "demo"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["requests[socks]>=2.31", "flask", "colorama; sys_platform == 'win32'"]
[project.optional-dependencies]
yaml = ["pyyaml"]
[dependency-groups]
dev = ["pytest<9"]
[[tool.poetry.source]]
name = "simple"
url = "https://pypi.org/simple/"
priority = "primary"
"""
PIPFILE = """
[[source]]
url = "https://pypi.org/simple"
verify_ssl = true
name = "pypi"
[packages]
requests = {version = ">=2.31", extras = ["socks"]}
flask = "*"
[dev-packages]
pytest = "<9"
"""
PACKAGE = {
    "name": "demo",
    "version": "1.0.0",
    "private": True,
    "dependencies": {
        "@babel/core": "7.24.0",
        "chokidar": "3.6.0",
        "express": "4.18.2",
        "left": "npm:left-pad@1.3.0",
    },
    "devDependencies": {"eslint": "8.57.0"},
    "optionalDependencies": {"fsevents": "2.3.3"},
}
# `left` is only what the project calls it.
NAMES = {"left": "left-pad"}
results = []


def compare(what, theirs, ours):
    results.append(inventory.compare(what, theirs, ours))


def project(name, file, text):
    folder = WORK / name
    folder.mkdir(parents=True)
    (folder / file).write_text(text)
    return folder


def alone(folder, *names):
    """A folder beside with nothing but these files of `folder`."""
    other = folder.parent / f"{folder.name}-{names[0].replace('.', '-')}"
    other.mkdir()
    for name in names:
        shutil.copy(folder / name, other)
    return other


def locked(folder, *command, quiet=True):
    """Whether the tool wrote its lock; what it said otherwise is told."""
    done = subprocess.run(command, cwd=folder, capture_output=quiet, text=True)
    if done.returncode != 0:
        said = (done.stderr or done.stdout or "").strip().splitlines()
        report.skip(f"{folder.name}: {said[-1] if said else 'no lock'}")
    return done.returncode == 0


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text):
    """Name and version of the lines `name[extra]==version ; marker` of a requirements file."""
    lines = re.finditer(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text)
    return {(normalized(line[1]), line[2]) for line in lines}


def pypi(target):
    return inventory.packages(inventory.generate(target), "pypi")


def uv():
    uv = tools.wanted(tools.uv(), "uv")
    if uv is None:
        return
    folder = project("uv", "pyproject.toml", PYPROJECT)
    if not locked(folder, *uv, "lock", "--quiet"):
        return
    options = ["--frozen", "--quiet", "--all-extras", "--all-groups"]
    exported = report.run(*uv, "export", *options, "--no-emit-project", "--no-hashes", cwd=folder)
    compare("uv export: uv.lock", pinned(exported), pypi(alone(folder, "uv.lock")))
    for form, file in (("requirements.txt", "requirements.txt"), ("pylock.toml", "pylock.toml")):
        report.run(*uv, "export", *options, "--no-emit-project", "--format", form, "-o", file, cwd=folder)
        compare(f"uv export: {file}", pinned(exported), pypi(alone(folder, file)))
    released(uv)


def released(uv):
    """The locks of real releases."""
    data = inventory.data() / "openmed"
    for release in sorted(data.glob("*/uv.lock")):
        folder = WORK / f"openmed-{release.parent.name}"
        folder.mkdir()
        for name in ("pyproject.toml", "uv.lock"):
            shutil.copy(release.parent / name, folder)
        # uv reads the version from a file that is not here.
        text = (folder / "pyproject.toml").read_text()
        text = re.sub(r'(?m)^dynamic = \["version"\]', 'version = "0"', text)
        (folder / "pyproject.toml").write_text(text)
        exported = set()
        for chosen in selections(uv, folder):
            options = ["--frozen", "--quiet", "--no-emit-project", "--no-hashes", *chosen]
            exported |= pinned(report.run(*uv, "export", *options, cwd=folder))
        compare(f"uv export: openmed {release.parent.name}", exported, pypi(alone(folder, "uv.lock")))


def selections(uv, folder):
    """Options for `uv export` that together choose everything: extras may exclude each other."""
    everything = ["--all-extras", "--all-groups"]
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    if not project.get("tool", {}).get("uv", {}).get("conflicts"):
        return [everything]
    extras = project["project"]["optional-dependencies"]
    return [["--all-groups"], *(["--extra", extra] for extra in extras)]


def poetry():
    poetry = tools.wanted(tools.python("poetry"), "poetry")
    if poetry is None:
        return
    folder = project("poetry", "pyproject.toml", PYPROJECT)
    if not locked(folder, *poetry, "lock", "--no-interaction"):
        return
    listed = report.run(*poetry, "show", "--no-ansi", "--all", cwd=folder, status=(0, 1))
    lines = re.finditer(r"(?m)^(\S+)\s+(?:\(!\)\s+)?(\d\S*)", listed)
    wanted = {(normalized(line[1]), line[2]) for line in lines}
    compare("poetry show", wanted, pypi(alone(folder, "poetry.lock")))


def pdm():
    pdm = tools.wanted(tools.python("pdm"), "pdm")
    if pdm is None:
        return
    folder = project("pdm", "pyproject.toml", PYPROJECT)
    if not locked(folder, *pdm, "lock", "--quiet", "--group", ":all"):
        return
    exported = report.run(*pdm, "export", "--format", "requirements", "--no-hashes", "--group", ":all", cwd=folder)
    compare("pdm export", pinned(exported), pypi(alone(folder, "pdm.lock")))


def pipenv():
    pipenv = tools.wanted(tools.python("pipenv"), "pipenv")
    if pipenv is None:
        return
    folder = project("pipenv", "Pipfile", PIPFILE)
    if not locked(folder, *pipenv, "lock", "--quiet"):
        return
    exported = report.run(*pipenv, "requirements", "--dev", cwd=folder)
    compare("pipenv requirements", pinned(exported), pypi(alone(folder, "Pipfile.lock")))


def npm():
    folder = project("npm", "package.json", json.dumps(PACKAGE))
    if not locked(folder, "npm", "install", "--package-lock-only", "--no-audit", "--no-fund"):
        return
    tree = json.loads(report.run("npm", "ls", "--all", "--json", "--package-lock-only", cwd=folder))
    nodes, pairs = tree_of(tree)
    document = inventory.generate(alone(folder, "package-lock.json"))
    compare("npm ls: package-lock.json", nodes, inventory.packages(document, "npm"))
    compare("npm ls: needs", pairs, inventory.edges(document, "npm"))


def tree_of(tree):
    """Packages and needs of a tree as `npm ls` and `pnpm list` write it, without the project's own."""
    nodes, pairs, pending = set(), set(), [(None, tree)]
    while pending:
        above, node = pending.pop()
        groups = [node.get(key, {}) for key in ("dependencies", "devDependencies", "optionalDependencies")]
        for name, below in ((name, below) for group in groups for name, below in group.items()):
            if "version" not in below:
                continue
            package = (below.get("from") or NAMES.get(name, name), below["version"])
            package = (NAMES.get(package[0], package[0]), package[1].rsplit("@", 1)[-1])
            nodes.add(package)
            if above is not None:
                pairs.add((above, package))
            pending.append((package, below))
    return nodes, pairs


def pnpm():
    pnpm = tools.wanted(tools.javascript("pnpm", "bin/pnpm.cjs"), "pnpm")
    if pnpm is None:
        return
    folder = project("pnpm", "package.json", json.dumps(PACKAGE))
    if not locked(folder, *pnpm, "install", "--ignore-scripts"):
        return
    (tree,) = json.loads(report.run(*pnpm, "list", "--depth", "Infinity", "--json", cwd=folder))
    nodes, _ = tree_of(tree)
    document = inventory.generate(alone(folder, "pnpm-lock.yaml"))
    # The list has what was installed here, the lock also what is for another system.
    elsewhere = {("fsevents", "2.3.3")} - nodes
    compare("pnpm list: pnpm-lock.yaml", nodes | elsewhere, inventory.packages(document, "npm"))
    (folder / "pnpm-lock.yaml").unlink()
    compare("pnpm list: node_modules", nodes - elsewhere, inventory.packages(inventory.generate(folder), "npm"))


def yarn():
    yarn = tools.wanted(tools.javascript("yarn", "bin/yarn.js"), "yarn")
    if yarn is None:
        return
    folder = project("yarn", "package.json", json.dumps(PACKAGE))
    if not locked(folder, *yarn, "install", "--ignore-scripts", "--silent"):
        return
    written = report.run(*yarn, "list", "--json", cwd=folder)
    pending = json.loads(written.splitlines()[-1])["data"]["trees"]
    nodes = set()
    while pending:
        node = pending.pop()
        pending += node.get("children", [])
        if not node.get("shadow"):
            name, _, version = node["name"].rpartition("@")
            nodes.add((NAMES.get(name, name), version))
    document = inventory.generate(alone(folder, "yarn.lock", "package.json"))
    compare("yarn list: yarn.lock of version 1", nodes, inventory.packages(document, "npm"))


def berry():
    yarn = tools.wanted(tools.javascript("@yarnpkg/cli-dist", "bin/yarn.js"), "yarn (berry)")
    if yarn is None:
        return
    folder = project("berry", "package.json", json.dumps(PACKAGE))
    (folder / "yarn.lock").touch()
    settings = "nodeLinker: node-modules\nenableGlobalCache: false\nenableTelemetry: false\n"
    (folder / ".yarnrc.yml").write_text(settings)
    if not locked(folder, *yarn, "install", "--mode=update-lockfile"):
        return
    nodes, pairs = set(), set()
    for line in report.run(*yarn, "info", "--all", "--recursive", "--json", cwd=folder).splitlines():
        node = json.loads(line)
        package = locator(node["value"])
        nodes.add(package)
        for need in node["children"].get("Dependencies", []):
            pairs.add((package, locator(need["locator"])))
    own = {one for one in nodes if one[0] == "demo"}
    document = inventory.generate(alone(folder, "yarn.lock", "package.json"))
    compare("yarn info: yarn.lock", nodes - own, inventory.packages(document, "npm"))
    pairs = {pair for pair in pairs if not own.intersection(pair)}
    compare("yarn info: needs", pairs, inventory.edges(document, "npm"))


def locator(text):
    """`name@npm:1.0.0`, `name@patch:name@npm%3A1.0.0#…` or `name@virtual:…#npm:1.0.0`."""
    name, _, rest = text[1:].partition("@")
    version = re.search(r"(?:npm:|npm%3A)([^#:&]+)", rest)
    return text[0] + name, version[1] if version else rest


def bundler():
    bundle = next(filter(None, map(shutil.which, ("bundle", "bundle3.1"))), None)
    gem = shutil.which("gem")
    if bundle is None or gem is None:
        return report.skip("bundler and gem: this machine has none")
    installed = gems(report.run(gem, "list", "--local"))
    root = WORK / "gems"
    for folder in report.run(gem, "env", "gempath").strip().split(":"):
        # Links lead from one folder to another, which is not copied.
        specifications = pathlib.Path(folder) / "specifications"
        if specifications.is_dir():
            shutil.copytree(specifications, root / specifications.relative_to("/"))
    compare("gem list", installed, inventory.packages(inventory.generate(root), "gem"))
    wanted = sorted({name for name, _ in installed} & {"debug", "net-imap", "rake", "test-unit"})
    text = 'source "https://rubygems.org"\n' + "".join(f'gem "{name}"\n' for name in wanted)
    folder = project("bundler", "Gemfile", text)
    if not locked(folder, bundle, "lock", "--local"):
        return
    written = report.run(bundle, "list", cwd=folder)
    listed = {one for one in gems(written.replace("  * ", "")) if one[0] != "bundler"}
    compare("bundle list", listed, inventory.packages(inventory.generate(alone(folder, "Gemfile.lock")), "gem"))


def gems(text):
    """Name and version of the lines `name (1.0, default: 0.9)`."""
    found = set()
    for line in re.finditer(r"(?m)^(\S+) \(([^)]+)\)$", text):
        for version in line[2].split(", "):
            found.add((line[1], version.removeprefix("default: ").split()[0]))
    return found


def cargo():
    metadata = json.loads(
        report.run("cargo", "metadata", "--format-version", "1", "--locked", "--all-features", cwd=inventory.ROOT)
    )
    of = {package["id"]: (package["name"], package["version"]) for package in metadata["packages"]}
    own = {of[one] for one in metadata["workspace_members"]}
    pairs = {
        (of[node["id"]], of[need]) for node in metadata["resolve"]["nodes"] for need in node["dependencies"]
    }
    folder = WORK / "cargo"
    folder.mkdir()
    shutil.copy(inventory.ROOT / "Cargo.lock", folder)
    document = inventory.generate(folder)
    compare("cargo metadata", set(of.values()), inventory.packages(document, "cargo"))
    compare("cargo metadata: needs", pairs, inventory.edges(document, "cargo"))


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for comparison in (uv, poetry, pdm, pipenv, npm, pnpm, yarn, berry, bundler, cargo):
        comparison()
    sys.exit(0 if all(results) else 1)


main()
