#!/usr/bin/env python3
"""Gives keelmark targets made to exhaust, to mislead or to escape, and prints what came of each.

    python3 tests/interop/inventory/hostile.py [--markdown FILE] [WORD …]

Each target is made in a folder of its own and removed after. keelmark must answer as is due: the exit
code, the codes told and the components found beside a trap are known beforehand. It must end by itself in
SECONDS and stay below 150 MiB, where a case does not say that more is due; say in the document that it is
incomplete where it is; and write nothing but the document. With WORDs only targets whose names have all of
them are tried. Exits 1 when anything differs.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import threading

import inventory
from corpus import archives, compressed, databases, documents, folders, layers, programs

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

WORK = inventory.WORK / "hostile"
MEASURED = pathlib.Path(__file__).resolve().parent / "corpus/measured.py"
# What is asserted; a machine that does other things at the time takes several times what it would alone.
SECONDS = 60
TOPICS = {
    "Compression": compressed,
    "Archives": archives,
    "Images": layers,
    "Folders": folders,
    "Documents": documents,
    "Databases of packages": databases,
    "Programs": programs,
}
OUTCOMES = {0: "nothing is missing", 2: "refused", 3: "incomplete"}


class Answer:
    """What keelmark said and did."""

    def __init__(self, measured, folder):
        self.exit, self.bytes, self.seconds = measured
        self.said = (folder / "errors").read_text(errors="replace")
        answer = (folder / "answer").read_text()
        gaps = json.loads(answer)["gaps"] if answer else []
        self.codes = {gap["code"] for gap in gaps} | set(re.findall(r"(?m)^error\[([^\]]+)\]", self.said))
        document = folder / "document"
        self.document = json.loads(document.read_text()) if document.exists() else None

    def names(self):
        if not self.document:
            return set()
        return {one["name"] for one in [self.document["metadata"]["component"], *self.document["components"]]}

    def gaps(self):
        """How many gaps the document tells of."""
        properties = self.document["metadata"].get("properties", [])
        return sum(one["name"] == "keelmark:gap" for one in properties)

    def is_incomplete(self):
        """Whether the document says that its list of components lacks something."""
        parts = self.document["compositions"]
        return any(part["aggregate"] == "incomplete" and "assemblies" in part for part in parts)


def ask(case, target, folder):
    """What keelmark answers, and what it changes besides writing its document."""
    for name in ("home", "tmp", "here"):
        (folder / name).mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": f"{folder}/home", "TMPDIR": f"{folder}/tmp"}
    generate = [inventory.keelmark(), "sbom", "generate", target, "--strict", "--no-cache", "--format", "json"]
    command = [*case.by, *generate, "-o", f"cyclonedx-json={folder / 'document'}"]
    before = listed(folder)
    with open(folder / "answer", "wb") as answer, open(folder / "errors", "wb") as errors:
        words = [sys.executable, "-IS", MEASURED, folder / "measured", SECONDS, *command]
        places = {"cwd": folder / "here", "env": environment}
        subprocess.run([str(word) for word in words], stdout=answer, stderr=errors, check=True, **places)
    changed = set() if case.beside else before ^ listed(folder)
    own = {name for name, _ in changed if name not in ("answer", "errors", "document", "measured")}
    return Answer(json.loads((folder / "measured").read_text()), folder), own


def listed(folder):
    """Everything below a folder with its size and time."""
    found, pending = set(), [(folder, 0)]
    while pending:
        above, depth = pending.pop()
        try:
            entries = list(os.scandir(above))
        except PermissionError:
            continue
        for entry in entries:
            known = entry.stat(follow_symlinks=False)
            time_of = 0 if entry.is_dir(follow_symlinks=False) else known.st_mtime_ns
            found.add((os.path.relpath(entry.path, folder), (known.st_mode, known.st_size, time_of)))
            if entry.is_dir(follow_symlinks=False) and depth < 8:
                pending.append((entry.path, depth + 1))
    return found


def differences(case, answer, written):
    """What is not as it is due."""
    due = [(case.exit, case.codes), *((exit, frozenset(codes)) for exit, codes in case.also)]
    if (answer.exit, answer.codes) not in due:
        yield f"ends with {answer.exit} {sorted(answer.codes)}, due is {case.exit} {sorted(case.codes)}"
        yield from answer.said.splitlines()[:5]
    if not case.finds <= answer.names():
        yield f"does not find {sorted(case.finds - answer.names())}"
    if (answer.exit == 2) != (answer.document is None):
        yield "writes a document of what it refuses" if answer.document else "writes no document"
    if answer.document and (answer.gaps() > 0) != (answer.exit == 3):
        yield f"ends with {answer.exit}, and the document tells of {answer.gaps()} gaps"
    if answer.exit == 3 and not answer.is_incomplete():
        yield "does not say in the document that it is incomplete"
    if answer.bytes > case.most << 20:
        yield f"takes {answer.bytes >> 20} MiB"
    if answer.seconds > SECONDS:
        yield f"takes {answer.seconds:.0f} s"
    if written:
        yield f"writes {sorted(written)[:5]}"


def attempt(case):
    """The row of one target, or nothing where it cannot be made here."""
    folder = WORK / re.sub(r"[^a-z0-9]+", "-", case.name.lower())
    folder.mkdir(parents=True)
    stop, beside = threading.Event(), None
    try:
        target = str(case.make(folder))
        if case.beside:
            beside = threading.Thread(target=case.beside, args=(folder, stop))
            beside.start()
        answer, written = ask(case, target, folder)
    except PermissionError as error:
        return report.skip(f"{case.name}: {error.strerror}")
    finally:
        stop.set()
        if beside:
            beside.join()
        # shutil.rmtree does not go down as far as some of these do.
        subprocess.run(["chmod", "-R", "u+rwX", folder], check=True)
        subprocess.run(["rm", "-rf", folder], check=True)
    codes = ", ".join(sorted(answer.codes)) or "-"
    row = (OUTCOMES.get(answer.exit, f"exit {answer.exit}"), codes, answer.bytes / 1e6, answer.seconds)
    wrong = list(differences(case, answer, written))
    report.check(case.name, wrong, "{} {}, {:.0f} MB, {:.1f} s".format(*row))
    return row, wrong


PAGE = """# Hostile targets

What `keelmark sbom generate --strict` makes of targets that are made to exhaust, to mislead or to escape:
whether it ends by saying that nothing is missing (0), that something could not be looked at (3), or that
the target cannot be read (2); the codes it tells; its largest memory, and how long it took. An outcome of
"nothing is missing" is right where the trap is in what no package is read from, or where every reader
sees the same. For each it was also checked that components beside the trap were found, that a document
says it is incomplete exactly where it is, and that nothing was written but the document.

Written by `tests/interop/inventory/hostile.py --markdown`, which makes the targets and fails where an answer
is not the one that is due, takes more than {seconds} s, or more than 150 MiB where it is not known why: a
database or a program is read whole, and 200,000 packages are kept of a file, which no real one has. Measured
on {machine}.
"""


def page(rows):
    build = "debug" if "debug" in pathlib.Path(inventory.keelmark()).parts else "release"
    slower = ", which is slower and larger than a release" if build == "debug" else ""
    machine = f"{os.cpu_count()} cores ({platform.machine()}, Linux) with a {build} build{slower}"
    text = PAGE.format(seconds=SECONDS, machine=machine)
    for topic, answers in rows.items():
        text += f"\n## {topic}\n\n| target | outcome | codes | MB | s |\n|---|---|---|--:|--:|\n"
        for name, ((outcome, codes, size, seconds), _) in answers:
            codes = ", ".join(f"`{code}`" for code in codes.split(", ")) if codes != "-" else "-"
            text += f"| {name} | {outcome} | {codes} | {size:.0f} | {seconds:.1f} |\n"
    wrong = [(name, one) for answers in rows.values() for name, (_, one) in answers if one]
    if wrong:
        text += "\n## Not as is due\n\n"
        text += "".join(f"- {name}: {'; '.join(one)}\n" for name, one in wrong)
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--markdown", type=pathlib.Path)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    subprocess.run(["rm", "-rf", WORK], check=True)
    rows = {topic: [] for topic in TOPICS}
    for topic, module in TOPICS.items():
        for case in module.CASES:
            if all(word in case.name for word in options.words) and (row := attempt(case)):
                rows[topic].append((case.name, row))
    shutil.rmtree(WORK, ignore_errors=True)
    if options.markdown:
        options.markdown.write_text(page(rows))
    sys.exit(report.failures > 0)


main()
