"""Archives byte by byte, so that what libraries would not write can be written."""

import struct
import zlib

from . import METADATA, MIB, WITNESS

END = bytes(1024)
# Zeros that begin and end at a byte, and so can stand in a deflate stream any number of times.
_PIECE = 16 * MIB


def deflated_zeros(length):
    """A raw deflate stream of `length` zeros, a multiple of 16 MiB, without making them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(_PIECE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (length // _PIECE) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def deflated(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def checksum_of_zeros(length):
    checksum = 0
    for _ in range(length // _PIECE):
        checksum = zlib.crc32(bytes(_PIECE), checksum)
    return checksum


class Zip:
    """A zip archive of members that may be described wrongly."""

    def __init__(self):
        self.body, self.directory, self.count = bytearray(), bytearray(), 0

    def add(self, name, content=b"", local=None, at=None, **fields):
        """A member of `content`. `local` has what its own header says otherwise, `fields` what both say;
        `at` gives the place of another one's header."""
        name = name if isinstance(name, bytes) else name.encode()
        known = {
            "name": name,
            "flags": 0,
            "method": 0,
            "checksum": zlib.crc32(content),
            "compressed": len(content),
            "size": len(content),
            "extra": b"",
            "mode": 0o100644,
        } | fields
        offset = len(self.body) if at is None else at
        if at is None:
            own = known | (local or {})
            self.body += b"PK\x03\x04" + self.described(own) + own["name"] + own["extra"] + content
        fixed = struct.pack("<HHHII", 0, 0, 0, known["mode"] << 16, offset)
        self.directory += b"PK\x01\x02\x14\x03" + self.described(known) + fixed + known["name"] + known["extra"]
        self.count += 1
        return offset

    def described(self, known):
        sizes = [min(known[one], 0xFFFFFFFF) for one in ("checksum", "compressed", "size")]
        lengths = len(known["name"]), len(known["extra"])
        return struct.pack("<HHHIIIIHH", 20, known["flags"], known["method"], 0, *sizes, *lengths)

    def witness(self):
        self.add(WITNESS, METADATA)
        return self

    def end(self, comment=b"", **fields):
        known = {"disk": 0, "count": self.count, "bytes": len(self.directory), "at": len(self.body)} | fields
        count = min(known["count"], 0xFFFF)
        tail = struct.pack("<HHHHIIH", known["disk"], 0, count, count, known["bytes"], known["at"], len(comment))
        return bytes(self.body + self.directory) + b"PK\x05\x06" + tail + comment

    def end64(self, locator=None, **fields):
        """The end of an archive with numbers of 64 bits."""
        start = len(self.body) + len(self.directory)
        known = {"count": self.count, "bytes": len(self.directory), "at": len(self.body)} | fields
        numbers = known["count"], known["count"], known["bytes"], known["at"]
        end64 = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, *numbers)
        place = b"PK\x06\x07" + struct.pack("<IQI", 0, start if locator is None else locator, 1)
        tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        return bytes(self.body + self.directory) + end64 + place + tail


def wide(*numbers):
    """The extra field of numbers with 64 bits."""
    return struct.pack("<HH", 1, 8 * len(numbers)) + struct.pack(f"<{len(numbers)}Q", *numbers)


def header(name, size=0, flag=b"0", link=b"", mode=0o644, raw_size=None):
    """The header of a member of a tar archive."""
    name, link = (one if isinstance(one, bytes) else one.encode() for one in (name, link))
    raw_size = b"%011o\0" % size if raw_size is None else raw_size
    start = struct.pack("100s8s8s8s12s12s", name, b"%07o\0" % mode, b"0000000\0", b"0000000\0", raw_size, b"0" * 11)
    rest = flag + struct.pack("100s", link) + b"ustar\00000"
    block = bytearray((start + b" " * 8 + rest).ljust(512, b"\0"))
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def member(name, content=b"", flag=b"0", **more):
    return header(name, len(content), flag, **more) + content + bytes(-len(content) % 512)


def witness():
    """The witness, and a file beside its folder: were there but one folder, that would be the package."""
    return member(WITNESS, METADATA) + member("README")


def extended(*records, flag=b"x"):
    """A pax header with these `key=value`, each bytes."""
    content = b""
    for record in records:
        length = len(record) + 3
        while len(b"%d %s\n" % (length, record)) != length:
            length += 1
        content += b"%d %s\n" % (length, record)
    return member(b"PaxHeader", content, flag)


def tar(*members):
    return b"".join(members) + END
