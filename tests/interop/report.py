"""What the interop scripts print: a line for each comparison, counted by run.sh."""

import subprocess
import sys

failures = 0


def line(kind, text):
    print(f"{kind:5} {text}", flush=True)


def skip(text):
    print(f"skipped: {text}", flush=True)


def note(text):
    """A difference that is known, and neither a pass nor a failure."""
    line("note", text)


def check(name, differences, detail=""):
    """One comparison: it agrees where `differences` is empty."""
    global failures
    if not differences:
        line("ok", f"{name}: {detail}" if detail else name)
        return
    failures += 1
    line("DIFF", name)
    for difference in list(differences)[:20]:
        print(f"      {difference}")


def run(*command, status=(0,), **options):
    """Standard output of a command that must end with one of `status`."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, **options)
    if done.returncode not in status:
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout
