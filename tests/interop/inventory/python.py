"""Compares what keelmark finds in a virtual environment with what pip lists there.

    python3 tests/interop/inventory/python.py [REQUIREMENT…]

Makes the environment in target/interop/inventory, by default of jupyterlab: its packages bring dozens of
`package.json`, five `yarn.lock` and a vendored distribution along, none of which pip lists. Exits 1
when anything differs.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import venv

import inventory

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report


def installed(pip):
    """Normalised name and version of every distribution pip knows."""
    listed = subprocess.run([pip, "list", "--format=json"], check=True, stdout=subprocess.PIPE).stdout
    return {
        (re.sub(r"[-_.]+", "-", one["name"]).lower(), one["version"]) for one in json.loads(listed)
    }


def main():
    folder = inventory.WORK / "python"
    venv.create(folder, clear=True, with_pip=True)
    pip = folder / "bin/pip"
    wanted = sys.argv[1:] or ["jupyterlab"]
    options = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    if subprocess.run([pip, "install", *options, *wanted]).returncode != 0:
        shutil.rmtree(folder)
        return report.skip("pip list: the packages are not to be had")
    document = inventory.generate(folder)
    results = [
        inventory.compare("pip list", installed(pip), inventory.packages(document, "pypi")),
        inventory.compare("of npm, which pip does not list", set(), inventory.packages(document, "npm")),
    ]
    sys.exit(0 if all(results) else 1)


main()
