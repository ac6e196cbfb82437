"""Verifiers of Sigstore bundles behind one question: keelmark and its peers.

Each answers `(verdict, reason)`: `accepts`; `refuses`, with what it said; or `cannot`, for what it
has no command for. A peer that is not installed is left out of `peers()`.
"""

import base64
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import tempfile

from releases import PEERS, REPOSITORY

ORACLE = REPOSITORY / "target/oracle/debug/keelmark-oracle"


@dataclasses.dataclass(frozen=True)
class Question:
    """Is `artifact`, a file or the text `ALGORITHM:HEX` of its digest, signed as `bundle` says by
    `identity` of `issuer`, or by `key`?"""

    bundle: pathlib.Path
    artifact: pathlib.Path | str
    trusted_root: pathlib.Path
    identity: str = ""
    issuer: str = ""
    key: pathlib.Path | None = None

    def content(self):
        return json.loads(self.bundle.read_text())

    def statement(self):
        """The in-toto Statement that is signed, None where it is the artifact itself."""
        envelope = self.content().get("dsseEnvelope")
        return envelope and json.loads(base64.b64decode(envelope["payload"]))

    def root(self):
        return json.loads(self.trusted_root.read_text())

    def has_file(self):
        return isinstance(self.artifact, pathlib.Path)


def has_logs(root):
    """Whether a trusted root has any transparency log. GitHub's own has none."""
    return bool(root.get("tlogs") or root.get("ctlogs"))


def answer(command, said=None, environment=None):
    """What a command that exits 0 or 1 answers; `said` finds the reason in its output."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300,
                          env=os.environ | (environment or {}))
    if done.returncode == 0:
        return "accepts", ""
    output = done.stdout + done.stderr
    return "refuses", " ".join((said(output) if said else output).split())[-300:]


def cosign(question):
    statement = question.statement()
    if statement is None and not question.has_file():
        return "cannot", "no message signatures without the artifact"
    command = [PEERS / "bin/cosign", "verify-blob" if statement is None else "verify-blob-attestation"]
    command += ["--bundle", question.bundle, "--trusted-root", question.trusted_root]
    if statement is not None:
        command += ["--type", statement["predicateType"]]
    if question.key:
        command += ["--key", question.key]
    else:
        command += ["--certificate-identity", question.identity, "--certificate-oidc-issuer", question.issuer]
    # A bundle of the second Rekor has no other time; without the flag its timestamps are not read.
    timestamps = question.content()["verificationMaterial"].get("timestampVerificationData") or {}
    if timestamps.get("rfc3161Timestamps"):
        command.append("--use-signed-timestamps")
    if not has_logs(question.root()):
        command += ["--insecure-ignore-tlog", "--insecure-ignore-sct"]
    if question.has_file():
        command.append(question.artifact)
    else:
        algorithm, digits = question.artifact.split(":")
        command += ["--digest", digits, "--digestAlg", algorithm]
    return answer(command, lambda text: text.strip().splitlines()[-1].removeprefix("error during command execution: "))


def gh(question):
    statement = question.statement()
    if statement is None:
        return "cannot", "no message signatures"
    if question.key or not question.has_file():
        return "cannot", "no keys, and no digest for the artifact"
    repository = re.match(r"https://github\.com/([^/]+/[^/]+)/", question.identity)
    if repository is None:
        return "cannot", "no identities but GitHub's"
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as roots:
        # One trusted root on each line.
        roots.write(json.dumps(question.root()) + "\n")
        roots.flush()
        return answer(
            [PEERS / "venv/bin/gh", "attestation", "verify", question.artifact, "--bundle", question.bundle,
             "--custom-trusted-root", roots.name, "--repo", repository[1], "--cert-identity", question.identity,
             "--cert-oidc-issuer", question.issuer, "--predicate-type", statement["predicateType"]],
            environment={"GH_TOKEN": "x", "GH_NO_UPDATE_NOTIFIER": "1"})


def sigstore_python(question):
    if question.key or str(question.artifact).startswith("sha512:"):
        return "cannot", "no keys, and no digests but SHA-256"
    if not question.root().get("tlogs"):
        return "cannot", "no trusted root without logs"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as config:
        json.dump(trust_configuration(question.root()), config)
        config.flush()
        return answer(
            [PEERS / "venv/bin/python", "-m", "sigstore", "--trust-config", config.name, "verify", "identity",
             "--offline", "--bundle", question.bundle, "--cert-identity", question.identity,
             "--cert-oidc-issuer", question.issuer, question.artifact])


def trust_configuration(root):
    """What sigstore-python wants around a trusted root; the services are those to sign with."""
    return {
        "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        "trustedRoot": root,
        "signingConfig": {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
                          "rekorTlogUrls": [], "rekorTlogConfig": {"selector": "ANY"}, "tsaUrls": [],
                          "tsaConfig": {"selector": "ANY"}},
    }


def sigstore_verify(question):
    """The crate sigstore-verify, by the small program in tests/oracle."""
    line = {"bundle": question.bundle.read_text(), "trusted_root": str(question.trusted_root),
            "artifact" if question.has_file() else "digest": str(question.artifact)}
    if question.key:
        line["key"] = question.key.read_text()
    else:
        line |= {"identity": question.identity, "issuer": question.issuer}
    said = subprocess.run([ORACLE], input=json.dumps(line) + "\n", capture_output=True, text=True,
                          timeout=300, check=True).stdout.strip()
    verdict, _, reason = said.partition(": ")
    return verdict, reason


def keelmark(binary):
    """keelmark's verifier. Its reason is the codes of the checks that do not pass."""

    def verify(question):
        command = [binary, "verify", question.artifact, "--bundle", question.bundle,
                   "--trusted-root", question.trusted_root]
        if question.key:
            command += ["--key", question.key]
        else:
            command += ["--certificate-identity", question.identity]
            command += (["--certificate-oidc-issuer", question.issuer] if question.issuer
                        else ["--no-certificate-oidc-issuer"])
        verdict, codes, _ = run_keelmark(command)
        return verdict, " ".join(codes)

    return verify


def run_keelmark(command):
    """What a `keelmark verify` says: the verdict; `CHECK:CODE` of each check that does not pass, or the
    code of the error alone; the exit code."""
    done = subprocess.run([str(word) for word in [*command, "--format", "json"]], capture_output=True,
                          text=True, timeout=300)
    if done.returncode == 0:
        return "accepts", [], 0
    try:
        checks = json.loads(done.stdout)["checks"]
    except (json.JSONDecodeError, KeyError):
        codes = re.findall(r"\[([a-z0-9-]+(?:\.[a-z0-9_-]+)+)\]", done.stderr)[:1]
        return "refuses", codes or [done.stderr[:200]], done.returncode
    codes = [f"{check['check']}:{check.get('code', '')}" for check in checks if check["outcome"] in ("fail", "unknown")]
    return "refuses", codes, done.returncode


def peers():
    """The verifiers that are installed, by name; and the names of those that are not."""
    known = {
        "cosign": (PEERS / "bin/cosign", cosign),
        "gh": (PEERS / "venv/bin/gh", gh),
        "sigstore-python": (PEERS / "venv/bin/sigstore", sigstore_python),
        "sigstore-verify": (ORACLE, sigstore_verify),
    }
    present = {name: verify for name, (path, verify) in known.items() if path.exists()}
    return present, sorted(known.keys() - present.keys())
