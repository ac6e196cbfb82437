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

PACKAGES = ["base-files", "bash", "coreutils", "dpkg", "libc6", "libgcc-s1", "perl-base", "zlib1g"]
STATUS = "var/lib/dpkg/status"


def main(keelmark, folder, mebibytes=0):
    folder.mkdir(parents=True, exist_ok=True)
    files = download(folder / "packages")
    records = [record(file) for file in files]
    first = [*members(files[:-2]), (STATUS, "\n".join(records[:-2]).encode())]
    second = [*members(files[-2:-1]), (STATUS, "\n".join(records[:-1]).encode())]
    third = [*members(files[-1:]), (STATUS, "\n".join(records).encode())]
    layers = [first, second, third]
    if mebibytes:
        layers.append([(f"srv/{number}", os.urandom(1 << 20)) for number in range(mebibytes)])
    layout(folder / "layout", [archive(layer) for layer in layers])
    answer = generate(keelmark, folder / "layout")
    found = {
        (one["name"], one["version"])
        for one in answer["components"]
        if (one["purl"] or "").startswith("pkg:deb/")
    }
    expected = {(field(text, "Package"), field(text, "Version")) for text in records}
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"packages {len(expected)}, found {len(found)}, largest process {memory} MiB")
    for one in sorted(expected ^ found):
        print("only in dpkg's record:" if one in expected else "only found:", *one)
    return expected == found


def download(folder):
    folder.mkdir(exist_ok=True)
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
    for file in files:
        unpacked = subprocess.run(["dpkg-deb", "--fsys-tarfile", file], capture_output=True, check=True)
        yield tarfile.open(fileobj=io.BytesIO(unpacked.stdout)), None


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

    def blob(content):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": "application/octet-stream", "digest": f"sha256:{digest}", "size": len(content)}

    ids = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
    config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": ids}}
    parts = [blob(gzip.compress(layer, 1, mtime=0)) for layer in layers]
    manifest = {"schemaVersion": 2, "config": blob(json.dumps(config).encode()), "layers": parts}
    index = {"schemaVersion": 2, "manifests": [blob(json.dumps(manifest).encode())]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


def generate(keelmark, layout):
    command = [keelmark, "sbom", "generate", f"oci:{layout}", "--output", "json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    arguments = sys.argv[3:]
    holds = main(sys.argv[1], pathlib.Path(sys.argv[2]), *map(int, arguments))
    sys.exit(0 if holds else 1)
