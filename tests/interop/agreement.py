"""What four verifiers and keelmark say of the same bundles.

    target/peers/venv/bin/python tests/interop/agreement.py KEELMARK [BUNDLES]

The bundles are the cases of sigstore-conformance in KEELMARK_DATA, and the real ones in BUNDLES (see
bundles.sh). Prints a table, and below it why a verifier answers otherwise than it should; one that
does so without a reason in DEVIATIONS is a difference, and so is a reason that no longer applies.
Exits 1 on a difference.
"""

import dataclasses
import pathlib
import sys
import tempfile

import real
import report
import verifiers
from releases import DATA
from report import check, note, skip

IDENTITY = ("https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
            ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main")
ISSUER = "https://token.actions.githubusercontent.com"

# By verifier and case: why its answer is not the one that is due.
DEVIATIONS = {
    ("cosign", "dsse"):
        "it takes a chain with a root certificate in it, which sigstore_bundle.proto forbids and the case "
        "bundle-with-root-cert of the suite wants refused; it refuses that one for having no checkpoint.",
    ("sigstore-verify", "dsse"):
        "as cosign.",
    ("sigstore-python", "intoto-with-custom-trust-root"):
        "it takes the time of a log for hashedrekord and dsse entries 0.0.1 only, and this is an intoto "
        "entry, which Rekor v1 promised in the same way.",
    ("gh", "intoto-with-custom-trust-root"):
        "it must find the owner of a repository in the certificate, and a mock certificate has none.",
    ("cosign", "github-private-attestation"):
        "it has no way to say that a certificate names no issuer, as those of GitHub's own releases do not.",
    ("sigstore-verify", "github-private-attestation"):
        "asked for an issuer it wants the certificate to have one, and those of GitHub's own releases have none.",
    ("sigstore-python", "othername"):
        "its reader of trusted roots wants a common name that this root's authority does not have, so it "
        "never reaches the bundle.",
    ("sigstore-verify", "othername"):
        "it reads no user names (otherName) from certificates, and says there is no identity.",
}


@dataclasses.dataclass(frozen=True)
class Case:
    """A bundle, the question about it, and whether it must be accepted."""

    name: str
    question: verifiers.Question
    holds: bool


def conformance(folder):
    """The cases of sigstore-conformance; its README says how a case is laid out."""
    for path in sorted(path.parent for path in folder.glob("*/bundle.sigstore.json")):

        def part(name, default, path=path):
            return path / name if (path / name).exists() else default

        def text(name, default, path=path):
            return (path / name).read_text().strip() if (path / name).exists() else default

        yield Case(path.name.removesuffix("_fail"), verifiers.Question(
            path / "bundle.sigstore.json",
            part("artifact", folder / "a.txt"),
            part("trusted_root.json", folder.parent / "trust/trusted_root.json"),
            text("identity", IDENTITY), text("issuer", ISSUER), part("key.pub", None),
        ), not path.name.endswith("_fail"))


def real_cases(bundles, work):
    """The real bundles, with what their certificates say for the policy."""
    for number, case in enumerate(real.cases(bundles)[0]):
        path = work / f"{number}.sigstore.json"
        path.write_text(case.text)
        yield Case(case.short_name, verifiers.Question(
            path, case.target, case.root, case.claims.identity, case.claims.issuer, case.key,
        ), not case.real.refused)


def table(cases, verify):
    """Prints what each verifier answers; returns the deviations found, with the reason each gave."""
    width = max(len(case.name) for case in cases)
    print(" " * width, "due    ", *(f"{name:15}" for name in verify))
    found = {}
    for case in cases:
        due = "accepts" if case.holds else "refuses"
        row = []
        for name, ask in verify.items():
            verdict, reason = ask(case.question)
            row.append(verdict)
            if verdict not in (due, "cannot"):
                found[name, case.name] = f"{verdict}, {reason or 'without a word'}"
        print(f"{case.name:{width}}", due, *(f"{verdict:15}" for verdict in row), flush=True)
    return found


def main():
    peers, missing = verifiers.peers()
    for name in missing:
        skip(f"agreement with {name}: it is not installed")
    with tempfile.TemporaryDirectory() as work:
        cases = []
        if (DATA / "sigstore/conformance").is_dir():
            cases += conformance(DATA / "sigstore/conformance")
        else:
            skip("agreement on the cases of sigstore-conformance: no data")
        if len(sys.argv) > 2:
            cases += real_cases(pathlib.Path(sys.argv[2]), pathlib.Path(work))
        if not cases:
            return 0
        found = table(cases, {"keelmark": verifiers.keelmark(sys.argv[1])} | peers)
    for (name, case), said in sorted(found.items()):
        reason = DEVIATIONS.get((name, case))
        if reason:
            note(f"{case}: {name} {said.split(',')[0]}: {reason}")
        else:
            check(f"agreement on {case}: {name}", [said])
    names = {case.name for case in cases}
    for name, case in DEVIATIONS.keys() - found.keys():
        if name in peers and case in names:
            check(f"agreement on {case}: {name} answers now as is due", ["its reason is no longer one"])
    ran = len(cases) * (1 + len(peers))
    check(f"agreement of keelmark and {len(peers)} others on {len(cases)} bundles",
          [f"{report.failures} differences"] if report.failures else [],
          f"{ran - len(found)} answers of {ran} as due, {len(found)} explained")
    return int(report.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
