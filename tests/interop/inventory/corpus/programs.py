"""Programs and libraries whose tables lie."""

import struct
import zlib

import inventory

from . import METADATA, MIB, WITNESS, case, tree

FOUND = {"witness"}
RECORDED = inventory.ROOT / "crates/formats/testdata/extract/binary"
GO = RECORDED / "go-inline/target/usr/local/bin/tool.so"
AUDITABLE = RECORDED / "auditable/target/usr/local/bin/demo.so"


def program(content):
    """A program beside a witness; its name says that it is one, as its right to be executed would."""
    return tree({WITNESS: METADATA, "bin/tool.so": content})


def recorded(path, change):
    def content():
        changed = bytearray(path.read_bytes())
        return bytes(change(changed) or changed)

    return program(content)


def put(at, form, *values):
    def change(content):
        struct.pack_into(form, content, at, *values)

    return change


def sections(number, value):
    """Every section of an ELF file has `value` as one of its numbers."""

    def change(content):
        at, count = struct.unpack_from("<Q", content, 40)[0], struct.unpack_from("<H", content, 60)[0]
        for section in range(1, count):
            struct.pack_into("<Q", content, at + 64 * section + number, value)

    return change


def cut(content):
    return content[: len(content) // 2]


def auditable(listed):
    """An ELF file with these bytes as its list of crates."""
    names = b"\0.dep-v0\0.shstrtab\0"
    start = 64 + 3 * 64
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, 64, 0, 64, 0, 0, 64, 3, 2)
    table = bytes(64)
    table += struct.pack("<IIQQQQIIQQ", 1, 1, 0, 0, start, len(listed), 0, 0, 1, 0)
    table += struct.pack("<IIQQQQIIQQ", 9, 3, 0, 0, start + len(listed), len(names), 0, 0, 1, 0)
    return header + table + listed + names


def long_lists():
    """A list of crates that becomes 1 GiB."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(16 * MIB)) for _ in range(64)) + packer.flush()


def circle_of_crates():
    crates = ",".join(
        f'{{"name":"c{n}","version":"1.0.0","source":"crates.io","dependencies":[{(n + 1) % 100}]}}' for n in range(100)
    )
    return auditable(zlib.compress(f'{{"packages":[{crates}]}}'.encode()))


def out_of_list():
    crates = '{"name":"c","version":"1.0.0","source":"crates.io","dependencies":[4294967295]}'
    return auditable(zlib.compress(f'{{"packages":[{crates}]}}'.encode()))


def go(change):
    """A program of Go whose build information says something else of its length."""

    def content(changed):
        at = changed.index(b"\xff Go buildinf:")
        return change(changed, at)

    return recorded(GO, content)


def long_varint(content, at):
    content[at + 32 : at + 42] = b"\xff" * 9 + b"\x01"


def longer_text(content, at):
    content[at + 32 : at + 37] = b"\xff\xff\xff\xff\x0f"


def pointers(content, at):
    """The form with pointers, which lead to themselves."""
    content[at + 14 : at + 16] = bytes([8, 0])
    struct.pack_into("<QQ", content, at + 16, at + 16, 2**64 - 8)


PE = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"


def pe(sections, optional, size=4096):
    """A PE file with so many sections and so large an optional header."""
    header = struct.pack("<HHIIIHH", 0x8664, sections, 0, 2**32 - 1, 2**32 - 1, optional, 0x22)
    return (PE + header + struct.pack("<H", 0x20B)).ljust(size, b"\xff")


def macho(commands, size):
    """A Mach-O file with so many commands of `size` bytes."""
    header = struct.pack("<IIIIIIII", 0xFEEDFACF, 0x100000C, 0, 2, commands, 2**32 - 1, 0, 0)
    return header + struct.pack("<II", 0x19, size) * 400


def fat(count):
    """A file for so many architectures, each of which lies beyond its end. From 45 on it is a class of Java."""
    part = struct.pack(">IIIII", 7, 3, 0, 4096, 0)
    return struct.pack(">II", 0xCAFEBABE, count) + part * min(count, 200)


def large(folder):
    """An ELF file of 500 MiB that takes no space on the disk."""
    target = program(auditable(b""))(folder)
    with open(target / "bin/tool.so", "r+b") as out:
        out.truncate(500 * MIB)
    return target


SHAPE = "document.shape"
CASES = [
    case("ELF: cut", recorded(AUDITABLE, cut), 3, SHAPE, finds=FOUND),
    case("ELF: sections beyond any end", recorded(AUDITABLE, put(40, "<Q", 2**64 - 64)), 3, SHAPE, finds=FOUND),
    case("ELF: 65,535 sections", recorded(AUDITABLE, put(60, "<H", 65535)), 3, SHAPE, finds=FOUND),
    case("ELF: sections of 2^63 bytes", recorded(AUDITABLE, sections(32, 2**63)), 3, SHAPE, finds=FOUND),
    case("ELF: sections that begin at 2^64 - 1", recorded(AUDITABLE, sections(24, 2**64 - 1)), 3, SHAPE, finds=FOUND),
    case("ELF: entries of sections with 0 bytes", recorded(AUDITABLE, put(58, "<H", 0)), 3, SHAPE, finds=FOUND),
    case("ELF: 500 MiB of zeros", large, 3, SHAPE, finds=FOUND, most=520),
    case(
        "cargo-auditable: a list that becomes 1 GiB",
        program(lambda: auditable(long_lists())),
        3,
        "document.size",
        finds=FOUND,
    ),
    case("cargo-auditable: crates in a circle", program(circle_of_crates), 0, finds=FOUND | {"c7"}),
    case("cargo-auditable: a need that is not in the list", program(out_of_list), 3, SHAPE, finds=FOUND),
    case("Go: a length with 70 bits", go(long_varint), 3, SHAPE, finds=FOUND),
    case("Go: a length of 4 GiB", go(longer_text), 3, SHAPE, finds=FOUND),
    case("Go: pointers that lead to themselves", go(pointers), 3, SHAPE, finds=FOUND),
    case("PE: 65,535 sections", program(pe(65535, 240)), 3, SHAPE, finds=FOUND),
    case("PE: headers beyond the file", program(pe(1, 65535)), 3, SHAPE, finds=FOUND),
    case("Mach-O: 4,294,967,295 commands", program(macho(2**32 - 1, 8)), 3, SHAPE, finds=FOUND),
    case("Mach-O: commands of 0 bytes", program(macho(400, 0)), 3, SHAPE, finds=FOUND),
    case("Mach-O: 4,096 bytes that are not there, for 30 architectures", program(fat(30)), 3, SHAPE, finds=FOUND),
    case("Mach-O: 4,294,967,295 architectures", program(fat(2**32 - 1)), 0, finds=FOUND),
    case("PE: nothing but its magic number", program(b"MZ"), 0, finds=FOUND),
]
