"""Compares the scores keelmark gives vectors of CVSS with those of the Python package cvss.

Usage: cvss_scores.py SCORES      SCORES has lines `VECTOR SCORE`, written by the test
                                  `vectors_are_left_for_other_tools` of keelmark-formats.
"""

import pathlib
import sys


def main(path):
    try:
        from cvss import CVSS2, CVSS3, CVSS4
    except ImportError:
        print("skipped: scores: no package cvss")
        return 0
    classes = {"CVSS:3.0": CVSS3, "CVSS:3.1": CVSS3, "CVSS:4.0": CVSS4}
    failed = False
    counts, wrong = {}, {}
    for line in pathlib.Path(path).read_text().splitlines():
        vector, found = line.rsplit(" ", 1)
        version = vector.partition("/")[0]
        version = version if version in classes else "CVSS:2.0"
        expected = f"{classes.get(version, CVSS2)(vector).base_score:.1f}"
        counts[version] = counts.get(version, 0) + 1
        if expected != found:
            wrong.setdefault(version, []).append(f"      {vector}: {found}, but cvss says {expected}")
    for version, count in sorted(counts.items()):
        bad = wrong.get(version, [])
        failed |= bool(bad)
        print(f"{'DIFF ' if bad else 'ok   '} scores: {version}: {len(bad)} of {count} vectors differ")
        print("\n".join(bad[:10]), end="\n" if bad else "")
    return 1 if failed or not counts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
