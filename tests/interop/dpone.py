#!/usr/bin/env python3
"""Evidence that dpone wrote, and what keelmark writes for the same project.

    dpone.py KEELMARK WORK

Leaves keelmark's evidence of that project in WORK/dpone/evidence. Exits 1 when anything differs.
"""

import os
import pathlib
import shutil
import sys

import report
from releases import DATA, PEERS, download
from report import check, run, skip

# dpone's own code signs again what keelmark signed: argv is the wheel, the folder, the secret.
SIGN = """
import sys
sys.path.insert(0, sys.argv[1])
from dpone.supply_chain.signing import LocalHMACSignatureService
LocalHMACSignatureService().sign_file(
    path="provenance.intoto.json", output_dir=sys.argv[2], key=sys.argv[3], key_id="local-hmac")
"""


def main():
    keelmark, work = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    golden = DATA / "dpone-golden"
    if not golden.is_dir():
        skip("dpone: no data")
        return 0
    wheel = download("pulse_sdk==0.5.0")
    if wheel is None:
        skip("dpone: its golden folder: no wheel of pulse_sdk 0.5.0 from PyPI")
        return 0
    secret = {"env": os.environ | {"SECRET": "k", "WRONG": "K"}}
    verify = [keelmark, "verify", golden, wheel, "--hmac-key-env"]
    run(*verify, "SECRET", **secret)
    check("dpone: its golden folder verifies by its key", [])
    said = run(*verify, "WRONG", status=(1,), **secret)
    check("dpone: its golden folder does not verify by another",
          [] if "signature.hmac" in said else said.splitlines())

    project = work / "dpone/project"
    project.mkdir(parents=True)
    shutil.copy(golden / "pyproject.toml", project)
    evidence = work / "dpone/evidence"
    run(keelmark, "attest", "--project-root", project, "--output-dir", evidence, "--subject", wheel,
        "--unsigned", "--hmac-key-env", "SECRET", **secret)
    theirs = download("dpone==0.88.0")
    if theirs is None:
        skip("dpone: no wheel of dpone 0.88.0 from PyPI")
        return int(report.failures > 0)
    again = work / "dpone/again"
    run(PEERS / "venv/bin/python" if (PEERS / "venv").exists() else sys.executable,
        "-c", SIGN, theirs, again, "k", cwd=evidence)
    name = "signature.hmac-sha256.json"
    same = (evidence / name).read_bytes() == (again / name).read_bytes()
    check("dpone: our HMAC envelope is byte for byte what dpone's code writes for our provenance",
          [] if same else [(evidence / name).read_text(), (again / name).read_text()])
    return int(report.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
