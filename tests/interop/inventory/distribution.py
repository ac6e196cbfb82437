#!/usr/bin/env python3
"""Compares what keelmark finds of distributions and in Go's programs with the tools that own them.

    distribution.py KEELMARK WORK

dpkg-query is asked about this machine's own database, rpm about one it makes of packages it builds, and
`go version -m` about programs from npm for three systems, one of them older than Go 1.18. rpm and go are
fetched as packages of Debian and unpacked below target/peers; what cannot be fetched is skipped. Packages
of Alpine are made by nfpm, and read with tar: Alpine's own tool is in none of the registries. Exits 1
when anything differs.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
from urllib.parse import parse_qs

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report
from report import check, run, skip

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
PEERS = REPOSITORY / "target/peers/distribution"
TOOLS = ["golang-1.19-go", "libpopt0", "liblua5.3-0", "librpm9", "librpmbuild9", "librpmio9"]
TOOLS += ["librpmsign9", "libfsverity0", "rpm", "rpm-common"]
PROGRAMS = {
    "lefthook-linux-x64@1.11.0": "bin/lefthook",
    "lefthook-darwin-arm64@1.11.0": "bin/lefthook",
    "lefthook-windows-x64@1.11.0": "bin/lefthook.exe",
    "esbuild-linux-64@0.8.0": "bin/esbuild",
}
SPEC = """
Name: demo-libs
Epoch: 1
Version: 2.0
Release: 3
Summary: Libraries
License: MIT
AutoReqProv: no
%description
d
%package -n demo
Summary: A demo
License: MIT
AutoReqProv: no
Requires: demo-libs = 1:2.0-3
%description -n demo
d
%files
%files -n demo
"""


NFPM = """
name: demo
arch: amd64
version: 1.2.3
release: "4"
maintainer: Ada <ada@example.com>
description: A demo
homepage: https://example.com
license: MIT
depends: [libssl3, musl]
contents: [{src: nfpm.yaml, dst: /etc/demo.yaml}]
"""


def components(keelmark, target):
    text = run(keelmark, "sbom", "generate", target, "--state", "all", "-o", "json")
    inventory = json.loads(text)
    return [inventory["root"], *inventory["components"]], inventory["gaps"]


def packages(found, kind):
    """Name, version and architecture of those with a package URL of one type that are there."""
    prefix = f"pkg:{kind}/"
    packages = set()
    for one in found:
        if (one.get("purl") or "").startswith(prefix) and one["state"] != "declared":
            qualifiers = parse_qs(one["purl"].partition("?")[2])
            packages.add((one["name"], one["version"], qualifiers["arch"][0]))
    return packages


def compare(name, found, wanted):
    differences = [f"only keelmark: {one}" for one in sorted(found - wanted)]
    differences += [f"only the peer: {one}" for one in sorted(wanted - found)]
    check(name, differences, f"{len(wanted)} the same")


def dpkg(keelmark, work):
    if not shutil.which("dpkg-query"):
        return skip("dpkg: this machine has none")
    root = work / "dpkg"
    shutil.copytree("/var/lib/dpkg", root / "var/lib/dpkg")
    (root / "etc").mkdir()
    shutil.copy("/etc/os-release", root / "etc/os-release")
    query = ["dpkg-query", f"--admindir={root}/var/lib/dpkg", "--show"]
    form = r"${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\n"
    lines = [line.split("\t") for line in run(*query, "--showformat", form).splitlines()]
    wanted = {tuple(line[1:]) for line in lines if line[0] not in ("config-files", "not-installed")}
    found, gaps = components(keelmark, root)
    compare("dpkg-query --show", packages(found, "deb"), wanted)
    missing = [one["name"] for one in found if "missing" in one.get("properties", {})]
    check("dpkg: everything needed is there", missing + gaps)


def unpack():
    """The tools below PEERS; false when they cannot be fetched."""
    PEERS.mkdir(parents=True, exist_ok=True)
    if not list(PEERS.glob("*.deb")):
        done = subprocess.run(["apt-get", "download", "-qq", *TOOLS], cwd=PEERS, capture_output=True)
        if done.returncode != 0:
            return False
    for package in PEERS.glob("*.deb"):
        run("dpkg-deb", "-x", package, PEERS / "root")
    return True


def rpm(keelmark, work):
    work = work / "rpm"
    work.mkdir()
    (work / "demo.spec").write_text(SPEC)
    library = next((PEERS / "root/usr/lib").glob("*-linux-gnu"))
    settings = {"LD_LIBRARY_PATH": str(library), "RPM_CONFIGDIR": str(PEERS / "root/usr/lib/rpm")}
    options = {"env": dict(os.environ, HOME=str(work), **settings), "cwd": work}
    tools = PEERS / "root/usr/bin"
    run(tools / "rpmbuild", "-bb", "--define", f"_topdir {work}/top", "demo.spec", **options)
    built = sorted((work / "top/RPMS").rglob("*.rpm"))
    root = ["--root", work / "root", "--define", "_dbpath /var/lib/rpm"]
    (work / "root").mkdir()
    install = ["-i", "--justdb", "--nodeps", "--noscripts", "--nosignature"]
    run(tools / "rpm", *root, *install, *built, **options)
    form = "%{NAME}\t%{EPOCH}:%{VERSION}-%{RELEASE}\t%{ARCH}\n"
    listed = run(tools / "rpm", *root, "-qa", "--queryformat", form, **options)
    wanted = {tuple(line.split("\t")) for line in listed.splitlines()}
    compare("rpm -qa", packages(components(keelmark, work / "root")[0], "rpm"), wanted)
    headers = set()
    for package in built:
        headers |= packages(components(keelmark, package)[0], "rpm")
    compare("rpm: package files", headers, wanted)


def nfpm(keelmark, work):
    """What the header of a package file says, next to what keelmark finds in the file."""
    program = REPOSITORY / "target/peers/venv/bin/nfpm"
    if not program.exists():
        return skip("packages by nfpm: it is not to be had")
    work = work / "nfpm"
    work.mkdir()
    (work / "nfpm.yaml").write_text(NFPM)
    for kind in ("apk", "deb"):
        package = work / f"demo.{kind}"
        run(program, "package", "--packager", kind, "--target", package.name, cwd=work)
        if kind == "apk":
            lines = run("tar", "-xzOf", package, ".PKGINFO").splitlines()
            names = {"pkgname", "pkgver", "arch", "depend"}
            told = [line.split(" = ", 1) for line in lines if " = " in line]
        else:
            lines = run("dpkg-deb", "--field", package).splitlines()
            names = {"Package", "Version", "Architecture", "Depends"}
            told = [line.split(": ", 1) for line in lines if ": " in line]
        values = [one.strip() for name, value in told if name in names for one in value.split(", ")]
        root, *needs = components(keelmark, package)[0]
        arch = parse_qs(root["purl"].partition("?")[2])["arch"][0]
        found = {root["name"], root["version"], arch, *(one["name"] for one in needs)}
        compare(f"nfpm: {kind}", found, set(values))


def go(keelmark, work):
    work = work / "go"
    work.mkdir()
    go = next((PEERS / "root/usr/lib").glob("go-*/bin/go"))
    for package, program in PROGRAMS.items():
        folder = work / package
        folder.mkdir()
        done = subprocess.run(["npm", "pack", "-s", package], cwd=folder, capture_output=True)
        if done.returncode != 0:
            skip(f"go version -m: no {package}")
            continue
        run("tar", "-xf", next(folder.glob("*.tgz")), "-C", folder)
        program = folder / "package" / program
        found = {
            (one["name"], one["version"])
            for one in components(keelmark, program)[0]
            if "golang" in (one.get("purl") or "") and one["name"] != "stdlib"
        }
        compare(f"go version -m: {package}", found, modules(run(go, "version", "-m", program)))


def modules(text):
    """Path and version of each module, a replacement in the place of what it replaces."""
    modules = []
    for fields in (line.split("\t")[1:] for line in text.splitlines()):
        if fields[:1] == ["=>"] and fields[2] not in ("", "(devel)"):
            modules[-1] = (fields[1], fields[2])
        elif fields[:1] in (["mod"], ["dep"]):
            version = None if fields[2] in ("", "(devel)") else fields[2]
            modules.append((fields[1], version))
    return set(modules)


def main():
    keelmark, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]) / "distribution"
    work = work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    dpkg(keelmark, work)
    nfpm(keelmark, work)
    if unpack():
        rpm(keelmark, work)
        go(keelmark, work)
    else:
        skip("rpm and go: not to be had as packages of Debian")
    sys.exit(report.failures > 0)


main()
