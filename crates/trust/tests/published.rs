//! Attestations that registries and builders published, where they are at hand: the signature holds,
//! and what is read of them is what they say.
//!
//! They are looked for where the interoperability script puts its peers (`target/peers`), and in
//! cargo's own folder of crates. Certificates are not judged here: the key is taken out of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial, parse_all};
use keelmark_formats::hash;
use keelmark_formats::provenance::{Generator, Provenance};
use keelmark_formats::pypi::{self, Publisher};
use keelmark_formats::statement::Statement;
use keelmark_model::Timestamp;
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{Policy, SignerPolicy, Thresholds};
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::verify;
use keelmark_trust::{PublicKey, Verified};

const PYPI: &str = "pypi_attestations-0.0.30/test/assets";
const COMMIT: &str = "08802efe1f8e5fec4ad842d6b8ce97656092ee72";

/// The folder of pypi-attestations' own tests.
fn pypi_assets() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers").join(PYPI);
    let found = Some(folder).filter(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: no target/peers/{PYPI}");
    }
    found
}

/// The same bundle, signed by a key instead of a certificate, and that key.
fn keyed(bundle: &Bundle) -> (Bundle, PublicKey) {
    const P256: &[u8] = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";
    let der = match &bundle.material {
        VerificationMaterial::Certificate { der } => der,
        VerificationMaterial::CertificateChain(chain) => chain.first().unwrap(),
        VerificationMaterial::PublicKey { .. } => panic!("signed with a key"),
    };
    let at = der.windows(P256.len()).position(|window| window == P256).unwrap();
    let key = PublicKey::from_spki(&der[at..at + 91]).unwrap();
    let material = VerificationMaterial::PublicKey { hint: None };
    (Bundle { material, ..bundle.clone() }, key)
}

fn with_statement<T>(bundle: &Bundle, look: impl FnOnce(&Verified<Statement<'_>>) -> T) -> T {
    let (bundle, key) = keyed(bundle);
    let Content::Dsse(envelope) = &bundle.content else { panic!("no statement") };
    let own = Statement::parse(&envelope.payload).unwrap().subjects.swap_remove(0);
    let root = TrustRoot::new(Vec::new()).unwrap();
    let thresholds = Thresholds { logs: 0, ..Thresholds::default() };
    let policy = Policy { signer: SignerPolicy::Keys(vec![key]), thresholds, ..Policy::default() };
    let report = verify(&bundle, Artifact::from(&own), &root, &policy, Timestamp(1_793_491_200));
    look(&report.proven.unwrap().into_statement().unwrap())
}

#[test]
fn attestations_of_pypi_are_about_their_distributions() {
    let Some(folder) = pypi_assets() else { return };
    let distributions = [
        ("rfc8785-0.1.2-py3-none-any.whl", ".publish.attestation"),
        ("pypi_attestations-0.0.19.tar.gz", ".publish.attestation"),
        ("pypi_attestations-0.0.19.tar.gz", ".slsa.attestation"),
        ("gitlab_oidc_project-0.0.3.tar.gz", ".publish.attestation"),
        ("circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl", ".publish.attestation"),
        ("pypi_attestation_models-0.0.4a2.tar.gz", ".attestation"),
    ];
    for (name, suffix) in distributions {
        let sha256 = hash::sha256(&std::fs::read(folder.join(name)).unwrap());
        let attestation = std::fs::read(folder.join(format!("{name}{suffix}"))).unwrap();
        let bundle = pypi::parse_attestation(&attestation).unwrap();
        with_statement(&bundle, |statement| {
            let checked = keelmark_trust::pypi::check_statement(statement, name, &sha256);
            assert_eq!(checked, Ok(()), "{name}");
            let other = hash::sha256(b"other");
            assert!(keelmark_trust::pypi::check_statement(statement, name, &other).is_err());
        });
    }
}

#[test]
fn provenance_of_pypi_names_its_publisher() {
    let Some(folder) = pypi_assets() else { return };
    let publisher = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let [published] = <[_; 1]>::try_from(pypi::parse_provenance(&bytes).unwrap()).unwrap();
        assert_eq!(published.attestations.len(), 1, "{name}");
        published.publisher
    };
    let github = Publisher::GitHub {
        repository: "trailofbits/pypi-attestations".to_owned(),
        workflow: "release.yml".to_owned(),
        environment: None,
    };
    assert_eq!(publisher("pypi_attestations-0.0.19.tar.gz.provenance"), github);
    let google = "919436158236-compute@developer.gserviceaccount.com".to_owned();
    let google = Publisher::Google { email: google };
    assert_eq!(publisher("gcb_attestation_test-0.0.0.tar.gz.provenance"), google);
    let circle = "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl.provenance";
    assert!(matches!(publisher(circle), Publisher::CircleCi { .. }));
}

/// Generator, builder, repository, commit, reference of a bundle's provenance.
fn seen(bundle: &Bundle) -> (Generator, String, String, String, String) {
    with_statement(bundle, |statement| {
        let read = statement.value();
        let provenance = Provenance::parse(&read.predicate_type, read.predicate_bytes()).unwrap();
        let source = provenance.source;
        (
            provenance.generator,
            provenance.builder_id,
            source.repository.unwrap().to_string(),
            source.commit.unwrap(),
            source.reference.unwrap(),
        )
    })
}

#[test]
fn provenance_of_github_is_read() {
    let Some(folder) = pypi_assets() else { return };
    let name = "pypi_attestations-0.0.19.tar.gz.slsa.attestation";
    let bundle = pypi::parse_attestation(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let repository = "https://github.com/trailofbits/pypi-attestations";
    let workflow = format!("{repository}/.github/workflows/release.yml@refs/tags/v0.0.19");
    let tag = "refs/tags/v0.0.19".to_owned();
    let wanted =
        (Generator::GitHubWorkflow, workflow, repository.to_owned(), COMMIT.to_owned(), tag);
    assert_eq!(seen(&bundle), wanted);
}

/// Bundles that the crate `sigstore-verify` tests with.
fn crate_bundles() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
    let folder = |registry: std::io::Result<std::fs::DirEntry>| {
        let folder = registry.ok()?.path().join("sigstore-verify-0.15.1/test_data/bundles");
        folder.is_dir().then_some(folder)
    };
    registries.into_iter().find_map(folder)
}

#[test]
fn provenance_of_npm_is_read() {
    let Some(folder) = crate_bundles() else {
        eprintln!("skipped: no sigstore-verify 0.15.1 among cargo's crates");
        return;
    };
    let bytes = std::fs::read(folder.join("sigstore.js@2.0.0-provenance.sigstore.json")).unwrap();
    let [found] = <[_; 1]>::try_from(parse_all(&bytes).unwrap()).unwrap();
    let wanted = (
        Generator::GitHubWorkflow,
        "https://github.com/actions/runner/github-hosted".to_owned(),
        "https://github.com/sigstore/sigstore-js".to_owned(),
        "f0b49a04e5a62250e0f60fb128004a73110fe311".to_owned(),
        "refs/heads/main".to_owned(),
    );
    assert_eq!(seen(&found.bundle), wanted);
    let hex = "46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c";
    let sha512 = keelmark_model::Digest::from_prefixed(&format!("sha512:{hex}")).unwrap();
    with_statement(&found.bundle, |statement| {
        let package =
            keelmark_trust::npm::package(statement, &sha512, Some(keelmark_trust::npm::REGISTRY))
                .unwrap();
        assert_eq!(package.to_string(), "sigstore@2.0.0");
    });
}
