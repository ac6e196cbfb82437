"""Databases of package managers that are cut, or whose parts lead in circles."""

import struct

import inventory

from . import METADATA, MIB, WITNESS, case, tree

FOUND = {"witness"}
RECORDED = inventory.ROOT / "crates/formats/testdata/extract/distribution"
SQLITE = RECORDED / "fedora/target/usr/lib/sysimage/rpm/rpmdb.sqlite"
NDB = RECORDED / "opensuse/target/usr/lib/sysimage/rpm/Packages.db"
BERKELEY = RECORDED / "fedora-berkeley/target/var/lib/rpm/Packages"
PAGE = 4096


def rpm(recorded, change, name=None):
    """A root with a recorded database that `change` changes, beside a witness."""

    def content():
        changed = bytearray(recorded.read_bytes())
        return bytes(change(changed) or changed)

    name = name or recorded.name
    return tree({WITNESS: METADATA, f"var/lib/rpm/{name}": content})


def cut(content):
    return content[: len(content) * 2 // 3]


def put(at, form, *values):
    """Writes numbers at a place."""

    def change(content):
        struct.pack_into(form, content, at, *values)

    return change


def pages(content):
    """Size of the pages of an SQLite database."""
    size = struct.unpack_from(">H", content, 16)[0]
    return 65536 if size == 1 else size


def circle_of_pages(content):
    """The table's first page is an inner one, whose children are itself."""
    size = pages(content)
    for page in range(1, len(content) // size):
        at = page * size
        if content[at] == 13:
            content[at : at + 12] = struct.pack(">BHHHBI", 5, 0, 0, 0, 0, page + 1)


def many_children(content):
    """The same with as many children as fit, all of them the page itself."""
    size = pages(content)
    for page in range(1, len(content) // size):
        at = page * size
        if content[at] == 13:
            count = (size - 12) // 8
            cell = size - 6
            content[at : at + 12] = struct.pack(">BHHHBI", 5, 0, count, cell, 0, page + 1)
            for number in range(count):
                struct.pack_into(">H", content, at + 12 + 2 * number, cell)
            struct.pack_into(">IB", content, at + cell, page + 1, 1)


def long_records(content):
    """Every record says to have 2^62 bytes, and to go on on its own page."""
    size = pages(content)
    for page in range(1, len(content) // size):
        at = page * size
        if content[at] == 13:
            count = struct.unpack_from(">H", content, at + 3)[0]
            for number in range(count):
                cell = struct.unpack_from(">H", content, at + 8 + 2 * number)[0]
                if cell + 9 < size:
                    content[at + cell : at + cell + 9] = b"\xbf" + b"\xff" * 7 + b"\x7f"


def empty_rows(count):
    """An apk or dpkg database of so many packages."""
    return "".join(
        f"Package: p{number}\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n"
        for number in range(count)
    ).encode()


def zeros(content):
    """1 GiB of zeros behind the header of a database."""
    return bytes(content[:512])


def sparse(recorded):
    """A database of nearly 1 GiB that takes no space on the disk."""

    def make(folder):
        target = rpm(recorded, zeros)(folder)
        with open(target / "var/lib/rpm" / recorded.name, "r+b") as out:
            out.truncate(1000 * MIB)
        return target

    return make


def damaged_everywhere(recorded):
    """300 copies, each with another byte changed."""

    def make(folder):
        content = recorded.read_bytes()
        for number in range(300):
            changed = bytearray(content)
            changed[number * len(content) // 300] ^= 0xFF
            changed[number * 37 % len(content)] ^= 0x80
            path = folder / f"tree/{number}/var/lib/rpm" / recorded.name
            path.parent.mkdir(parents=True)
            path.write_bytes(changed)
        return tree({WITNESS: METADATA})(folder)

    return make


SIZE = "document.size"
SHAPE = "document.shape"
ENTRY = "extract.entry"
CASES = [
    case("rpm, SQLite: cut", rpm(SQLITE, cut), 3, SHAPE, finds=FOUND),
    case("rpm, SQLite: pages of 0 bytes", rpm(SQLITE, put(16, ">H", 0)), 3, SHAPE, finds=FOUND),
    case("rpm, SQLite: pages of 64 KiB", rpm(SQLITE, put(16, ">H", 1)), 3, SHAPE, finds=FOUND),
    case("rpm, SQLite: a page that is its own child", rpm(SQLITE, circle_of_pages), 3, SHAPE, finds=FOUND),
    case("rpm, SQLite: a page that is its own child 500 times", rpm(SQLITE, many_children), 3, SHAPE, finds=FOUND),
    case("rpm, SQLite: records of 2^62 bytes", rpm(SQLITE, long_records), 3, SHAPE, finds=FOUND),
    case("rpm, SQLite: a list of free pages without end", rpm(SQLITE, put(32, ">II", 1, 2**32 - 1)), 0, finds=FOUND),
    case("rpm, SQLite: 1 GiB of zeros", sparse(SQLITE), 3, SHAPE, finds=FOUND, most=1100),
    case("rpm, SQLite: 300 with bytes changed", damaged_everywhere(SQLITE), 3, SHAPE, ENTRY, finds=FOUND),
    case("rpm, ndb: cut", rpm(NDB, cut), 3, ENTRY, finds=FOUND),
    case("rpm, ndb: 2^32 - 1 pages of slots", rpm(NDB, put(12, "<I", 2**32 - 1)), 3, SHAPE, finds=FOUND),
    case("rpm, ndb: 300 with bytes changed", damaged_everywhere(NDB), 3, SHAPE, ENTRY, finds=FOUND),
    case("rpm, Berkeley DB: cut", rpm(BERKELEY, cut), 3, SHAPE, finds=FOUND),
    case("rpm, Berkeley DB: a last page of 2^32 - 1", rpm(BERKELEY, put(32, "<I", 2**32 - 1)), 0, finds=FOUND),
    case("rpm, Berkeley DB: 300 with bytes changed", damaged_everywhere(BERKELEY), 3, SHAPE, ENTRY, finds=FOUND),
    case(
        "dpkg: 1,000,000 packages",
        tree({WITNESS: METADATA, "var/lib/dpkg/status": lambda: empty_rows(700_000)}),
        3,
        SIZE,
        finds=FOUND,
    ),
    case(
        "apk: 1,000,000 packages",
        tree({WITNESS: METADATA, "lib/apk/db/installed": lambda: b"P:a\nV:1\nA:x\n\n" * 1_000_000}),
        3,
        SIZE,
        finds=FOUND,
        most=400,
    ),
    case(
        "dpkg: a field of 60 MiB",
        tree(
            {
                WITNESS: METADATA,
                "var/lib/dpkg/status": lambda: (
                    b"Package: a\nStatus: install ok installed\nVersion: 1\nDepends: " + b"b, " * (20 * MIB)
                ),
            }
        ),
        3,
        ENTRY,
        finds=FOUND,
    ),
]
