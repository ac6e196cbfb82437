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

# What a wrong answer to each question of the policy leads to: the check that fails, and its code.
CODES = {
    "certificate-identity": "identity:identity.other",
    "certificate-oidc-issuer": "identity:identity.issuer",
    "owner": "source owner:identity.claim",
    "predicate-type": "predicate:statement.predicate",
    "repo": "source repository:identity.claim",
    "signer-workflow": "signer workflow:identity.claim",
    "source-digest": "source digest:identity.claim",
    "source-ref": "source ref:identity.claim",
}

# What the wrong artifact leads to: of a statement, and of a signature over the artifact itself.
OTHER_SUBJECT = {"subject:signature.subject"}
OTHER_ARTIFACT = OTHER_SUBJECT | {"signature:signature.invalid", "log entry:log.body-digest"}

# Roots that need not be named, since keelmark has them.
EMBEDDED = {real.PUBLIC_GOOD: [], real.GITHUB: [], real.STAGING: ["--instance", "staging"]}


def right_policy(case):
    """The options that hold for a bundle, by their names without dashes."""
    claims = case.claims
    if case.key:
        return {"key": case.key}
    policy = {"certificate-identity": claims.identity, "certificate-oidc-issuer": claims.issuer}
    if case.statement is not None:
        policy["predicate-type"] = case.statement["predicateType"]
    if claims.is_github:
        workflow, _, _ = claims.signer_workflow.removeprefix("https://").partition("@")
        policy |= {
            "repo": path_of(claims.repository),
            "signer-workflow": workflow,
            "source-ref": claims.source_ref,
            "source-digest": claims.source_digest,
        }
    return policy


def policies(case):
    """Every policy to begin with: the right one, and for a repository the one of its owner, since
    keelmark takes one of the two."""
    policy = right_policy(case)
    yield policy
    if "repo" in policy:
        del policy["repo"]
        yield policy | {"owner": path_of(case.claims.owner)}


def path_of(uri):
    """`owner/name` of a repository on GitHub, `owner` of an owner."""
    return uri.removeprefix("https://github.com/")


def wrong_values(option, value):
    """Near misses of the value of an option: what a check by prefix, by pattern or without regard
    to case would let through."""
    text = str(value)
    others = {text + "x", text[:-1], text.swapcase(), "x" + text}
    if option == "signer-workflow":
        # What a pattern would let through.
        others |= {text.replace(".", "x"), text.rpartition("/")[0] + "/.*", text.removesuffix("ml")}
    if option == "source-digest":
        others = {text[:-1] + ("0" if text[-1] != "0" else "1"), text[::-1], "0" * len(text)}
    if option in ("repo", "owner"):
        # GitHub itself makes no difference between cases.
        others.discard(text.swapcase())
        others.add("*/*" if option == "repo" else "*")
    return sorted(others - {text})


class Runner:
    """Runs keelmark on the bundles and notes what ends otherwise than it must."""

    def __init__(self, keelmark, work):
        self.keelmark = keelmark
        self.work = pathlib.Path(work)
        self.other = self.work / "other.bin"
        self.other.write_bytes(b"another artifact\n")

    def ask(self, case, policy, target=None, bundle=None):
        """Verdict, codes and exit code for a bundle under a policy."""
        if bundle is None:
            bundle = self.work / "bundle.sigstore.json"
            bundle.write_text(case.text)
        root = EMBEDDED.get(case.real.root, ["--trusted-root", case.root])
        # A value that is there and empty is refused: it may be a variable that is not set.
        options = [word for option, value in policy.items()
                   for word in ((f"--{option}", value) if value else (f"--no-{option}",))]
        return run_keelmark([self.keelmark, "verify", target or case.target, "--bundle", bundle, *root, *options])

    def holds(self, case):
        wrong = []
        for policy in policies(case):
            for target in dict.fromkeys([str(case.target), case.digest]):
                _, codes, exit_code = self.ask(case, policy, target)
                wrong += [f"{target} with {policy}: exit code {exit_code}: {codes}"] if exit_code else []
        if case.is_converted:
            # As PyPI serves it.
            _, codes, exit_code = self.ask(case, right_policy(case), bundle=case.path)
            wrong += [f"as published: exit code {exit_code}: {codes}"] if exit_code else []
        check(f"bundles: {case.short_name} holds", wrong, f"{len(policy)} questions of policy")
        return not wrong

    def refuses_wrong(self, case):
        """Every wrong answer, one at a time, and the wrong artifact."""
        asked, wrong, done = 0, [], {"key"}
        for policy in policies(case):
            for option in sorted(policy.keys() - done):
                done.add(option)
                for other in wrong_values(option, policy[option]):
                    asked += 1
                    answer = self.ask(case, policy | {option: other})
                    wrong += differences(f"--{option} {other!r}", answer, {CODES[option]})
        expected = OTHER_SUBJECT if case.statement else OTHER_ARTIFACT
        algorithm = case.digest.partition(":")[0]
        for target in (self.other, f"{algorithm}:{hashlib.new(algorithm, b'x').hexdigest()}"):
            asked += 1
            wrong += differences(str(target), self.ask(case, policy, target), expected)
        check(f"bundles: {case.short_name} with each wrong policy", wrong, f"{asked} refused, each for its reason")

    def refuses(self, case):
        policy = {"certificate-identity": case.claims.identity or "nobody",
                  "certificate-oidc-issuer": case.claims.issuer or "https://nowhere.example"}
        _, codes, exit_code = self.ask(case, policy)
        named = {code.rpartition(":")[2] for code in codes}
        wrong = [] if exit_code and case.real.code in named else [f"exit code {exit_code}: {codes}"]
        check(f"bundles: {case.short_name} does not hold: {case.real.refused}", wrong, ", ".join(codes))


def differences(what, answer, expected):
    """Nothing, where keelmark refused with exit code 1 for the reasons expected and no others."""
    _, codes, exit_code = answer
    if exit_code == 1 and set(codes) == expected:
        return []
    return [f"{what}: exit code {exit_code}: {', '.join(codes) or 'accepted'}"]


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
