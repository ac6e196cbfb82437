"""Folders that have no end, lead elsewhere, cannot be read, or change while they are."""

import os
import socket

from . import METADATA, WITNESS, case, tree
from .documents import cargo_lock

FOUND = {"witness"}
# As root every file can be read; not so without these rights.
UNPRIVILEGED = (
    () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all")
)


def with_witness(fill):
    """Makes a target of a folder with a witness, in which `fill` makes something."""

    def make(folder):
        target = tree({WITNESS: METADATA})(folder)
        fill(target)
        return target

    return make


def many(target):
    for number in range(200):
        (target / str(number)).mkdir()
        for name in range(1_000):
            (target / f"{number}/{name}").touch()


def deep(name, count):
    """Folders in each other, made step by step: their path would be too long."""

    def fill(target):
        here = os.getcwd()
        os.chdir(target)
        for _ in range(count):
            os.mkdir(name)
            os.chdir(name)
        os.mkdir("witness-2.0.dist-info")
        os.chdir(here)

    return fill


def links(target):
    (target / "up").mkdir()
    (target / "up/up").symlink_to("..")
    (target / "here").symlink_to(".")
    (target / "a").symlink_to("b")
    (target / "b").symlink_to("a")
    (target / "uv.lock").symlink_to("uv.lock")


def links_out(target):
    (target / "root").symlink_to("/")
    (target / "uv.lock").symlink_to("/etc/passwd")
    (target / "Cargo.lock").symlink_to("/dev/zero")


def no_files(target):
    os.mkfifo(target / "uv.lock")
    os.mkfifo(target / "pipe")
    here = os.getcwd()
    os.chdir(target)
    socket.socket(socket.AF_UNIX).bind("package.json")
    os.chdir(here)


def devices(target):
    os.mknod(target / "uv.lock", 0o020_666, os.makedev(1, 5))
    os.mknod(target / "sda", 0o060_666, os.makedev(7, 200))


def hidden_file(target):
    (target / "uv.lock").write_text("version = 1\n")
    (target / "uv.lock").chmod(0)


def hidden_folder(target):
    (target / "sub").mkdir()
    (target / "sub/uv.lock").write_text("version = 1\n")
    (target / "sub").chmod(0)


def names(target):
    for name in (b"caf\xe9", b"a\nb\x1b[2J", b"\\..\\", b"!", b"\xe2\x80\xaetxt", b"n" * 240):
        folder = os.fsencode(target) + b"/" + name
        os.mkdir(folder)
        with open(folder + b"/Cargo.lock", "wb") as lock:
            lock.write(cargo_lock(1))


def long_lock(target):
    (target / "Cargo.lock").write_bytes(cargo_lock(2_000))


def growing(folder, stop):
    with open(folder / "tree/Cargo.lock", "ab") as lock:
        while not stop.is_set():
            lock.write(b"# " + b"x" * 4093 + b"\n")
            lock.flush()
            if lock.tell() > 256 << 20:
                lock.truncate(1 << 20)


def vanishing(folder, stop):
    lock = folder / "tree/Cargo.lock"
    while not stop.is_set():
        lock.rename(lock.with_name("elsewhere"))
        lock.with_name("elsewhere").rename(lock)


def rewritten(folder, stop):
    lock, content = folder / "tree/Cargo.lock", cargo_lock(2_000)
    while not stop.is_set():
        lock.write_bytes(content[: len(content) // 2])
        lock.write_bytes(content)


CHANGED = (
    (3, {"scan.access"}),
    (3, {"scan.size"}),
    (3, {"document.syntax"}),
    (3, {"document.shape"}),
    (3, {"document.empty"}),
    (3, {"document.size"}),
)
CASES = [
    case("200,000 files", with_witness(many), 0, finds=FOUND),
    case(
        "40 folders in each other, 8,000 bytes of names",
        with_witness(deep("n" * 200, 40)),
        3,
        "scan.access",
        finds=FOUND,
    ),
    case("2,000 folders in each other", with_witness(deep("d", 2_000)), 3, "scan.count", finds=FOUND),
    case("links in circles", with_witness(links), 0, finds=FOUND),
    case("links to `/`, a file outside and /dev/zero", with_witness(links_out), 3, "scan.link", finds=FOUND),
    case("a pipe and a socket where files are read", with_witness(no_files), 3, "scan.special", finds=FOUND),
    case("a device where a file is read", with_witness(devices), 3, "scan.special", finds=FOUND),
    case("a file nobody may read", with_witness(hidden_file), 3, "scan.access", finds=FOUND, by=UNPRIVILEGED),
    case("a folder nobody may read", with_witness(hidden_folder), 3, "scan.access", finds=FOUND, by=UNPRIVILEGED),
    case("names that are no text, or move the cursor", with_witness(names), 0, finds=FOUND | {"p0"}),
    case("a file that grows while it is read", with_witness(long_lock), 0, finds=FOUND, beside=growing, also=CHANGED),
    case("a file that comes and goes", with_witness(long_lock), 0, finds=FOUND, beside=vanishing, also=CHANGED),
    case(
        "a file that is written while it is read",
        with_witness(long_lock),
        0,
        finds=FOUND,
        beside=rewritten,
        also=CHANGED,
    ),
]
