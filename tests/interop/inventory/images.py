"""Images made of packages of Debian, and what `keelmark sbom generate` finds in them.

    python3 tests/interop/inventory/images.py KEELMARK FOLDER [MEBIBYTES]

FOLDER is made and holds the packages (by `apt-get download`), the layout and the answers. The first
layer has every package but the last two; the second adds one; the third replaces the record of
installed packages by one with the last package too. With MEBIBYTES a fourth layer of so much
incompressible content is added, and the largest memory of the run is shown.

The components found must be those that dpkg's own record of the image lists.
"""

import gzip
import hashlib
import io
import json
import os
import pathlib
import resource
import subprocess
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

PACKAGES = ["base-files", "bash", "coreutils", "dpkg", "libc6", "libgcc-s1", "perl-base", "zlib1g"]
MEDIA = "application/vnd.oci.image"
STATUS = "var/lib/dpkg/status"


def main(keelmark, folder, mebibytes=0):
    folder.mkdir(parents=True, exist_ok=True)
    try:
        files = download(folder / "packages")
    except (OSError, subprocess.CalledProcessError):
        return report.skip("images: no packages of Debian to be had")
    records = [record(file) for file in files]
    parts = in_layers(files, records)
    if mebibytes:
        parts.append([(f"srv/{number}", os.urandom(1 << 20)) for number in range(mebibytes)])
    layout(folder / "layout", [archive(part) for part in parts])
    answer = generate(keelmark, folder / "layout")
    found = {
        (one["name"], one["version"])
        for one in answer["components"]
        if (one["purl"] or "").startswith("pkg:deb/")
    }
    expected = {(field(text, "Package"), field(text, "Version")) for text in records}
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    differences = [f"only in dpkg's record: {one}" for one in sorted(expected - found)]
    differences += [f"only found: {one}" for one in sorted(found - expected)]
    detail = f"{len(expected)} packages, largest process {memory} MiB"
    report.check("an image in layers has what dpkg's record lists", differences, detail)


def in_layers(files, records):
    """What goes into each of three layers: names with content, and archives whose members do."""
    first = [*members(files[:-2]), (STATUS, "\n".join(records[:-2]).encode())]
    second = [*members(files[-2:-1]), (STATUS, "\n".join(records[:-1]).encode())]
    third = [*members(files[-1:]), (STATUS, "\n".join(records).encode())]
    return [first, second, third]


def layers(folder):
    """Layers of the packages, which are kept in `folder`."""
    files = download(folder)
    return [archive(parts) for parts in in_layers(files, [record(file) for file in files])]


def archive_of(folder, place):
    """A layer that has `folder` at `place`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as layer:
        layer.add(folder.resolve(), place)
    return out.getvalue()


def saved(file, layers):
    """An image as `docker save` once wrote it."""
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    config = json.dumps(config_of(layers)).encode()
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = [{"Config": name, "RepoTags": ["demo:latest"], "Layers": names}]
    parts = [(name, config), *zip(names, layers), ("manifest.json", json.dumps(manifest).encode())]
    file.write_bytes(archive(parts))


def config_of(layers):
    ids = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
    rootfs = {"type": "layers", "diff_ids": ids}
    return {"os": "linux", "architecture": "amd64", "config": {}, "rootfs": rootfs}


def download(folder):
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in PACKAGES if not list(folder.glob(f"{name}_*.deb"))]
    if missing:
        subprocess.run(["apt-get", "download", *missing], cwd=folder, check=True)
    return [next(iter(sorted(folder.glob(f"{name}_*.deb")))) for name in PACKAGES]


def record(file):
    text = subprocess.run(["dpkg-deb", "--field", file], capture_output=True, check=True, text=True)
    lines = text.stdout.splitlines()
    return "\n".join([lines[0], "Status: install ok installed", *lines[1:]]) + "\n"


def field(text, name):
    return next(line.split(": ", 1)[1] for line in text.splitlines() if line.startswith(name + ": "))


def members(files):
    """What the packages contain, and dpkg's list of it."""
    for file in files:
        unpacked = subprocess.run(["dpkg-deb", "--fsys-tarfile", file], capture_output=True, check=True)
        contents = tarfile.open(fileobj=io.BytesIO(unpacked.stdout))
        yield contents, None
        names = "".join(f"/{name.removeprefix('./')}\n" for name in contents.getnames())
        yield f"var/lib/dpkg/info/{listed(record(file))}.list", names.encode()


def listed(text):
    """By which name dpkg keeps what it knows of a package."""
    same = "\nMulti-Arch: same\n" in text
    return f"{field(text, 'Package')}:{field(text, 'Architecture')}" if same else field(text, "Package")


def archive(parts):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as layer:
        for name, content in parts:
            if isinstance(name, tarfile.TarFile):
                for member in name:
                    layer.addfile(member, name.extractfile(member) if member.isreg() else None)
                continue
            member = tarfile.TarInfo(name)
            member.size = len(content)
            layer.addfile(member, io.BytesIO(content))
    return out.getvalue()


def layout(folder, layers):
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True, exist_ok=True)

    def blob(kind, content):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": f"{MEDIA}.{kind}", "digest": f"sha256:{digest}", "size": len(content)}

    config = config_of(layers)
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{MEDIA}.manifest.v1+json",
        "config": blob("config.v1+json", json.dumps(config).encode()),
        "layers": [blob("layer.v1.tar+gzip", gzip.compress(layer, 1, mtime=0)) for layer in layers],
    }
    index = {"schemaVersion": 2, "manifests": [blob("manifest.v1+json", json.dumps(manifest).encode())]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


def generate(keelmark, layout):
    command = [keelmark, "sbom", "generate", f"oci:{layout}", "--output", "json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    arguments = sys.argv[3:]
    main(sys.argv[1], pathlib.Path(sys.argv[2]), *map(int, arguments))
    sys.exit(report.failures > 0)
