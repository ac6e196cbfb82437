//! Bundles that others publish as test data: where each is, and what it is of.

use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::bundle::{Bundle, VerificationMaterial};
use keelmark_formats::certificate::Certificate;
use keelmark_formats::pypi;
use keelmark_trust::certificate::identity;

use crate::corpus::{Case, Question, embedded};

const CRATE: &str = "sigstore-verify/test_data/bundles/";
const PYTHON: &str = "sigstore-verify/test_data/upstream/sigstore-python/";
const PYPI: &str = "pypi-attestations/";

/// A bundle by its folder and file; the artifact is in the same folder, or nowhere, and then its
/// digest is known only from the bundle. The root is an instance or a file.
#[derive(Default)]
struct Real {
    folder: &'static str,
    file: &'static str,
    artifact: &'static str,
    root: &'static str,
    key: &'static str,
}

const fn of(
    folder: &'static str,
    file: &'static str,
    artifact: &'static str,
    root: &'static str,
) -> Real {
    Real { folder, file, artifact, root, key: "" }
}

const PUBLIC_GOOD: &str = "public-good";
const STAGING: &str = "staging";
const GITHUB: &str = "github";

const REAL: &[Real] = &[
    of("sigstore-bundle/tests/fixtures/", "bundle_v3.json", "", STAGING),
    of("sigstore-bundle/tests/fixtures/", "happy-path.json", "", PUBLIC_GOOD),
    of(
        CRATE,
        "conda-attestation.sigstore.json",
        "signed-package-2.1.0-hb0f4dca_0.conda",
        PUBLIC_GOOD,
    ),
    of(
        CRATE,
        "conda-attestation-rekor2.sigstore.json",
        "signed-package-2.1.0-hb0f4dca_0.conda",
        STAGING,
    ),
    of(CRATE, "cosign-v3-blob.sigstore.json", "cosign-v3-blob.txt", PUBLIC_GOOD),
    of(CRATE, "github-private-attestation.sigstore.json", "", GITHUB),
    of(
        CRATE,
        "othername.sigstore.json",
        "",
        "sigstore-verify/test_data/trusted_roots/scaffolding.json",
    ),
    of(CRATE, "sigstore.js@2.0.0-provenance.sigstore.json", "", PUBLIC_GOOD),
    Real {
        key: "key.pub",
        ..of(
            "sigstore-verify/test_data/managed-key/",
            "bundle.sigstore.json",
            "artifact.txt",
            PUBLIC_GOOD,
        )
    },
    of(
        "sigstore-verify/test_data/sct-multi-intermediate/",
        "staging_bundle.sigstore.json",
        "",
        "sigstore-verify/test_data/sct-multi-intermediate/staging_trusted_root.json",
    ),
    of(
        "sigstore-verify/test_data/timestamps/",
        "valid_bundle.json",
        "",
        "sigstore-verify/test_data/timestamps/valid_trusted_root.json",
    ),
    of(PYTHON, "a.dsse.staging-rekor-v2.txt.sigstore.json", "", STAGING),
    of(PYTHON, "staging-rekor-v2.txt.sigstore.json", "staging-rekor-v2.txt", STAGING),
    of(
        PYPI,
        "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl.publish.attestation",
        "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl",
        PUBLIC_GOOD,
    ),
    of(
        PYPI,
        "gitlab_oidc_project-0.0.3.tar.gz.publish.attestation",
        "gitlab_oidc_project-0.0.3.tar.gz",
        PUBLIC_GOOD,
    ),
    of(
        PYPI,
        "pypi_attestation_models-0.0.4a2.tar.gz.sigstore",
        "pypi_attestation_models-0.0.4a2.tar.gz",
        PUBLIC_GOOD,
    ),
    of(
        PYPI,
        "pypi_attestation_models-0.0.4a2.tar.gz.attestation",
        "pypi_attestation_models-0.0.4a2.tar.gz",
        PUBLIC_GOOD,
    ),
    of(
        PYPI,
        "pypi_attestations-0.0.19.tar.gz.publish.attestation",
        "pypi_attestations-0.0.19.tar.gz",
        PUBLIC_GOOD,
    ),
    of(
        PYPI,
        "pypi_attestations-0.0.19.tar.gz.slsa.attestation",
        "pypi_attestations-0.0.19.tar.gz",
        PUBLIC_GOOD,
    ),
    of(PYPI, "rfc8785-0.1.2-py3-none-any.whl.sigstore", "rfc8785-0.1.2-py3-none-any.whl", STAGING),
    of(
        PYPI,
        "rfc8785-0.1.2-py3-none-any.whl.attestation",
        "rfc8785-0.1.2-py3-none-any.whl",
        STAGING,
    ),
    of(
        PYPI,
        "rfc8785-0.1.2-py3-none-any.whl.publish.attestation",
        "rfc8785-0.1.2-py3-none-any.whl",
        STAGING,
    ),
    of(
        PYPI,
        "spt3g-1.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl.publish.attestation",
        "",
        STAGING,
    ),
];

/// Every bundle of the list that `folder` has.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    REAL.iter().filter_map(|real| real.case(folder)).collect()
}

impl Real {
    fn case(&self, folder: &Path) -> Option<Case> {
        let beside = folder.join(self.folder);
        let named = |file: &str| Some(beside.join(file)).filter(|_| !file.is_empty());
        let path = beside.join(self.file);
        let text = fs::read(&path).ok()?;
        // What PyPI keeps (PEP 740) has the parts of a bundle under other names.
        let text = match path.extension() {
            Some(extension) if extension == "attestation" => {
                pypi::parse_attestation(&text).expect("an attestation").render()
            }
            _ => text,
        };
        let (identity, issuer) = signer(&Bundle::parse(&text).expect("a bundle"));
        Some(Case::new(Question {
            name: self.file.to_owned(),
            text,
            artifact: named(self.artifact),
            root: self.root(folder),
            identity,
            issuer,
            key: named(self.key),
        }))
    }

    fn root(&self, folder: &Path) -> PathBuf {
        if self.root.contains('/') { folder.join(self.root) } else { embedded(self.root) }
    }
}

/// Whom the certificate names, and who vouched for them.
fn signer(bundle: &Bundle) -> (String, String) {
    let der = match &bundle.material {
        VerificationMaterial::Certificate { der } => der,
        VerificationMaterial::CertificateChain(chain) => &chain[0],
        VerificationMaterial::PublicKey { .. } => return Default::default(),
    };
    let certificate = Certificate::parse(der).expect("a certificate");
    let identity = identity(&certificate).expect("an identity");
    (identity.text().to_owned(), identity.claims.issuer.clone().unwrap_or_default())
}
