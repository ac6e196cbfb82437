"""The real bundles in target/peers/bundles: what each is of, and whether it must hold.

Who signed, from which commit and under whose name is read from the certificates here, with the
cryptography package, so that what keelmark is asked owes nothing to keelmark.
"""

import base64
import dataclasses
import functools
import hashlib
import json
import pathlib
import re

from cryptography import x509

FULCIO = "1.3.6.1.4.1.57264.1."
PUBLIC_GOOD = "sigstore-trust-root/src/trusted_root.json"
STAGING = "sigstore-trust-root/src/trusted_root_staging.json"
GITHUB = "sigstore-trust-root/src/trusted_root_github.json"

VERIFY = "sigstore-verify/test_data/bundles/"
PYTHON = "sigstore-verify/test_data/upstream/sigstore-python/"
PYPI = "pypi-attestations/"
PEP_740 = (".attestation", ".provenance")


@dataclasses.dataclass(frozen=True)
class Real:
    """A bundle by its path; `artifact` beside it where there is one, else its digest is known only
    from the bundle. `refused` says why it must not hold, and `code` what keelmark calls that."""

    path: str
    artifact: str = ""
    root: str = PUBLIC_GOOD
    key: str = ""
    refused: str = ""
    code: str = ""


REAL = [
    Real("sigstore-bundle/tests/fixtures/bundle_v3.json", root=STAGING),
    Real("sigstore-bundle/tests/fixtures/happy-path.json"),
    Real(VERIFY + "bundle_v3_github.whl.sigstore", PYPI + "rfc8785-0.1.2-py3-none-any.whl"),
    Real(VERIFY + "conda-attestation.sigstore.json", VERIFY + "signed-package-2.1.0-hb0f4dca_0.conda"),
    Real(VERIFY + "conda-attestation-rekor2.sigstore.json", VERIFY + "signed-package-2.1.0-hb0f4dca_0.conda", STAGING),
    Real(VERIFY + "cosign-v3-blob.sigstore.json", VERIFY + "cosign-v3-blob.txt"),
    Real(VERIFY + "github-private-attestation.sigstore.json", root=GITHUB),
    Real(VERIFY + "othername.sigstore.json", root="sigstore-verify/test_data/trusted_roots/scaffolding.json"),
    Real(VERIFY + "sigstore.js@2.0.0-provenance.sigstore.json"),
    Real("sigstore-verify/test_data/managed-key/bundle.sigstore.json", "sigstore-verify/test_data/managed-key/artifact.txt",
         key="sigstore-verify/test_data/managed-key/key.pub"),
    Real("sigstore-verify/test_data/sct-multi-intermediate/staging_bundle.sigstore.json",
         root="sigstore-verify/test_data/sct-multi-intermediate/staging_trusted_root.json"),
    Real("sigstore-verify/test_data/timestamps/valid_bundle.json",
         root="sigstore-verify/test_data/timestamps/valid_trusted_root.json"),
    Real(PYTHON + "a.dsse.staging-rekor-v2.txt.sigstore.json", root=STAGING),
    Real(PYTHON + "staging-rekor-v2.txt.sigstore.json", PYTHON + "staging-rekor-v2.txt", STAGING),
    Real(PYPI + "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl.publish.attestation",
         PYPI + "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl"),
    Real(PYPI + "gcb_attestation_test-0.0.0.tar.gz.provenance", PYPI + "gcb_attestation_test-0.0.0.tar.gz"),
    Real(PYPI + "gitlab_oidc_project-0.0.3.tar.gz.publish.attestation", PYPI + "gitlab_oidc_project-0.0.3.tar.gz"),
    Real(PYPI + "pypi_attestation_models-0.0.4a2.tar.gz.sigstore", PYPI + "pypi_attestation_models-0.0.4a2.tar.gz"),
    Real(PYPI + "pypi_attestation_models-0.0.4a2.tar.gz.attestation", PYPI + "pypi_attestation_models-0.0.4a2.tar.gz"),
    Real(PYPI + "pypi_attestations-0.0.19.tar.gz.publish.attestation", PYPI + "pypi_attestations-0.0.19.tar.gz"),
    Real(PYPI + "pypi_attestations-0.0.19.tar.gz.slsa.attestation", PYPI + "pypi_attestations-0.0.19.tar.gz"),
    Real(PYPI + "rfc8785-0.1.2-py3-none-any.whl.sigstore", PYPI + "rfc8785-0.1.2-py3-none-any.whl", STAGING),
    Real(PYPI + "rfc8785-0.1.2-py3-none-any.whl.attestation", PYPI + "rfc8785-0.1.2-py3-none-any.whl", STAGING),
    Real(PYPI + "rfc8785-0.1.2-py3-none-any.whl.publish.attestation", PYPI + "rfc8785-0.1.2-py3-none-any.whl", STAGING),
    Real(PYPI + "spt3g-1.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl.publish.attestation", root=STAGING),
    # The rest must be refused. Most were written for that by sigstore-python and sigstore-verify.
    Real(VERIFY + "dsse.sigstore.json", refused="it brings a root certificate", code="certificate.root-in-bundle"),
    Real(VERIFY + "bundle_cve_2022_36056.txt.sigstore", root=STAGING, refused="its log entry is of another signature",
         code="log.body-signature"),
    Real(VERIFY + "bundle_invalid_version.txt.sigstore", refused="no media type of a bundle", code="bundle.version"),
    Real(VERIFY + "bundle_no_cert_v1.txt.sigstore", refused="an empty certificate chain", code="document.shape"),
    Real(VERIFY + "bundle_no_checkpoint.txt.sigstore", root=STAGING, refused="an inclusion proof nothing signs",
         code="log.checkpoint-missing"),
    Real(VERIFY + "bundle_no_log_entry.txt.sigstore", refused="no log entry", code="log.absent"),
    Real(VERIFY + "bundle_v3_no_signed_time.txt.sigstore.json", refused="a time nobody signs",
         code="log.time-unsigned"),
    Real(VERIFY + "dsse-2sigs.sigstore.json", refused="two signatures where a bundle may have one", code="document.shape"),
    Real("sigstore-tsa/test_data/timestamps/payload_mismatch_bundle.json", root=STAGING,
         refused="a timestamp of another signature", code="timestamp.imprint"),
]


@dataclasses.dataclass(frozen=True)
class Claims:
    """What a signing certificate says, empty where it says nothing."""

    identity: str = ""
    issuer: str = ""
    signer_workflow: str = ""
    repository: str = ""
    source_digest: str = ""
    source_ref: str = ""
    owner: str = ""
    runner: str = ""

    @property
    def is_github(self):
        return self.issuer == "https://token.actions.githubusercontent.com"


class Case:
    """One of REAL, read: the bundle as JSON text, what it is of, and who the certificate names."""

    def __init__(self, folder, real):
        self.real = real
        self.name = pathlib.PurePath(real.path).name
        self.path = folder / real.path
        self.is_converted = self.path.suffix in PEP_740
        self.text = bundle_text(self.path)
        self.bundle = json.loads(self.text)
        self.root = folder / real.root
        self.key = folder / real.key if real.key else None
        self.artifact = folder / real.artifact if real.artifact else None
        self.claims = Claims() if self.key else claims(self.bundle)

    @functools.cached_property
    def statement(self):
        """The in-toto Statement that is signed, None where it is the artifact itself."""
        envelope = self.bundle.get("dsseEnvelope")
        return envelope and json.loads(base64.b64decode(envelope["payload"]))

    @property
    def short_name(self):
        """The name without what every bundle's ends in; its folder's where that is no name."""
        name = re.sub(r"(\.sigstore)?(\.json)?$", "", self.name)
        return pathlib.PurePath(self.real.path).parent.name if name == "bundle" else name

    @property
    def target(self):
        """What keelmark is to verify: the artifact, else its digest as the bundle has it."""
        return self.artifact or self.digest

    @functools.cached_property
    def digest(self):
        """`algorithm:HEX` of the artifact, of its bytes where they are there."""
        if self.artifact:
            return "sha256:" + hashlib.sha256(self.artifact.read_bytes()).hexdigest()
        if self.statement is None:
            digest = self.bundle["messageSignature"]["messageDigest"]["digest"]
            return "sha256:" + base64.b64decode(digest).hex()
        digests = [subject["digest"] for subject in self.statement["subject"]]
        known = [(name, digest[name]) for digest in digests for name in ("sha256", "sha512") if name in digest]
        return ":".join(known[0])


def bundle_text(path):
    """A Sigstore bundle; what PyPI keeps (PEP 740) is made one by PyPI's own library."""
    text = path.read_text()
    if path.suffix not in PEP_740:
        return text
    from pypi_attestations import Attestation, Provenance

    if path.suffix == ".provenance":
        attestation = Provenance.model_validate_json(text).attestation_bundles[0].attestations[0]
    else:
        attestation = Attestation.model_validate_json(text)
    return attestation.to_bundle().to_json()


def claims(bundle):
    """The claims of a bundle's signing certificate, none where it has no certificate."""
    material = bundle["verificationMaterial"]
    chain = material.get("x509CertificateChain", {}).get("certificates", [])
    leaf = material.get("certificate") or (chain[0] if chain else None)
    if leaf is None:
        return Claims()
    certificate = x509.load_der_x509_certificate(base64.b64decode(leaf["rawBytes"]))
    values = {}
    for extension in certificate.extensions:
        oid = extension.oid.dotted_string
        if oid.startswith(FULCIO):
            values[int(oid.removeprefix(FULCIO))] = extension.value.value
    # 1.1 to 1.6 are bare text, from 1.8 on it is a DER UTF8String.
    text = {number: utf8_string(value) for number, value in values.items() if number >= 8}
    return Claims(
        identity=identity(certificate),
        issuer=text.get(8) or values.get(1, b"").decode(),
        signer_workflow=text.get(9, ""),
        repository=text.get(12, ""),
        source_digest=text.get(13, ""),
        source_ref=text.get(14, ""),
        owner=text.get(16, ""),
        runner=text.get(11, ""),
    )


def identity(certificate):
    """The one name of a signing certificate: a URI, an address, or Fulcio's user name."""
    names = list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    if len(names) != 1:
        raise ValueError(f"{len(names)} names in a signing certificate")
    return utf8_string(names[0].value) if isinstance(names[0], x509.OtherName) else names[0].value


def utf8_string(der):
    """The text of a DER UTF8String, of at most 65,535 bytes."""
    if der[0] != 0x0C:
        raise ValueError(f"no UTF8String: {der.hex()}")
    size = der[1] & 0x7F if der[1] & 0x80 else 0
    return der[2 + size:].decode()


def cases(folder):
    """The cases whose files are all there, and the paths of the others."""
    folder = pathlib.Path(folder)
    present, missing = [], []
    for real in REAL:
        if all((folder / path).is_file() for path in (real.path, real.root, real.artifact or real.path)):
            present.append(Case(folder, real))
        else:
            missing.append(real.path)
    return present, missing
