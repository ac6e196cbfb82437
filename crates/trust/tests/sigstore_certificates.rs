//! Certificates that Sigstore's instances issued, under the roots they publish.
//!
//! `KEELMARK_DATA` names the folder that has `sigstore/conformance`. More are in the crate
//! sigstore-verify, if cargo has it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skipped"
)]

#[path = "../../formats/tests/common/data.rs"]
mod data;
#[path = "common/pem.rs"]
mod pem;

use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::bundle::{Bundle, VerificationMaterial};
use keelmark_formats::certificate::Certificate;
use keelmark_formats::trusted_root::{TrustedRoot, Validity};
use keelmark_trust::certificate::{identity, paths, verify_transparency};
use keelmark_trust::root::{Instance, Profile, TrustRoot};

#[test]
fn embedded_roots_are_whole() {
    for (instance, profile, counts) in [
        (Instance::PublicGood, Profile::Transparency, [2, 2, 2, 1]),
        (Instance::Staging, Profile::Transparency, [5, 5, 2, 2]),
        (Instance::GitHub, Profile::TimestampOnly, [0, 0, 6, 6]),
    ] {
        let root = TrustRoot::embedded(instance).expect("an embedded root");
        let [domain] = &root.domains[..] else { panic!("one domain") };
        assert_eq!(domain.name, instance.name());
        assert_eq!(domain.profile, profile);
        assert!(domain.unusable_logs.is_empty(), "{:?}", domain.unusable_logs);
        let found = [
            domain.logs.len(),
            domain.certificate_logs.len(),
            domain.authorities.len(),
            domain.timestamp_authorities.len(),
        ];
        assert_eq!(found, counts);
        assert_eq!(Instance::from_name(instance.name()), Some(instance));
        assert_eq!(instance.date().len(), 10);
    }
    let root = TrustRoot::embedded(Instance::PublicGood).expect("an embedded root");
    assert_eq!(root.domains[0].logs[0].origin, "rekor.sigstore.dev");
}

/// The certificate in a bundle, if there is one.
fn certificate(path: &Path) -> Option<Certificate> {
    let bundle = Bundle::parse(&fs::read(path).ok()?).ok()?;
    let der = match bundle.material {
        VerificationMaterial::Certificate { der } => der,
        VerificationMaterial::CertificateChain(chain) => chain.into_iter().next()?,
        VerificationMaterial::PublicKey { .. } => return None,
    };
    Some(Certificate::parse(&der).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn root(path: &Path) -> TrustRoot {
    let bytes = fs::read(path).expect("a trusted root");
    let root = TrustedRoot::parse(&bytes).expect("a trusted root");
    TrustRoot::new(vec![(path.display().to_string(), root)]).expect("a trusted root")
}

/// `chain`, `log` or `identity`, whichever does not hold first, with its code; else the name.
fn judge(leaf: &Certificate, root: &TrustRoot) -> Result<String, &'static str> {
    let paths = paths(leaf, root).map_err(|error| error.code().id)?;
    let chain = paths.at(leaf.not_before()).map_err(|error| error.code().id)?;
    if chain.domain.profile == Profile::Transparency {
        let found = verify_transparency(leaf, &chain).map_err(|error| error.code().id)?;
        assert!(found.logged.iter().all(|logged| {
            // A promise is made before the certificate is issued, which then gets its time.
            (logged.time.0 - leaf.not_before().0).abs() < 60
        }));
    }
    identity(leaf).map(|identity| identity.text().to_owned()).map_err(|error| error.code().id)
}

#[test]
fn conformance_certificates_are_judged_as_they_should() {
    let Some(suite) = data::folder("sigstore/conformance") else { return };
    let cases = fs::read_dir(suite).expect("a folder");
    let public_good = TrustRoot::embedded(Instance::PublicGood).expect("an embedded root");
    let mut judged = 0;
    for case in cases {
        let folder = case.expect("an entry").path();
        let Some(leaf) = certificate(&folder.join("bundle.sigstore.json")) else { continue };
        let own = folder.join("trusted_root.json");
        let own = own.exists().then(|| root(&own));
        let outcome = judge(&leaf, own.as_ref().unwrap_or(&public_good));
        judged += 1;
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        match name.as_str() {
            // What these cases are about.
            "invalid-ct-key_fail" => assert_eq!(outcome, Err("certificate.log")),
            "bundle-with-root-cert_fail" => assert!(outcome.is_ok(), "{outcome:?}"),
            _ => assert!(outcome.is_ok(), "{name}: {outcome:?}"),
        }
    }
    assert!(judged >= 25, "only {judged} certificates");
}

#[test]
fn certificates_of_other_instances_are_judged_as_they_should() {
    let Some(data) = sigstore_verify() else {
        println!("skipped: cargo does not have sigstore-verify 0.15.1");
        return;
    };
    let judged = |bundle: &str, root: &TrustRoot| {
        judge(&certificate(&data.join(bundle)).expect("a certificate"), root)
    };
    let public_good = TrustRoot::embedded(Instance::PublicGood).expect("an embedded root");
    let staging = TrustRoot::embedded(Instance::Staging).expect("an embedded root");
    let github = TrustRoot::embedded(Instance::GitHub).expect("an embedded root");
    let scaffolding = root(&data.join("trusted_roots/scaffolding.json"));
    let user = judged("bundles/othername.sigstore.json", &scaffolding);
    assert_eq!(user.as_deref(), Ok("foo!oidc.local"));
    for (bundle, root) in [
        ("bundles/conda-attestation.sigstore.json", &public_good),
        ("bundles/bundle_v3_github.whl.sigstore", &public_good),
        ("bundles/sigstore.js@2.0.0-provenance.sigstore.json", &public_good),
        ("bundles/github-private-attestation.sigstore.json", &github),
        ("sct-multi-intermediate/staging_bundle.sigstore.json", &staging),
    ] {
        let outcome = judged(bundle, root);
        assert!(outcome.is_ok(), "{bundle}: {outcome:?}");
        let elsewhere =
            if std::ptr::eq(root, &raw const public_good) { &github } else { &public_good };
        assert!(judged(bundle, elsewhere).is_err(), "{bundle}");
    }
}

#[test]
fn certificates_for_something_else_are_refused() {
    let Some(data) = sigstore_verify() else {
        println!("skipped: cargo does not have sigstore-verify 0.15.1");
        return;
    };
    let read = |name: &str| {
        let text = fs::read_to_string(data.join("x509").join(format!("{name}.pem")));
        let [certificate] = &pem::certificates(&text.expect("a file"))[..] else {
            panic!("one certificate in {name}");
        };
        certificate.clone()
    };
    let outcome = |leaf: &str| {
        let leaf = read(leaf);
        let authority = keelmark_formats::trusted_root::Authority {
            uri: String::new(),
            operator: String::new(),
            chain: vec![read("bogus-intermediate")],
            valid: Validity::default(),
        };
        let root =
            TrustedRoot { certificate_authorities: vec![authority], ..TrustedRoot::default() };
        let root = TrustRoot::new(vec![("test".to_owned(), root)]).expect("a root");
        paths(&leaf, &root).map(|_| ()).map_err(|error| error.code().id)
    };
    // None is signed by another; what they are for is looked at before who signed them.
    assert_eq!(outcome("bogus-leaf"), Err("certificate.signature"));
    for leaf in [
        "bogus-leaf-invalid-eku",
        "bogus-leaf-invalid-ku",
        "bogus-leaf-missing-eku",
        "bogus-intermediate",
        "bogus-intermediate-with-eku",
        "bogus-root",
    ] {
        assert_eq!(outcome(leaf), Err("certificate.usage"), "{leaf}");
    }
}

/// The test data of the crate sigstore-verify, where cargo keeps what it downloaded.
fn sigstore_verify() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?;
    let mut folders = registries.filter_map(|entry| {
        Some(entry.ok()?.path().join("sigstore-verify-0.15.1").join("test_data"))
    });
    folders.find(|folder| folder.is_dir())
}
