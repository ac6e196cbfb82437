"""Bombs: archives that become more than anybody can hold, and compression that is not as it should be."""

import bz2
import gzip
import lzma
import struct
import zlib

from . import MIB, WITNESS, case, file
from .written import Zip, checksum_of_zeros, deflated, deflated_zeros, header, tar, wide, witness

GIB = 1 << 30
FLAT = 10 * GIB
FOUND = {"witness"}


def flat(compress, repeat):
    """A tar archive of 10 GiB of zeros; `repeat` gives streams of so many zeros."""
    return compress(witness() + header("zeros", FLAT)) + repeat(FLAT) + compress(bytes(1024))


def gzip_zeros(length):
    content = deflated_zeros(length)
    trailer = struct.pack("<II", checksum_of_zeros(length), length & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + content + trailer


def zstd_zeros(length):
    """Blocks of one byte that is repeated 128 KiB times: RFC 8878, 3.1.1.2.2."""
    most = 128 << 10
    block = (most << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    start = b"\x28\xb5\x2f\xfd\x00" + bytes([7 << 3])
    return start + block * (length // most) + (1).to_bytes(3, "little")


def zstd_stored(content):
    """The same for short content as it is."""
    last = (len(content) << 3 | 1).to_bytes(3, "little")
    return b"\x28\xb5\x2f\xfd\x00" + bytes([7 << 3]) + last + content


def xz(content):
    return lzma.compress(content, preset=0)


def repeated(compress, length):
    return compress(bytes(64 * MIB)) * (length // (64 * MIB))


def nested(suffix, levels, width, leaf):
    """Archives in archives, `width` of them in each."""
    for _ in range(levels):
        content, archive = deflated(leaf), Zip()
        for number in range(width):
            fields = {"method": 8, "size": len(leaf), "checksum": zlib.crc32(leaf)}
            archive.add(f"{number:x}{suffix}", content, **fields)
        leaf = archive.end()
    return leaf


def big(name, length, stated=None, extra=b""):
    """A zip archive with a member of zeros."""
    stated = length if stated is None else stated
    extra = wide(stated) if stated > 0xFFFFFFFE else extra
    zeros = {"method": 8, "size": stated, "checksum": checksum_of_zeros(length), "extra": extra}
    archive = Zip().witness()
    archive.add(name, deflated_zeros(length), **zeros)
    return archive.end()


def flat_overlap():
    """One kernel of zeros that every member has as its content, by stored headers of the others before it."""
    kernel, archive, count = deflated_zeros(16 * MIB), Zip(), 500
    fields = {"method": 8, "size": 16 * MIB, "checksum": checksum_of_zeros(16 * MIB)}
    first = archive.add(WITNESS, kernel, **fields)
    for number in range(count):
        archive.add(f"{number}/{WITNESS}", kernel, at=first, **fields)
    return archive.end()


def truncated(compress):
    content = compress(tar(*[witness()] * 200))
    return content[: len(content) * 2 // 3]


def endless_name():
    """gzip, whose header has a name of 64 MiB without an end."""
    return b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"a" * (64 * MIB)


def empty_members():
    return gzip.compress(b"") * 1_000_000 + gzip.compress(tar(witness()))


def wide_window():
    """A Zstandard frame that wants a window of 2 TiB."""
    return b"\x28\xb5\x2f\xfd\x00\xff" + (512 << 3 | 3).to_bytes(3, "little") + b"\0"


def wide_xz():
    """xz whose dictionary would take 4 GiB; the checksum of the header is right."""
    content = bytearray(lzma.compress(tar(witness())))
    fields = bytes([content[12], content[13], content[14], content[15], 40])
    rest = bytes(content[17 : 12 + (content[12] + 1) * 4 - 4])
    block = fields + rest
    return bytes(content[:12]) + block + struct.pack("<I", zlib.crc32(block)) + bytes(content[12 + len(block) + 4 :])


def wide_lzma():
    """LZMA alone whose dictionary would take 4 GiB."""
    return b"\x5d" + b"\xff\xff\xff\xff" + b"\xff" * 8 + bytes(4096)


def after(content, more):
    return lambda: gzip.compress(content) + more


def split_members():
    content = tar(witness())
    return gzip.compress(content[:700]) + gzip.compress(content[700:])


def one_of_256():
    """As many archives as may lie within one, each of which has as many again."""
    return nested(".jar", 3, 256, Zip().witness().end())


RATIO = "archive.ratio"
CASES = [
    case("10 GiB of zeros: tar.gz", file("a.tar.gz", lambda: flat(gzip.compress, gzip_zeros)), 2, RATIO),
    case("10 GiB of zeros: tar.zst", file("a.tar.zst", lambda: flat(zstd_stored, zstd_zeros)), 2, RATIO),
    case("10 GiB of zeros: tar.xz", file("a.tar.xz", lambda: flat(xz, lambda it: repeated(xz, it))), 2, RATIO),
    case(
        "10 GiB of zeros: tar.bz2",
        file("a.tar.bz2", lambda: flat(bz2.compress, lambda it: repeated(bz2.compress, it))),
        2,
        RATIO,
    ),
    case("10 GiB of zeros: a file of a zip", file("a.zip", lambda: big("data", FLAT)), 0, finds=FOUND),
    case("10 GiB of zeros: a program of a zip", file("a.zip", lambda: big("a.so", FLAT)), 3, RATIO, finds=FOUND),
    case("500 MiB of zeros: a program of a zip", file("a.zip", lambda: big("a.so", 496 * MIB)), 3, RATIO, finds=FOUND),
    case(
        "10 GiB of zeros, said to be 1 MiB",
        file("a.zip", lambda: big("a/uv.lock", FLAT, MIB)),
        3,
        "archive.ambiguous",
        finds=FOUND,
    ),
    case(
        "zip in zip, 5 deep, 16 wide, 4 GiB each (42.zip)",
        file("42.zip", lambda: nested(".zip", 5, 16, big("0.dll", 4 * GIB - 16 * MIB))),
        0,
    ),
    case(
        "the same as jar in jar",
        file("42.jar", lambda: nested(".jar", 5, 16, big("0.dll", 4 * GIB - 16 * MIB))),
        3,
        "scan.nesting",
        "scan.gaps",
    ),
    case("jar in jar, 256 wide, 16,777,216 of them", file("a.jar", one_of_256), 3, "scan.nesting"),
    case(
        "jar in jar, 100 deep", file("a.jar", lambda: nested(".jar", 100, 1, Zip().witness().end())), 3, "scan.nesting"
    ),
    case("zip: 500 members over the same bytes", file("a.whl", flat_overlap), 2, "archive.overlap"),
    case("gzip: cut", file("a.tgz", lambda: truncated(gzip.compress)), 2, "archive.truncated"),
    case("xz: cut", file("a.tar.xz", lambda: truncated(xz)), 2, "archive.truncated"),
    case("bzip2: cut", file("a.tar.bz2", lambda: truncated(bz2.compress)), 2, "archive.truncated"),
    case("zstd: cut", file("a.tar.zst", lambda: zstd_stored(tar(witness()))[:900]), 2, "archive.truncated"),
    case("gzip: garbage behind the archive", file("a.tgz", after(tar(witness()), b"garbage")), 0, finds=FOUND),
    case(
        "gzip: another archive behind it",
        file("a.tgz", after(tar(witness()), gzip.compress(tar(witness())))),
        0,
        finds=FOUND,
    ),
    case("gzip: an archive in two members", file("a.tgz", split_members), 0, finds=FOUND),
    case("gzip: 1,000,000 empty members before it", file("a.tgz", empty_members), 0, finds=FOUND),
    case("gzip: a name of 64 MiB", file("a.tgz", endless_name), 2, "archive.truncated"),
    case("zstd: a window of 2 TiB", file("a.tar.zst", wide_window), 2, "archive.damaged"),
    case("xz: a dictionary of 4 GiB", file("a.tar.xz", wide_xz), 2, "archive.damaged"),
    case("LZMA: a dictionary of 4 GiB", file("a.tar.lzma", wide_lzma), 2, "archive.damaged"),
]
