"""Targets made to exhaust, to mislead or to escape, for hostile.py."""

import dataclasses
import pathlib
import typing

# Where keelmark must still find what is harmless beside a trap.
WITNESS = "witness-1.0.dist-info/METADATA"
METADATA = b"Metadata-Version: 2.1\nName: witness\nVersion: 1.0\n"
MIB = 1 << 20


@dataclasses.dataclass(frozen=True)
class Case:
    """One target, and the answer that is due."""

    name: str
    # Makes the target in a folder of its own, and gives it as it is typed.
    make: typing.Callable[[pathlib.Path], object]
    # 0 nothing is missing, 3 something could not be looked at, 2 it cannot be read at all.
    exit: int
    # Codes of all that is told.
    codes: frozenset = frozenset()
    # Names of components that must be found.
    finds: frozenset = frozenset()
    # Other answers that are right, too, where chance has a say: exit code and codes.
    also: tuple = ()
    # A program that goes on changing the target while it is read.
    beside: typing.Callable[[pathlib.Path, object], None] | None = None
    # Largest memory in MiB, where a file is read whole or more packages are kept than anybody has.
    most: int = 150
    # What starts keelmark.
    by: tuple = ()


def case(name, make, exit, *codes, finds=(), **more):
    return Case(name, make, exit, frozenset(codes), frozenset(finds), **more)


def file(name, content):
    """Makes a target of one file; `content` is its bytes or gives them."""

    def make(folder):
        path = folder / name
        path.write_bytes(content() if callable(content) else content)
        return path

    return make


def tree(files):
    """Makes a target of a folder with these files, each with its bytes or what gives them."""

    def make(folder):
        for name, content in (files() if callable(files) else files).items():
            path = folder / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content() if callable(content) else content)
        return folder / "tree"

    return make
