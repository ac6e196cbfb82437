"""What sigstore-verify and sigstore-python say of bundles that were changed, beside what keelmark said.

    target/peers/venv/bin/python tests/interop/mutants.py MUTANTS [ORACLE]

MUTANTS has a JSON object on each line, as `KEELMARK_MUTANTS_OUT=FILE cargo test -p keelmark-trust
--test mutants` writes them:

    {"bundle": "TEXT", "trusted_root": "PATH", "digest": "sha256:HEX", "identity": "…", "issuer": "…",
     "mutation": "KIND: DETAIL", "keelmark": "accepts" or "refuses: CODE"}

ORACLE is the program of tests/oracle. Prints how often they agree, and each class of disagreement:
one peer, one kind of mutation, one pair of reasons. Why keelmark may differ stands in EXPLANATIONS;
a class without an explanation is a difference, and so is a peer that accepts nothing. Exits 1 on a
difference.
"""

import collections
import dataclasses
import json
import logging
import pathlib
import re
import subprocess
import sys

import report
import verifiers
from report import check, note, skip

ACCEPTS = "accepts"


@dataclasses.dataclass(frozen=True)
class Explanation:
    """Why keelmark and a peer may differ. Each pattern must be found in what it is named for; the
    peer's answer and keelmark's are `accepts` or `refuses: REASON`."""

    peer: str
    mutation: str
    keelmark: str
    answer: str
    why: str

    def covers(self, peer, disagreement):
        return (re.fullmatch(self.peer, peer) and re.search(self.mutation, disagreement.mutation)
                and re.search(self.keelmark, disagreement.keelmark)
                and re.search(self.answer, disagreement.answer))


@dataclasses.dataclass(frozen=True)
class Disagreement:
    """One bundle that keelmark and a peer judge differently."""

    mutation: str
    keelmark: str
    answer: str

    def kind(self):
        """Without what differs from bundle to bundle: numbers, base64, quotations."""
        reason = re.sub(r"[\w+/=-]{24,}|\d+|'[^']*'|\"[^\"]*\"", "…", self.answer)
        return self.mutation.split(":")[0], self.keelmark, reason[:160]


ANY = ""
ACCEPTED = f"^{ACCEPTS}$"
EXPLANATIONS = [
    # What keelmark refuses.
    Explanation("sigstore-verify", ANY, "document.(shape|syntax)", ACCEPTED,
                "it reads what a bundle may not hold: fields the schema does not have, fields twice, two contents, two signers, "
                "numbers with a zero before them."),
    Explanation("sigstore-verify", ANY, "bundle.version", ACCEPTED,
                "it takes a bundle without a media type for one of some version."),
    Explanation("sigstore-(verify|python)", ANY, "log.(checkpoint-root|proof-index|proof-root|proof-length)", ACCEPTED,
                "of index, size and root hash, which an entry of Rekor v2 repeats from its checkpoint, they leave "
                "some unread; keelmark wants both to say the same."),
    Explanation("sigstore-(verify|python)", ANY, "log.checkpoint-(origin|unsigned)", ACCEPTED,
                "a signature line in the name of another is not the log's by the form of signed notes; they go by "
                "the key id alone."),
    Explanation("sigstore-(verify|python)", ANY, "log.checkpoint-form", ACCEPTED,
                "they pass over lines of a checkpoint that are no signature, where the form of signed notes has "
                "nothing but signatures."),
    Explanation("sigstore-verify", ANY, "log.proof-missing", ACCEPTED,
                "an entry without a proof of inclusion will do for it where there is a promise; keelmark demands "
                "the proof unless told otherwise."),
    Explanation("sigstore-(verify|python)", ANY, "log.time-(unsigned|missing)", ACCEPTED,
                "they pass over a time of the log that its promise does not sign, where a timestamp says the time; "
                "keelmark takes nothing unsigned from the log."),
    Explanation("sigstore-(verify|python)", ANY, "log.unknown", ACCEPTED,
                "of an entry of Rekor v2 they go by the checkpoint and leave its log id unread; keelmark refuses the "
                "id of a log that nobody trusts."),
    Explanation("sigstore-(verify|python)", "imestamp", "timestamp.format", ACCEPTED,
                "they leave the version of a timestamp's signer unread, which its signature does not cover; "
                "keelmark wants the one that RFC 5652 gives."),
    Explanation("sigstore-python", ANY, "document.duplicate-key", ACCEPTED,
                "of a key that stands twice it takes the last, other readers the first."),
    Explanation("sigstore-python", ANY, "document.(syntax|shape)", ACCEPTED,
                "its base64 passes over characters that are none, and its numbers may have zeros before them, so "
                "that one bundle has many texts."),
    Explanation("sigstore-(verify|python)", "imestamp", "timestamp.(signature|algorithm)", ACCEPTED,
                "they leave the algorithm that a timestamp's signer names unread, which its signature does not cover, "
                "and go by the key; keelmark wants both to agree."),
    # What keelmark accepts.
    Explanation("sigstore-verify", "original name", ACCEPTED, ANY,
                "it knows fields by their lowerCamelCase names only and takes the others for absent; ProtoJSON allows "
                "the original ones."),
    Explanation("sigstore-python", "base64|pad|url", ACCEPTED, ANY,
                "its base64 knows neither the URL-safe alphabet nor text without padding, which ProtoJSON allows."),
    Explanation("sigstore-python", ANY, ACCEPTED, "Expected protobuf uint64 as string",
                "it reads 64-bit numbers as strings only; ProtoJSON allows both."),
    Explanation("sigstore-(verify|python)", ANY, ACCEPTED,
                "expected a sequence|missing field|Field required|should be a(n object| valid)|invalid type: null|"
                "Expected protobuf bytes",
                "they want fields to be there that ProtoJSON leaves out, or writes as null, when they are empty."),
    Explanation("sigstore-python", ANY, ACCEPTED, "Integrated time only supported",
                "it takes the time of a log for hashedrekord and dsse entries only; the promise of an intoto entry "
                "signs it in the same way."),
    Explanation("sigstore-python", "media ?[tT]ype", ACCEPTED, "expected certificate chain",
                "under the older media types it wants the signer's certificate as a chain of one."),
    Explanation("sigstore-python", "imestamp", ACCEPTED, "InvalidVersion",
                "what changed is the authority's certificate within the timestamp, which its signature does not "
                "cover; keelmark takes the one of the trusted root."),
    Explanation("sigstore-python", ANY, ACCEPTED, "expected exactly one log entry",
                "it knows bundles of one log entry only; each of them is verified here."),
    Explanation("sigstore-verify", ANY, ACCEPTED, "No log key valid|No matching Rekor key|key not found",
                "it refuses a bundle that has, beside a good entry, one of a log it does not know; keelmark shows "
                "that one as an entry that does not count."),
    Explanation("sigstore-verify", "logIndex", ACCEPTED, "inclusion proof|out of range",
                "of an entry of Rekor v2 it takes the place in the tree from the entry; keelmark and sigstore-python "
                "take it from the proof, which must then hold."),
    Explanation("sigstore-python", ANY, ACCEPTED, "Signature not found for log ID",
                "an entry of Rekor v2 need not name its log: the checkpoint does."),
    Explanation("sigstore-python", "signedTimestamp", ACCEPTED, "verified time",
                "what changed is the authority's certificate within the timestamp, which its signature does not cover; "
                "keelmark and sigstore-verify take the one of the trusted root."),
    Explanation("sigstore-python", ANY, ACCEPTED, "duplicate timestamp",
                "it refuses a timestamp that stands twice; here it counts once."),
    Explanation("sigstore-(verify|python)", "imestamp", ACCEPTED, "RFC 3161 timestamp|Timestamp Response|TimestampToken",
                "they refuse a timestamp that they cannot read or verify even where the log says the time; the "
                "specification counts those that verify, and keelmark shows the other as one that does not count."),
]


def oracle(program, mutants):
    """The answers of sigstore-verify, in the order of `mutants`."""
    fields = "bundle", "trusted_root", "digest", "identity", "issuer"
    lines = "".join(json.dumps({name: mutant[name] for name in fields}) + "\n" for mutant in mutants)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def sigstore_python(mutants):
    """The answers of sigstore-python as a library, in the order of `mutants`; None of what it has
    no verifier for."""
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

    logging.disable(logging.CRITICAL)
    verifier_of = {}
    for mutant in mutants:
        path = mutant["trusted_root"]
        if path not in verifier_of:
            has_logs = json.loads(pathlib.Path(path).read_text()).get("tlogs")
            try:
                verifier_of[path] = has_logs and Verifier(trusted_root=TrustedRoot.from_file(path))
            except ValueError:
                # It wants names of authorities that not every root has.
                verifier_of[path] = None
        if not verifier_of[path] or not mutant["digest"].startswith("sha256:"):
            yield None
            continue
        try:
            verify_by_python(verifier_of[path], mutant)
        except Exception as error:  # whatever it raises, it does not accept
            yield f"refuses: {type(error).__name__}: {' '.join(str(error).split())}"
        else:
            yield ACCEPTS


def verify_by_python(verifier, mutant):
    """Raises where sigstore-python's own command would refuse."""
    from sigstore.dsse import Statement
    from sigstore.errors import VerificationError
    from sigstore.hashes import Hashed
    from sigstore.models import Bundle
    from sigstore.verify.policy import Identity
    from sigstore_models.common.v1 import HashAlgorithm

    bundle = Bundle.from_json(mutant["bundle"])
    policy = Identity(identity=mutant["identity"], issuer=mutant["issuer"])
    digest = bytes.fromhex(mutant["digest"].removeprefix("sha256:"))
    hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=digest)
    if bundle._dsse_envelope is None:
        verifier.verify_artifact(hashed, bundle, policy)
        return
    kind, payload = verifier.verify_dsse(bundle, policy)
    if kind != "application/vnd.in-toto+json":
        raise VerificationError(f"a payload of type {kind}")
    if not Statement(payload)._matches_digest(hashed):
        raise VerificationError("no subject has the digest")


def compare(peer, mutants, answers):
    """Prints how a peer agrees with keelmark, and its classes of disagreement."""
    pairs = [(mutant, answer) for mutant, answer in zip(mutants, answers, strict=True) if answer is not None]
    both = collections.Counter()
    explained, unexplained = collections.defaultdict(list), collections.defaultdict(list)
    for mutant, answer in pairs:
        ours, theirs = mutant["keelmark"] == ACCEPTS, answer == ACCEPTS
        both[ours, theirs] += 1
        if ours == theirs:
            continue
        disagreement = Disagreement(mutant["mutation"], mutant["keelmark"], answer)
        reason = next((one for one in EXPLANATIONS if one.covers(peer, disagreement)), None)
        if reason:
            explained[reason].append(disagreement)
        else:
            unexplained[disagreement.kind()].append(disagreement)
    for reason, found in explained.items():
        kinds = collections.Counter(one.kind()[0] for one in found)
        shown = ", ".join(f"{count} of {kind}" for kind, count in kinds.most_common(5))
        note(f"mutants: {peer}: {len(found)} explained ({shown}): {reason.why}")
    for (mutation, ours, theirs), found in sorted(unexplained.items(), key=lambda item: -len(item[1])):
        check(f"mutants: {peer}: {len(found)} of {mutation}",
              [f"keelmark {ours}", f"{peer} {theirs}", f"such as {found[0].mutation}", found[0].answer[:600]])
    if not both[True, True]:
        check(f"mutants: {peer}", ["it accepts nothing that keelmark accepts: is it asked the right question?"])
    check(f"mutants: {peer} on {len(pairs)} bundles",
          [f"{sum(map(len, unexplained.values()))} disagreements in {len(unexplained)} classes"] if unexplained else [],
          f"{both[True, True]} accepted by both, {both[False, False]} refused by both, "
          f"{both[True, False]} by keelmark only, {both[False, True]} by it only")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        mutants = [json.loads(line) for line in file]
    program = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else verifiers.ORACLE
    if program.exists():
        compare("sigstore-verify", mutants, oracle(program, mutants))
    else:
        skip("mutants: sigstore-verify: the oracle is not built")
    try:
        import sigstore  # noqa: F401
    except ImportError:
        skip("mutants: sigstore-python is not installed")
    else:
        compare("sigstore-python", mutants, list(sigstore_python(mutants)))
    return int(report.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
