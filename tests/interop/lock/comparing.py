"""What the comparisons of locks with other tools have in common: how keelmark is asked, and what is counted."""

import collections
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
KEELMARK = ROOT / os.environ.get("KEELMARK", "target/debug/keelmark")

# By exit code.
ANSWERS = {0: "holds", 1: "drift", 2: "refused", 3: "unknown"}
# Of tools that give one answer for what has drifted and what they cannot read.
TWO_ANSWERS = {**ANSWERS, 2: "drift"}


def ours(folder, question="drift", answers=ANSWERS):
    """keelmark's answer to one question about the lock in a folder, and what it says of it."""
    words = [KEELMARK, "check", "lock", "--only", question, "--format", "json"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
    told = done.stderr
    if done.returncode in (0, 1, 3):
        told = "; ".join(it["message"] for it in json.loads(done.stdout)["findings"])
    return answers.get(done.returncode, f"exit code {done.returncode}"), " ".join(told.split())[:300]


class Tally:
    """What was compared with a tool and what differs, for one project."""

    def __init__(self, tool, work, name, argued=None):
        self.tool = tool
        self.work = work
        self.name = name
        # Where keelmark answers otherwise and is right to: change, the tool's answer, keelmark's, and why.
        self.why = argued or {}
        self.agreed = collections.Counter()
        self.argued = collections.Counter()
        self.differences = []

    def drift(self, what, folder, they, why, answers=TWO_ANSWERS):
        """Whether keelmark says of a changed project what the tool says."""
        we, told = ours(folder, "drift", answers)
        if they == we:
            self.agreed[they] += 1
        elif (what, they, we) in self.why:
            self.argued[self.why[what, they, we]] += 1
        else:
            self.differences.append(f"{what}: {self.tool} {they} ({why[:300]}), keelmark {we} ({told})")

    def tamper(self, what, folder, they):
        """Whether one of keelmark's questions finds a change to what is installed, whatever the tool says of it."""
        told = {it: ours(folder, it) for it in ("drift", "integrity")}
        if "drift" in [answer for answer, _ in told.values()]:
            self.agreed[f"tampering caught, {self.tool} {they}"] += 1
        else:
            self.differences.append(f"tamper {what}: {self.tool} {they}; keelmark {told}")

    def print(self, command):
        (self.work / f"{self.name}.differences").write_text("\n".join(self.differences) + "\n")
        counts = ", ".join(f"{count} {what}" for what, count in sorted(self.agreed.items()))
        for what, count in sorted(self.argued.items()):
            report.note(f"{self.name}: {count} otherwise than {self.tool}: {what}")
        report.check(f"{command}: {self.name}", self.differences, counts)


def shared(tallies, command, least):
    """That at least so large a part of the answers is the tool's."""
    agreed = sum(sum(it.agreed.values()) for it in tallies)
    count = agreed + sum(sum(it.argued.values()) + len(it.differences) for it in tallies)
    share = f"{agreed} of {count} answers are the tool's ({agreed / max(count, 1):.1%})"
    report.check(command, [] if agreed >= least * count else [share], share)
