#!/usr/bin/env python3
"""Generates every document of every kind of target again under other circumstances: the bytes must be the same.

    python3 tests/interop/inventory/determinism.py

Targets are those that the other scripts leave in target/interop/inventory, and a wheel, a source
distribution and a crate made here. The circumstances are another folder, other numbers of threads, another
language, time zone, home and umask, other times of files with SOURCE_DATE_EPOCH set, and another order of
the entries of folders. A time without a say, so that the comparison can fail, must give other bytes.
Exits 1 when anything differs.
"""

import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

import inventory
import others

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

WORK = inventory.WORK / "determinism"
FORMATS = [
    "cyclonedx-json@1.5",
    "cyclonedx-json@1.6",
    "cyclonedx-json@1.7",
    "spdx-json@2.3",
    "spdx-json@3.0.1",
    "spdx-tag-value@2.3",
]
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}


def generated(target, settings=None, folder=None, umask=0o022):
    """The digest of each document of `target`, as it is typed in `folder`."""
    out = WORK / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    command = [os.path.abspath(inventory.keelmark()), "sbom", "generate", target, "--no-cache", "--state", "all"]
    for form in FORMATS:
        command += ["-o", f"{form}={out / form}"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(WORK)} | EPOCH | (settings or {})
    run = {"env": environment, "cwd": folder or WORK, "umask": umask, "capture_output": True, "text": True}
    done = subprocess.run(command, **run)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return {form: hashlib.sha256((out / form).read_bytes()).hexdigest() for form in FORMATS}


def targets():
    """Kind and path of every target there is."""
    places = {
        "venv": inventory.WORK / "python",
        "node_modules": inventory.WORK / "javascript",
        "project": others.WORK / "project",
        "rpm": inventory.WORK.parent / "inventory/distribution/rpm",
        "image": others.WORK / "image",
    }
    for kind, path in places.items():
        if path.is_dir():
            yield kind, path
        else:
            report.skip(f"determinism: {kind}: the script that makes it has not run")
    saved = next(iter(others.WORK.glob("*.tar")), None)
    if saved:
        yield "saved", saved
    yield from packages()


def packages():
    """A wheel, a source distribution and a crate, each with a few files."""
    metadata = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nRequires-Dist: rich>=13\n"
    wheel = WORK / "demo-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("demo/__init__.py", "")
        archive.writestr("demo-1.0.dist-info/METADATA", metadata)
        archive.writestr("demo-1.0.dist-info/RECORD", "demo/__init__.py,,\n")
    yield "wheel", wheel
    manifest = b'[package]\nname = "demo"\nversion = "1.0.0"\nlicense = "MIT"\n[dependencies]\nserde = "1"\n'
    for name, member, content in (
        ("demo-1.0.tar.gz", "demo-1.0/PKG-INFO", metadata),
        ("demo-1.0.0.crate", "demo-1.0.0/Cargo.toml", manifest),
    ):
        with tarfile.open(WORK / name, "w:gz") as archive:
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        yield name, WORK / name


def typed(kind, path):
    return {"image": "oci:", "saved": "docker-archive:"}.get(kind, "") + str(path)


def copied(path, backwards):
    """A copy of a target elsewhere, with other times; of folders with the entries in another order."""
    above = WORK / "elsewhere" / "deeper"
    shutil.rmtree(above.parent, ignore_errors=True)
    above.mkdir(parents=True)
    copy = above / path.name
    if not path.is_dir():
        shutil.copy(path, copy)
        os.utime(copy, (1, 1))
        return copy
    for folder, _, files in os.walk(path):
        new = copy / os.path.relpath(folder, path)
        new.mkdir(exist_ok=True)
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name, reverse=backwards)
        for entry in entries:
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), new / entry.name)
            elif entry.is_dir():
                (new / entry.name).mkdir(exist_ok=True)
            elif entry.is_file():
                shutil.copyfile(entry.path, new / entry.name)
                shutil.copymode(entry.path, new / entry.name)
                os.utime(new / entry.name, (7, 7))
    return copy


def circumstances(kind, path):
    """What is changed, and the documents then."""
    target = typed(kind, path)
    for threads in ("1", "2", "8"):
        yield f"{threads} threads", generated(target, {"RAYON_NUM_THREADS": threads})
    language = {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}
    yield "another language and zone", generated(target, language)
    home = WORK / "home"
    home.mkdir(exist_ok=True)
    yield "another home", generated(target, {"HOME": str(home), "XDG_CACHE_HOME": str(home), "USER": "nobody"})
    yield "another umask", generated(target, umask=0o077)
    yield "a relative path", generated(typed(kind, path.name), folder=path.parent)
    for backwards in (False, True):
        copy = copied(path, backwards)
        yield f"elsewhere, {'backwards' if backwards else 'forwards'}", generated(typed(kind, copy))


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for kind, path in targets():
        first, count = generated(typed(kind, path)), 0
        differences = []
        for what, documents in circumstances(kind, path):
            count += 1
            differences += [f"{what}: {form}" for form in FORMATS if documents[form] != first[form]]
        if generated(typed(kind, path), {"SOURCE_DATE_EPOCH": "1"}) == first:
            differences.append("another time gives the same, too")
        report.check(f"determinism: {kind}", differences, f"{len(FORMATS)} documents, {count} times the same")
    shutil.rmtree(WORK)
    sys.exit(report.failures > 0)


main()
