"""zip and tar archives that two readers would see differently, or that lead elsewhere."""

import gzip
import struct

from . import METADATA, WITNESS, case, file
from .written import Zip, deflated, extended, header, member, tar, wide, witness

FOUND = {"witness"}
OTHER = "other-1.0.dist-info/METADATA"
AMBIGUOUS = "archive.ambiguous"


def zipped(*members, **end):
    """A zip archive with a witness and these members, each the arguments of `Zip.add`."""

    def make():
        archive = Zip().witness()
        for name, *content, fields in members:
            archive.add(name, *content, **fields)
        return archive.end(**end)

    return make


def lying(local=None, **fields):
    """A zip archive with a member that is described in two ways."""
    return zipped((OTHER, METADATA.replace(b"witness", b"other"), {"local": local, **fields}))


def many_in_zip():
    archive = Zip().witness()
    for number in range(1_000_000):
        archive.add(f"{number:07}/a")
    return archive.end64()


def many_in_tar():
    members = b"".join(header(f"{number:07}/a") for number in range(1_000_000))
    return gzip.compress(tar(witness(), members), 1)


def two_ends():
    """A zip archive in the comment of another."""
    inner = zipped((OTHER, METADATA, {}))()
    return Zip().witness().end(comment=inner)


def in_front():
    return b"#!/bin/sh\nexit 0\n" * 100 + Zip().witness().end()


def behind():
    return Zip().witness().end() + b"x" * 100


def cut():
    return Zip().witness().end()[:-10]


def twice():
    return zipped((WITNESS, METADATA.replace(b"1.0", b"2.0"), {}))()


def many_attributes():
    """200,000 headers about a member that never comes."""
    return gzip.compress(tar(*[extended(b"comment=x")] * 200_000, witness()), 1)


def sparse_blocks():
    """A sparse file whose map never ends."""
    block = bytearray(512)
    block[504] = 1
    start = bytearray(header(OTHER, 512, b"S"))
    start[482] = 1
    start[148:156] = b" " * 8
    start[148:156] = b"%06o\0 " % sum(start)
    return gzip.compress(tar(witness(), bytes(start) + bytes(block) * 100_000), 1)


def sized(number):
    """A member with this field as its size."""
    return tar(witness(), header(OTHER, raw_size=number))


def two_sizes():
    """A member that is empty by one header and has a member in it by another."""
    hidden = member(OTHER, METADATA)
    return tar(witness(), extended(b"size=0"), member("a", hidden))


NAMES = ["../" + OTHER, "/" + OTHER, "a/../../" + OTHER]
ODD = [b"caf\xe9-1.0.dist-info/METADATA", b"a\nb\x1b[2J-1.0.dist-info/METADATA"]
SIZE64 = {"size": 0xFFFFFFFF, "compressed": 0xFFFFFFFF}


CASES = [
    case("zip: 1,000,000 members", file("a.whl", many_in_zip), 0, finds=FOUND),
    case("tar: 1,000,000 members", file("a.tar.gz", many_in_tar), 0, finds=FOUND),
    case(
        "zip: names that climb, and absolute ones",
        file("a.whl", zipped(*[(name, METADATA, {}) for name in NAMES])),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case(
        "tar: names that climb, and absolute ones",
        file("a.tar", lambda: tar(witness(), *[member(name, METADATA) for name in NAMES])),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case(
        "zip: `\\` in a name, a NUL in one, none",
        file("a.whl", zipped(("..\\" + OTHER, METADATA, {}), (b"a\0b", b"", {}), (b"", b"", {}))),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case(
        "zip: names that are no text, or move the cursor",
        file("a.whl", zipped(*[(name, METADATA, {}) for name in ODD])),
        0,
        finds=FOUND,
    ),
    case(
        "tar: names that are no text, or move the cursor",
        file("a.tar", lambda: tar(*[member(name, METADATA) for name in ODD], witness())),
        0,
        finds=FOUND,
    ),
    case(
        "tar: a NUL in a long name",
        file("a.tar", lambda: tar(witness(), extended(b"path=a\0b"), member("a", METADATA))),
        3,
        "archive.name",
        finds=FOUND,
    ),
    case(
        "zip: another name before the content",
        file("a.whl", lying({"name": b"fines-1.0.dist-info/METADATA"})),
        3,
        AMBIGUOUS,
        finds=FOUND,
    ),
    case("zip: another size before the content", file("a.whl", lying({"size": 1})), 3, AMBIGUOUS, finds=FOUND),
    case("zip: another method before the content", file("a.whl", lying({"method": 8})), 3, AMBIGUOUS, finds=FOUND),
    case(
        "zip: a size below that of the content",
        file("a.whl", zipped((OTHER, deflated(METADATA), {"method": 8, "size": 5}))),
        3,
        AMBIGUOUS,
        finds=FOUND,
    ),
    case(
        "zip: a size above that of the content",
        file("a.whl", zipped((OTHER, deflated(METADATA), {"method": 8, "size": 5000}))),
        3,
        "archive.truncated",
        finds=FOUND,
    ),
    case(
        "zip: another checksum",
        file("a.whl", zipped((OTHER, METADATA, {"checksum": 1}))),
        3,
        "archive.damaged",
        finds=FOUND,
    ),
    case("zip: encrypted", file("a.whl", zipped((OTHER, METADATA, {"flags": 1}))), 3, "archive.method", finds=FOUND),
    case(
        "zip: a method nobody has",
        file("a.whl", zipped((OTHER, METADATA, {"method": 99}))),
        3,
        "archive.method",
        finds=FOUND,
    ),
    case("zip: one name twice, two contents", file("a.whl", twice), 3, AMBIGUOUS, finds=FOUND),
    case("zip: an archive in the comment of another", file("a.whl", two_ends), 2, AMBIGUOUS),
    case("zip: a program in front", file("a.whl", in_front), 0, finds=FOUND),
    case("zip: bytes behind", file("a.whl", behind), 2, "archive.damaged"),
    case("zip: cut", file("a.whl", cut), 2, "archive.damaged"),
    case(
        "zip: a directory before the archive",
        file("a.whl", lambda: Zip().witness().end(bytes=1 << 30)),
        2,
        "archive.damaged",
    ),
    case(
        "zip: 65,534 members of which one is there",
        file("a.whl", lambda: Zip().witness().end(count=0xFFFE)),
        2,
        "archive.truncated",
    ),
    case("zip: one disk of two", file("a.whl", lambda: Zip().witness().end(disk=1)), 2, "archive.method"),
    case(
        "zip64: 2^64 - 1 members", file("a.whl", lambda: Zip().witness().end64(count=2**64 - 1)), 2, "archive.truncated"
    ),
    case(
        "zip64: a directory of 2^64 - 1 bytes",
        file("a.whl", lambda: Zip().witness().end64(bytes=2**64 - 1)),
        2,
        "archive.damaged",
    ),
    case(
        "zip64: an end beyond the file",
        file("a.whl", lambda: Zip().witness().end64(locator=2**63)),
        2,
        "archive.damaged",
    ),
    case(
        "zip64: sizes of 2^64 - 1",
        file("a.whl", zipped((OTHER, METADATA, {**SIZE64, "extra": wide(2**64 - 1, 2**64 - 1)}))),
        2,
        "archive.overlap",
    ),
    case("zip64: sizes that are nowhere", file("a.whl", zipped((OTHER, METADATA, SIZE64))), 2, "archive.damaged"),
    case(
        "tar: a file through a symbolic link",
        file("a.tar", lambda: tar(member("out", flag=b"2", link="../.."), member("out/" + WITNESS, METADATA))),
        0,
        finds=FOUND,
    ),
    case(
        "tar: symbolic links in a circle",
        file("a.tar", lambda: tar(member("a", flag=b"2", link="b"), member("b", flag=b"2", link="a"), witness())),
        0,
        finds=FOUND,
    ),
    case(
        "tar: a hard link out of the archive",
        file("a.tar", lambda: tar(witness(), member(OTHER, flag=b"1", link="../../etc/passwd"))),
        3,
        "scan.special",
        finds=FOUND,
    ),
    case(
        "tar: a hard link with content",
        file("a.tar", lambda: tar(witness(), member(OTHER, METADATA, b"1", link=WITNESS))),
        2,
        AMBIGUOUS,
    ),
    case(
        "tar: a hard link to itself",
        file("a.tar", lambda: tar(witness(), member(OTHER, flag=b"1", link=OTHER))),
        0,
        finds=FOUND,
    ),
    case(
        "tar: devices and pipes",
        file(
            "a.tar",
            lambda: tar(member("null", flag=b"3"), member("sda", flag=b"4"), member("pipe", flag=b"6"), witness()),
        ),
        0,
        finds=FOUND,
    ),
    case(
        "tar: a device where a file is read",
        file("a.tar", lambda: tar(witness(), member(OTHER, flag=b"3"))),
        3,
        "scan.special",
        finds=FOUND,
    ),
    case(
        "tar: a member of an unknown kind",
        file("a.tar", lambda: tar(witness(), member(OTHER, METADATA, b"Q"))),
        3,
        "scan.special",
        finds=FOUND,
    ),
    case(
        "tar: GNU's sparse file, 8 EiB",
        file("a.tar", lambda: tar(witness(), header(OTHER, flag=b"S", raw_size=b"00000000000\0"))),
        3,
        "archive.sparse",
        finds=FOUND,
    ),
    case("tar: GNU's sparse file without an end", file("a.tar.gz", sparse_blocks), 2, "archive.limit"),
    case(
        "tar: a sparse file by pax",
        file(
            "a.tar",
            lambda: tar(
                witness(),
                extended(
                    b"GNU.sparse.major=1",
                    b"GNU.sparse.minor=0",
                    b"GNU.sparse.realsize=9223372036854775807",
                    b"GNU.sparse.name=" + OTHER.encode(),
                ),
                member("a", METADATA),
            ),
        ),
        3,
        "archive.sparse",
        finds=FOUND,
    ),
    case("tar: two sizes, one of them by pax", file("a.tar", two_sizes), 2, AMBIGUOUS),
    case(
        "tar: one name for all members",
        file("a.tar", lambda: tar(extended(b"path=" + OTHER.encode(), flag=b"g"), witness())),
        2,
        AMBIGUOUS,
    ),
    case(
        "tar: pax header of 8 GiB",
        file("a.tar", lambda: tar(witness(), header("PaxHeader", (8 << 30) - 1, b"x"))),
        2,
        "archive.limit",
    ),
    case(
        "tar: pax header whose length lies",
        file("a.tar", lambda: tar(witness(), member("PaxHeader", b"99999 path=x\n", b"x"), member("a", METADATA))),
        2,
        "archive.damaged",
    ),
    case("tar: 200,000 pax headers for one member", file("a.tar.gz", many_attributes), 0, finds=FOUND),
    case("tar: 8 GiB in octal", file("a.tar", lambda: sized(b"77777777777\0")), 2, "archive.truncated"),
    case(
        "tar: 2^63 in base 256",
        file("a.tar", lambda: sized(b"\x80" + bytes(3) + struct.pack(">Q", 1 << 63))),
        2,
        AMBIGUOUS,
    ),
    case("tar: -1 in base 256", file("a.tar", lambda: sized(b"\xff" * 12)), 2, "archive.damaged"),
    case("tar: a size that is no number", file("a.tar", lambda: sized(b"99999999999\0")), 2, "archive.damaged"),
    case(
        "tar: a checksum that is wrong",
        file("a.tar", lambda: tar(witness(), header(OTHER).replace(b"ustar", b"xstar"))),
        2,
        "archive.damaged",
    ),
    case("tar: no end mark", file("a.tar", witness), 2, "archive.truncated"),
    case(
        "tar: members behind half an end mark",
        file("a.tar", lambda: witness() + bytes(512) + tar(member(OTHER, METADATA))),
        2,
        AMBIGUOUS,
    ),
]
