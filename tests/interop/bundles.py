"""Real Sigstore bundles with the right policy and with each wrong one.

    target/peers/venv/bin/python tests/interop/bundles.py KEELMARK BUNDLES

BUNDLES is what bundles.sh makes. Roots of trust are the embedded ones where they are enough. Exits 1
when a bundle ends otherwise than it must, or is refused for another reason.
"""

import hashlib
import pathlib
import sys
import tempfile

import real
import report
from report import check, skip
from verifiers import run_keelmark

# What keelmark says of each wrong answer to a question of the policy.
CODES = {
    "artifact": "verify.subject.digest",
    "certificate-identity": "verify.identity.name",
    "certificate-oidc-issuer": "verify.identity.issuer",
    "owner": "verify.identity.owner",
    "predicate-type": "verify.statement.predicate-type",
    "repo": "verify.identity.repository",
    "signer-workflow": "verify.identity.workflow",
    "source-digest": "verify.identity.source-digest",
    "source-ref": "verify.identity.source-ref",
}

# Roots that need not be named, since keelmark has them.
EMBEDDED = {real.PUBLIC_GOOD: [], real.GITHUB: [], real.STAGING: ["--instance", "staging"]}


def right_policy(case):
    """The options that hold for a bundle, by their names without dashes."""
    claims = case.claims
    if case.key:
        return {"key": case.key}
    policy = {"certificate-identity": claims.identity}
    if claims.issuer:
        policy["certificate-oidc-issuer"] = claims.issuer
    if case.statement is not None:
        policy["predicate-type"] = case.statement["predicateType"]
    if claims.is_github:
        workflow, _, _ = claims.signer_workflow.removeprefix("https://").partition("@")
        policy |= {
            "repo": path_of(claims.repository),
            "owner": path_of(claims.owner),
            "signer-workflow": workflow,
            "source-ref": claims.source_ref,
            "source-digest": claims.source_digest,
        }
    return policy


def path_of(uri):
    """`owner/name` of a repository on GitHub, `owner` of an owner."""
    return uri.removeprefix("https://github.com/")


def wrong_values(option, value):
    """Near misses of the value of an option: what a check by prefix, by pattern or without regard
    to case would let through."""
    text = str(value)
    others = {text + "x", text[:-1], text.swapcase(), "x" + text}
    if option == "signer-workflow":
        # gh reads the workflow as a pattern that need not match to the end.
        others |= {text.replace(".", "x"), ".*", text.removesuffix("ml")}
    if option == "source-digest":
        others = {text[:-1] + ("0" if text[-1] != "0" else "1"), text[:7], "0" * len(text)}
    if option in ("repo", "owner"):
        # GitHub itself makes no difference between cases.
        others.discard(text.swapcase())
        others.add("*/*" if option == "repo" else "*")
    return sorted(others - {text, ""})


class Runner:
    """Runs keelmark on the bundles and notes what ends otherwise than it must."""

    def __init__(self, keelmark, work):
        self.keelmark = keelmark
        self.work = pathlib.Path(work)
        self.other = self.work / "other.bin"
        self.other.write_bytes(b"another artifact\n")

    def ask(self, case, policy, target=None):
        """Verdict, codes and exit code for a bundle under a policy."""
        bundle = self.work / "bundle.sigstore.json"
        bundle.write_text(case.text)
        root = EMBEDDED.get(case.real.root, ["--trusted-root", case.root])
        options = [word for option, value in policy.items() for word in (f"--{option}", value)]
        return run_keelmark([self.keelmark, "verify", target or case.target, "--bundle", bundle, *root, *options])

    def holds(self, case):
        policy = right_policy(case)
        verdict, codes, exit_code = self.ask(case, policy)
        by_digest = self.ask(case, policy, case.digest)[2] if case.artifact else 0
        wrong = [f"exit code {exit_code}: {codes}"] if verdict != "accepts" else []
        wrong += [f"by digest: exit code {by_digest}"] if by_digest else []
        check(f"bundles: {case.short_name} holds", wrong, f"{len(policy)} questions of policy")
        return not wrong

    def refuses_wrong(self, case):
        """Every wrong answer, one at a time, and the wrong artifact."""
        policy = right_policy(case)
        policy.pop("key", None)
        asked, wrong = 0, []
        for option, value in policy.items():
            for other in wrong_values(option, value):
                asked += 1
                answer = self.ask(case, policy | {option: other})
                wrong += differences(f"--{option} {other}", answer, CODES[option])
        right = right_policy(case)
        for target in (self.other, "sha256:" + hashlib.sha256(b"x").hexdigest()):
            asked += 1
            wrong += differences(str(target), self.ask(case, right, target), CODES["artifact"])
        check(f"bundles: {case.short_name} with each wrong policy", wrong, f"{asked} refused, each for its reason")

    def refuses(self, case):
        policy = {"certificate-identity": case.claims.identity or "nobody",
                  "certificate-oidc-issuer": case.claims.issuer or "https://nowhere.example"}
        _, codes, exit_code = self.ask(case, policy)
        expected = case.real.code
        wrong = [] if exit_code != 0 and expected in codes.split() else [f"exit code {exit_code}: {codes}"]
        check(f"bundles: {case.short_name} does not hold: {case.real.refused}", wrong, codes)


def differences(what, answer, code):
    """Nothing, where keelmark refused with exit code 1 and said `code` and nothing else."""
    _, codes, exit_code = answer
    return [] if exit_code == 1 and codes.split() == [code] else [f"{what}: exit code {exit_code}: {codes or 'accepted'}"]


def main():
    cases, missing = real.cases(sys.argv[2])
    for path in missing:
        skip(f"bundles: {path}: not there")
    with tempfile.TemporaryDirectory() as work:
        runner = Runner(pathlib.Path(sys.argv[1]).resolve(), work)
        for case in cases:
            if case.real.refused:
                runner.refuses(case)
            elif runner.holds(case):
                runner.refuses_wrong(case)
    return int(report.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
