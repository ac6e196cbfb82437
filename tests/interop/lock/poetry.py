#!/usr/bin/env python3
"""Compares what keelmark says of locks of Poetry with `poetry check --lock`.

    python3 tests/interop/lock/poetry.py [--seed N] [--times N] [PROJECT…]

Projects are locked from PyPI; then each kind of change is made to their manifests, at places chosen by chance, and
both are asked whether the lock still is that of its project. Poetry compares one digest over the manifest and
nothing of the lock: of changes to the lock keelmark must tell where Poetry holds it. Exits 1 when anything differs.
"""

import argparse
import copy
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

import comparing
import tables

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORK = ROOT / "target/interop/lock/poetry"
POETRY = pathlib.Path(os.environ.get("POETRY", ROOT / "target/peers/poetry/bin/poetry"))
ENVIRONMENT = {**os.environ, "POETRY_VIRTUALENVS_CREATE": "false", "NO_COLOR": "1"}
# By name, so that Poetry reads the index and not PyPI's own interface, which mirrors do not have.
SOURCE = {"name": "index", "url": "https://pypi.org/simple/", "priority": "primary"}
LEAST_AGREEMENT = 0.99
BUILD = {"requires": ["poetry-core"], "build-backend": "poetry.core.masonry.api"}


def tool():
    """The table that Poetry had before there was a standard one."""
    return {
        "build-system": BUILD,
        "tool": {
            "poetry": {
                "name": "tool",
                "version": "1.0",
                "description": "Größe",
                "authors": [],
                "dependencies": {
                    "python": "^3.9",
                    "requests": "^2.31",
                    "six": "~1.16",
                    "idna": {"version": ">=3", "optional": True},
                    "tomli": {"version": "*", "python": "<3.11"},
                    "colorama": [{"version": "0.4.6", "markers": "sys_platform == 'win32'"}, {"version": "<0.5", "markers": "sys_platform != 'win32'"}],
                },
                "extras": {"names": ["idna"]},
                "group": {"dev": {"dependencies": {"pytest": "^8.0"}}, "docs": {"optional": True, "dependencies": {"markupsafe": "2.1.*"}}},
            }
        },
    }


def project():
    """The standard table, refined by Poetry's."""
    return {
        "project": {
            "name": "project",
            "version": "1.0",
            "requires-python": ">=3.10",
            "dependencies": ["attrs>=23,<26", "click>=8; sys_platform != 'emscripten'", "zipp (>=3.1,<4)"],
            "optional-dependencies": {"fast": ["orjson>=3.9"], "more": ["rich>=13"]},
        },
        "build-system": BUILD,
        "tool": {"poetry": {"packages": [], "group": {"dev": {"dependencies": {"iniconfig": ">=2"}}}}},
    }


def groups():
    """Groups in the standard form."""
    return {
        "project": {"name": "groups", "version": "1.0", "requires-python": ">=3.10", "dependencies": ["packaging>=23"]},
        "dependency-groups": {"test": ["pluggy>=1.3", {"include-group": "lint"}], "lint": ["pathspec>=0.12"]},
        "build-system": BUILD,
        "tool": {"poetry": {"package-mode": False}},
    }


PROJECTS = {"tool": tool, "project": project, "groups": groups}


class NotHere(Exception):
    """The project has nothing of the kind."""


def lists(it):
    """Lists of requirements of the standard tables."""
    project = it.get("project", {})
    found = [project["dependencies"]] if "dependencies" in project else []
    return [*found, *project.get("optional-dependencies", {}).values(), *it.get("dependency-groups", {}).values()]


def poetry_tables(it):
    """Tables of requirements of Poetry's own."""
    own = it["tool"]["poetry"]
    found = [own["dependencies"]] if "dependencies" in own else []
    return [*found, *(group["dependencies"] for group in own.get("group", {}).values())]


def chosen(chance, candidates):
    if not candidates:
        raise NotHere
    return chance.choice(candidates)


def nothing(it, chance):
    pass


def words(it, chance):
    it["tool"]["poetry"]["description"] = "Another."


def version(it, chance):
    it.get("project", it["tool"]["poetry"])["version"] = "9.9"


def renamed(it, chance):
    it.get("project", it["tool"]["poetry"])["name"] = "another"


def build_changed(it, chance):
    it["build-system"] = {**BUILD, "requires": ["poetry-core>=1"]}


def other_tool(it, chance):
    it["tool"]["other"] = {"dependencies": ["x"]}


def packages_changed(it, chance):
    it["tool"]["poetry"]["packages"] = [{"include": "x"}]


def raised(it, chance):
    one = chosen(chance, [one for one in lists(it) if one])
    place = chance.randrange(len(one))
    if not isinstance(one[place], str):
        raise NotHere
    one[place] = re.split(r"[ ;<>=(]", one[place])[0] + ">=99"


def widened(it, chance):
    one = chosen(chance, [one for one in lists(it) if one])
    place = chance.randrange(len(one))
    if not isinstance(one[place], str):
        raise NotHere
    one[place] = re.split(r"[ ;<>=(]", one[place])[0]


def spaced(it, chance):
    """Another text of the same meaning."""
    one = chosen(chance, [one for one in lists(it) if one])
    place = chance.randrange(len(one))
    if not isinstance(one[place], str):
        raise NotHere
    one[place] = one[place].replace(">=", " >= ")


def added(it, chance):
    chosen(chance, lists(it)).append("certifi")


def removed(it, chance):
    one = chosen(chance, [one for one in lists(it) if one])
    del one[chance.randrange(len(one))]


def reordered(it, chance):
    one = chosen(chance, [one for one in lists(it) if len(one) > 1])
    one.reverse()


def own_raised(it, chance):
    one = chosen(chance, poetry_tables(it))
    one[chosen(chance, [name for name in one if name != "python"])] = ">=99"


def own_widened(it, chance):
    one = chosen(chance, poetry_tables(it))
    one[chosen(chance, [name for name in one if name != "python"])] = "*"


def own_added(it, chance):
    chosen(chance, poetry_tables(it))["certifi"] = "*"


def own_removed(it, chance):
    one = chosen(chance, poetry_tables(it))
    del one[chosen(chance, [name for name in one if name != "python"])]


def own_reordered(it, chance):
    """The order of keys means nothing."""
    one = chosen(chance, poetry_tables(it))
    for name in sorted(one, reverse=True):
        one[name] = one.pop(name)


def own_group_added(it, chance):
    it["tool"]["poetry"].setdefault("group", {})["more"] = {"dependencies": {"certifi": "*"}}


def own_group_optional(it, chance):
    groups = it["tool"]["poetry"].get("group", {})
    groups[chosen(chance, list(groups))]["optional"] = not groups.get("docs", {}).get("optional", False)


def python_changed(it, chance):
    if "project" in it:
        it["project"]["requires-python"] = ">=3.11"
    else:
        it["tool"]["poetry"]["dependencies"]["python"] = "^3.11"


def extra_added(it, chance):
    if "project" in it:
        it["project"].setdefault("optional-dependencies", {})["new"] = ["certifi"]
    else:
        it["tool"]["poetry"].setdefault("extras", {})["new"] = ["idna"]


def extra_removed(it, chance):
    extras = it.get("project", {}).get("optional-dependencies") or it["tool"]["poetry"].get("extras", {})
    del extras[chosen(chance, list(extras))]


def source_added(it, chance):
    it["tool"]["poetry"]["source"] = [SOURCE, {"name": "other", "url": "https://pypi.example/simple/", "priority": "supplemental"}]


def group_added(it, chance):
    it.setdefault("dependency-groups", {})["new"] = ["certifi"]


def group_empty(it, chance):
    it.setdefault("dependency-groups", {})["none"] = []



CHANGES = [
    nothing, words, version, renamed, build_changed, other_tool, packages_changed, raised, widened, spaced, added, removed,
    reordered, own_raised, own_widened, own_added, own_removed, own_reordered, own_group_added, own_group_optional,
    python_changed, extra_added, extra_removed, source_added, group_added, group_empty,
]


def hash_removed(lock, chance):
    return re.sub(r'(?m)^content-hash = .*\n', "", lock)


def hash_changed(lock, chance):
    return re.sub(r'(?m)^content-hash = "(.)', lambda found: f'content-hash = "{"0" if found[1] != "0" else "1"}', lock)


def needed(lock):
    """Names of packages that a project asks for without conditions."""
    return [name for name in ("requests", "six", "attrs", "packaging") if f'name = "{name}"\n' in lock]


def package_removed(lock, chance):
    name = chosen(chance, needed(lock))
    return re.sub(rf'(?s)\[\[package\]\]\nname = "{name}"\n.*?(?=\[\[package\]\]|\[extras\]|\[metadata\])', "", lock)


def version_lowered(lock, chance):
    name = chosen(chance, needed(lock))
    return re.sub(rf'(name = "{name}"\nversion = )"[^"]*"', r'\1"0.0.1"', lock)


def transitive_removed(lock, chance):
    if 'name = "urllib3"\n' not in lock:
        raise NotHere
    return re.sub(r'(?s)\[\[package\]\]\nname = "urllib3"\n.*?(?=\[\[package\]\]|\[extras\]|\[metadata\])', "", lock)


FILE = r'(\{file = "[^"]*)(\.whl", hash = ")sha256:(\w+)"\}'


def file_changed(lock, chance, new):
    """One file of a package written otherwise."""
    found = list(re.finditer(FILE, lock))
    at = chosen(chance, found)
    return lock[: at.start()] + at.expand(new) + lock[at.end() :]


def digest_removed(lock, chance):
    return file_changed(lock, chance, r'\1.whl"}')


def digest_weakened(lock, chance):
    return file_changed(lock, chance, r'\1\2md5:0123456789abcdef0123456789abcdef"}')


def digest_short(lock, chance):
    return file_changed(lock, chance, r'\1\2sha256:0123"}')


def file_of_another(lock, chance):
    return file_changed(lock, chance, r'{file = "evil-1.0-py3-none-any\2sha256:\3"}')


def index_changed(lock, chance):
    return lock.replace('url = "https://pypi.org/simple"', 'url = "https://pypi.example/simple"', 1)


def index_in_the_clear(lock, chance):
    return lock.replace('url = "https://pypi.org/simple"', 'url = "http://pypi.org/simple"', 1)


def orphan_added(lock, chance):
    digest = "0" * 64
    entry = f'[[package]]\nname = "zzz"\nversion = "1"\nfiles = [\n    {{file = "zzz-1.tar.gz", hash = "sha256:{digest}"}},\n]\n\n'
    return lock.replace("[[package]]\n", entry + "[[package]]\n", 1)


TAMPERING = [
    hash_removed, hash_changed, package_removed, version_lowered, transitive_removed, digest_removed, digest_weakened,
    digest_short, file_of_another, index_changed, index_in_the_clear, orphan_added,
]


def poetry(folder, *words):
    return subprocess.run([POETRY, "--no-interaction", *words], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)


def theirs(folder):
    """Only what is said of the lock counts."""
    done = poetry(folder, "check", "--lock")
    told = " ".join((done.stdout + done.stderr).split())
    return ("drift" if "changed significantly" in told else "holds"), told[:300]


def compare(name, seed, times):
    folder, it = WORK / name, PROJECTS[name]()
    it["tool"]["poetry"]["source"] = [SOURCE]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(tables.dump(it) + "\n")
    done = poetry(folder, "lock")
    if done.returncode:
        report.skip(f"{name}: poetry lock: {(done.stdout + done.stderr).strip().splitlines()[-3:]}")
        return None
    lock = (folder / "poetry.lock").read_text()
    tally, seen = comparing.Tally("poetry", WORK, name), set()
    for change in CHANGES:
        for time in range(times):
            changed = copy.deepcopy(it)
            try:
                change(changed, random.Random(f"{seed} {name} {change.__name__} {time}"))
            except NotHere:
                continue
            text = tables.dump(changed) + "\n"
            if text in seen:
                continue
            seen.add(text)
            (folder / "pyproject.toml").write_text(text)
            tally.drift(change.__name__, folder, *theirs(folder))
    (folder / "pyproject.toml").write_text(tables.dump(it) + "\n")
    for change in TAMPERING:
        try:
            changed = change(lock, random.Random(f"{seed} {name} {change.__name__}"))
        except NotHere:
            continue
        (folder / "poetry.lock").write_text(changed)
        if changed != lock:
            tally.tamper(change.__name__, folder, theirs(folder)[0])
    tally.print("poetry check --lock")
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("projects", nargs="*")
    args = parser.parse_args()
    if not POETRY.exists():
        return report.skip("poetry check --lock: there is no poetry")
    tallies = [it for it in (compare(name, args.seed, args.times) for name in args.projects or PROJECTS) if it]
    comparing.shared(tallies, "poetry check --lock", LEAST_AGREEMENT)
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
