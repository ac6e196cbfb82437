"""Images whose parts are not what they are said to be, and layers that play with what lies below."""

import gzip
import hashlib
import json

from . import METADATA, MIB, WITNESS, case
from .compressed import gzip_zeros
from .written import END, header, member, tar, witness

FOUND = {"witness"}
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
SITE = "usr/lib/python3/site-packages/"


class Layout:
    """An OCI layout in a folder."""

    def __init__(self, folder):
        self.folder, self.blobs = folder / "image", folder / "image/blobs/sha256"
        self.blobs.mkdir(parents=True)
        (self.folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def blob(self, content, media="application/octet-stream", **more):
        """Writes a part; gives its descriptor, with what `more` says otherwise."""
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        digest = hashlib.sha256(content).hexdigest()
        (self.blobs / digest).write_bytes(content)
        return {"mediaType": media, "digest": f"sha256:{digest}", "size": len(content)} | more

    def layer(self, plain, **more):
        media = "application/vnd.oci.image.layer.v1.tar+gzip"
        return self.blob(gzip.compress(plain, 1, mtime=0), media, **more), diff_id(plain)

    def image(self, layers, config=None):
        """The manifest of layers with their diff ids."""
        known = config_of([diff_id for _, diff_id in layers])
        config = config or self.blob(known, "application/vnd.oci.image.config.v1+json")
        parts = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config}
        return self.blob(parts | {"layers": [one for one, _ in layers]}, MANIFEST)

    def index(self, *manifests):
        text = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests})
        (self.folder / "index.json").write_text(text)
        return f"oci:{self.folder}"

    def path(self, descriptor):
        return self.blobs / descriptor["digest"].removeprefix("sha256:")


def diff_id(plain):
    return f"sha256:{hashlib.sha256(plain).hexdigest()}"


def config_of(diff_ids):
    rootfs = {"type": "layers", "diff_ids": diff_ids}
    return {"os": "linux", "architecture": "amd64", "config": {}, "rootfs": rootfs}


def of_layers(*layers):
    """An image of these tar archives, the lowest first."""

    def make(folder):
        layout = Layout(folder)
        plain = [layer() if callable(layer) else layer for layer in layers]
        return layout.index(layout.image([layout.layer(one) for one in plain]))

    return make


def damaged(change):
    """An image whose parts `change` exchanges once it is written."""

    def make(folder):
        layout = Layout(folder)
        layer = layout.layer(tar(witness()))
        manifest = layout.image([layer])
        target = layout.index(manifest)
        change(layout, layer[0], manifest)
        return target

    return make


def exchanged(layout, layer, manifest):
    other = gzip.compress(tar(member(WITNESS, METADATA.replace(b"1.0", b"6.6"))), 1, mtime=0)
    layout.path(layer).write_bytes(other)


def flipped(layout, layer, manifest):
    content = bytearray(layout.path(manifest).read_bytes())
    content[-1:] = b" }"
    layout.path(manifest).write_bytes(content)


def stated(**more):
    """An image whose manifest says something else of its layer."""

    def make(folder):
        layout = Layout(folder)
        return layout.index(layout.image([layout.layer(tar(witness()), **more)]))

    return make


def other_diff_id(folder):
    layout = Layout(folder)
    descriptor, _ = layout.layer(tar(witness()))
    return layout.index(layout.image([(descriptor, diff_id(b"another"))]))


def linked_blob(layout, layer, manifest):
    """A layer that is a link out of the layout."""
    layout.path(layer).unlink()
    layout.path(layer).symlink_to("/etc/passwd")


def circle(folder):
    """An index that names itself: no digest does, so one beside its blob."""
    layout = Layout(folder)
    digest = "0" * 64
    text = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [inner(digest, 1000)]})
    (layout.blobs / digest).write_text(text)
    return layout.index(inner(digest, len(text)))


def inner(digest, size):
    return {"mediaType": INDEX, "digest": f"sha256:{digest}", "size": size}


def long_chain(folder):
    """1,000 indexes, each of which names the next."""
    layout = Layout(folder)
    below = layout.image([layout.layer(tar(witness()))])
    for _ in range(1_000):
        below = layout.blob({"schemaVersion": 2, "mediaType": INDEX, "manifests": [below]}, INDEX)
    return layout.index(below)


def climbing(folder):
    """A layer whose digest is a path."""
    layout = Layout(folder)
    descriptor, known = layout.layer(tar(witness()))
    return layout.index(layout.image([({**descriptor, "digest": "sha256:../../../secret"}, known)]))


def bomb(folder):
    layout, size = Layout(folder), 10 << 30
    plain_head = witness() + header("zeros", size)
    content = gzip.compress(plain_head) + gzip_zeros(size) + gzip.compress(END)
    return layout.index(layout.image([(layout.blob(content), diff_id(b"unknown"))]))


def one_again(folder):
    """An image that has a layer of 128 MiB a thousand times."""
    layout = Layout(folder)
    plain = tar(witness(), member("zeros", bytes(120 * MIB)))
    return layout.index(layout.image([layout.layer(plain)] * 1_000))


def too_many(folder):
    layout = Layout(folder)
    return layout.index(layout.image([layout.layer(tar(witness()))] * 1_001))


def uncounted(folder):
    """A layer for each of two layers, and one diff id."""
    layout = Layout(folder)
    one, other = layout.layer(tar(witness())), layout.layer(tar())
    return layout.index(layout.image([one, other], layout.blob(config_of([one[1]]))))


def saved(names):
    """An archive of `docker save` with these members beside its documents."""

    def make(folder):
        plain = tar(witness())
        config = json.dumps(config_of([diff_id(plain)])).encode()
        name = f"{hashlib.sha256(config).hexdigest()}.json"
        manifest = [{"Config": name, "RepoTags": None, "Layers": [names["layer"]]}]
        parts = [member(name, config), member("manifest.json", json.dumps(manifest).encode())]
        (folder / "saved.tar").write_bytes(tar(*parts, *names["members"](plain)))
        return f"docker-archive:{folder / 'saved.tar'}"

    return make


INSTALLED = member(SITE + WITNESS, METADATA)
DIGEST = "image.digest"
LAYOUT = "image.layout"
OUTSIDE = {"layer": "../../etc/passwd", "members": lambda plain: []}
LINKED = {"layer": "layer.tar", "members": lambda plain: [member("layer.tar", flag=b"2", link="/etc/passwd")]}
CASES = [
    case("an index that names itself", circle, 2, DIGEST),
    case("1,000 indexes in each other", long_chain, 2, LAYOUT),
    case("a layer that is not there", damaged(lambda layout, layer, _: layout.path(layer).unlink()), 2, LAYOUT),
    case(
        "a configuration that is not there",
        damaged(
            lambda layout, layer, manifest: layout.path(
                json.loads(layout.path(manifest).read_bytes())["config"]
            ).unlink()
        ),
        2,
        LAYOUT,
    ),
    case("a layer that was exchanged", damaged(exchanged), 2, DIGEST),
    case("a manifest that was changed", damaged(flipped), 2, DIGEST),
    case("a layer that is a link to /etc/passwd", damaged(linked_blob), 2, "file.access"),
    case("a layer whose digest is a path", climbing, 2, "image.document"),
    case("a layer that decompresses to another", other_diff_id, 2, DIGEST),
    case("a layer said to be shorter", stated(size=10), 2, DIGEST),
    case("a layer said to be of 2^63 bytes", stated(size=2**63), 2, DIGEST),
    case("a layer of -1 bytes", stated(size=-1), 2, "document.shape"),
    case("a layer of 10 GiB of zeros", bomb, 2, DIGEST, also=((2, {"archive.ratio"}),)),
    case("a layer of 120 MiB, 1,000 times", one_again, 0, finds=FOUND),
    case("1,001 layers", too_many, 2, "image.document"),
    case("more layers than the configuration has", uncounted, 2, LAYOUT),
    case("a layer of garbage", of_layers(b"\x01" * 4096), 2, "archive.damaged"),
    case("a layer that is no archive", of_layers(b""), 2, "archive.truncated"),
    case(
        "whiteouts of `.`, `..` and nothing",
        of_layers(tar(INSTALLED), tar(*[member(SITE + ".wh." + name) for name in ("", ".", "..")])),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case(
        "a whiteout that climbs",
        of_layers(tar(INSTALLED), tar(member("usr/lib/../.wh.lib"))),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case(
        "a whiteout in the layer of its file",
        of_layers(tar(INSTALLED, member(SITE + ".wh.witness-1.0.dist-info"))),
        0,
        finds=FOUND,
    ),
    case(
        "an opaque folder beside new content",
        of_layers(tar(), tar(member(SITE + ".wh..wh..opq"), INSTALLED)),
        0,
        finds=FOUND,
    ),
    case(
        "a file through a link of the layer below",
        of_layers(tar(member("app", flag=b"2", link="usr/lib")), tar(member("app/" + WITNESS, METADATA))),
        0,
        finds=FOUND,
    ),
    case(
        "a file through a link out of the image",
        of_layers(tar(member("app", flag=b"2", link="../../../tmp")), tar(member("app/" + WITNESS, METADATA))),
        0,
        finds=FOUND,
    ),
    case(
        "a link of the layer above to a file that goes",
        of_layers(
            tar(INSTALLED),
            tar(member("opt/" + WITNESS, flag=b"1", link=SITE + WITNESS)),
            tar(member(SITE + ".wh.witness-1.0.dist-info")),
        ),
        0,
        finds=FOUND,
    ),
    case(
        "names that climb, in a layer",
        of_layers(tar(INSTALLED, member("../../" + WITNESS, METADATA))),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case("absolute names, in a layer", of_layers(tar(member("/" + SITE + WITNESS, METADATA))), 0, finds=FOUND),
    case(
        "devices, in a layer",
        of_layers(tar(INSTALLED, *[member(f"dev/{number}", flag=b"3") for number in range(5_000)])),
        0,
        finds=FOUND,
    ),
    case("docker-archive: a layer outside it", saved(OUTSIDE), 2, LAYOUT),
    case("docker-archive: a layer that is a link", saved(LINKED), 2, LAYOUT),
]
