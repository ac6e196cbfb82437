"""Compares the order keelmark gives versions with that of the tools of each ecosystem.

Usage: versions.py PAIRS      prints a line for each tool and one for each it could not ask.

PAIRS has lines `SCHEME TAB A TAB SIGN TAB B`, written by the test `pairs_are_left_for_other_tools` of
keelmark-formats. A tool that refuses a version takes no part in the pairs that have it.
"""

import collections
import glob
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PEERS = pathlib.Path("target/peers")


def sign(before, after):
    """The sign between two versions of which one may be before the other."""
    return "<" if before else ">" if after else "="


def run(command, lines, cwd=None):
    """The lines a command answers to lines, or None where it is not here."""
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, cwd=cwd)
    answers = done.stdout.split("\n")[:-1]
    if done.returncode or len(answers) != len(lines):
        print(f"note  {command[0]}: {done.stderr.strip()[-300:]}")
        return None
    return answers


def tabbed(pairs):
    return [f"{a}\t{b}" for a, b in pairs]


def without(pattern, pairs, answers):
    """The answers, but to pairs in which the pattern is found."""
    if answers is None:
        return None
    return ["?" if pattern.search(line) else answer for line, answer in zip(tabbed(pairs), answers)]


def packaging(pairs):
    try:
        from packaging.version import InvalidVersion, Version
    except ImportError:
        return None

    def answer(a, b):
        try:
            a, b = Version(a), Version(b)
        except InvalidVersion:
            return "?"
        return sign(a < b, b < a)

    return [answer(a, b) for a, b in pairs]


def dpkg(pairs):
    """One process answers some hundred pairs a second: a sample."""
    if shutil.which("dpkg") is None:
        return None

    def answer(a, b):
        for operator, found in [("lt", "<"), ("eq", "="), ("gt", ">")]:
            done = subprocess.run(["dpkg", "--compare-versions", a, operator, b], capture_output=True, text=True)
            if "error" in done.stderr or "warning" in done.stderr:
                return "?"
            if done.returncode == 0:
                return found
        return "?"

    return [answer(a, b) for a, b in pairs]


def rpm(pairs):
    """Of RPM's own Python module, which is the system's."""
    program = """
import sys, rpm
def parts(text):
    epoch, colon, rest = text.partition(":")
    if not colon or not epoch.isdigit():
        epoch, rest = "0", text
    version, dash, release = rest.rpartition("-")
    return (epoch, version, release) if dash else (epoch, rest, None)
for line in sys.stdin:
    a, b = (parts(text) for text in line.rstrip("\\n").split("\\t"))
    # RPM takes a release that is missing for any; keelmark does not.
    alike = (a[2] is None) == (b[2] is None)
    print("=><"[rpm.labelCompare(a, b)] if alike else "?")
"""
    return run(["/usr/bin/python3", "-c", program], tabbed(pairs))


def semver(pairs):
    """node-semver, of npm."""
    program = """
const semver = require('semver');
for (const line of require('fs').readFileSync(0, 'utf8').trimEnd().split('\\n')) {
  const [a, b] = line.split('\\t');
  const read = semver.valid(a) && semver.valid(b);
  console.log(read ? '<=>'[semver.compare(a, b) + 1] : '?');
}
"""
    return node(program, pairs)


def satisfies(pairs):
    """node-semver's ranges: `+` where a version is in a range, `-` where it is not, `!` where there is no range."""
    program = """
const semver = require('semver');
for (const line of require('fs').readFileSync(0, 'utf8').trimEnd().split('\\n')) {
  const [range, version] = line.split('\\t');
  console.log(semver.validRange(range) === null ? '!' : semver.satisfies(version, range) ? '+' : '-');
}
"""
    return node(program, pairs)


def node(program, pairs):
    folder = PEERS / "semver"
    if not (folder / "node_modules/semver").is_dir() and shutil.which("npm"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "semver@7.7.2"], cwd=folder)
    if not (folder / "node_modules/semver").is_dir():
        return None
    return run(["node", "-e", program], tabbed(pairs), cwd=folder)


def maven(pairs):
    """maven-artifact's ComparableVersion, of Debian's Maven.

    Maven 3.8 orders a qualifier after a dot otherwise than one after a hyphen, and keeps `final`, zero or
    nothing between hyphens, which its specification trims. Such pairs are left out.
    """
    superseded = re.compile(r"(final|ga|release)(?=.)|\.[-a-z]|-0*[-a-z](?<!-[a-z])", re.IGNORECASE)
    jars = glob.glob("/usr/share/java/maven-artifact-3.x.jar") + glob.glob("/usr/share/java/commons-lang3.jar")
    if len(jars) < 2:
        return None
    program = """
import java.io.*;
import org.apache.maven.artifact.versioning.ComparableVersion;
public class Compare {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = in.readLine()) != null; ) {
      String[] pair = line.split("\\t");
      int sign = Integer.signum(new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1])));
      System.out.println("<=>".charAt(sign + 1));
    }
  }
}
"""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "Compare.java")
        source.write_text(program)
        answers = run(["java", "-cp", ":".join(jars), str(source)], tabbed(pairs))
    return without(superseded, pairs, answers)


def rubygems(pairs):
    program = """
STDIN.each_line(chomp: true) do |line|
  a, b = line.split("\\t")
  read = Gem::Version.correct?(a) && Gem::Version.correct?(b)
  puts(read ? %w[< = >][(Gem::Version.new(a) <=> Gem::Version.new(b)) + 1] : "?")
end
"""
    return run(["ruby", "-e", program], tabbed(pairs))


def php(pairs):
    """PHP's version_compare. It takes `1-` for earlier than itself, and all numbers beyond 64 bits for one."""
    program = """
while (($line = fgets(STDIN)) !== false) {
  [$a, $b] = explode("\\t", rtrim($line, "\\n"));
  echo "<=>"[version_compare($a, $b) + 1], "\\n";
}
"""
    return without(re.compile(r"[-+_.](\t|$)|\d{20}"), pairs, run(["php", "-r", program], tabbed(pairs)))


TOOLS = [
    ("debian", "dpkg --compare-versions", dpkg, 1500),
    ("maven", "maven-artifact", maven, None),
    ("npm_range", "node-semver", satisfies, None),
    ("packagist", "PHP", php, None),
    ("pypi", "packaging", packaging, None),
    ("rpm", "RPM", rpm, None),
    ("rubygems", "RubyGems", rubygems, None),
    ("semver", "node-semver", semver, None),
]


def main(path):
    pairs = collections.defaultdict(list)
    for line in pathlib.Path(path).read_text().splitlines():
        scheme, a, found, b = line.split("\t")
        pairs[scheme].append((a, found, b))
    failed = False
    for scheme, name, ask, most in TOOLS:
        asked = pairs[scheme][:most]
        answers = ask([(a, b) for a, _, b in asked])
        if answers is None:
            print(f"skipped: versions: {name} is not here")
            continue
        compared = [(pair, answer) for pair, answer in zip(asked, answers) if answer != "?"]
        wrong = [(pair, answer) for pair, answer in compared if pair[1] != answer]
        failed |= bool(wrong) or not compared
        print(f"{'DIFF ' if wrong or not compared else 'ok   '} versions: {scheme}: {name}: {len(wrong)} of {len(compared)} pairs differ")
        for (a, found, b), answer in wrong[:15]:
            print(f"      {a} {found} {b}, but {name} says {answer}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
