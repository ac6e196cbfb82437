//! Bundles that verify, and what does not pass of those that were changed.

use std::sync::LazyLock;

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial};
use keelmark_formats::hash::sha256;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_model::{Outcome, Subject, Timestamp};
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{IdentityPolicy, Pattern, Policy, SignerPolicy, Thresholds};
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::{Report, verify};
use keelmark_trust::{KeyAlgorithm, PrivateKey};

use super::{ARTIFACT, DURING, Operator, Signing, base64, generate};

pub(crate) const IDENTITY: &str = "https://example.com/workflow@refs/heads/main";
pub(crate) const ISSUER: &str = "https://issuer.example";
pub(crate) const NOW: Timestamp = Timestamp(DURING.0 + 86_400);

pub(crate) static HOME: LazyLock<Operator> = LazyLock::new(|| Operator::new("home.example"));
pub(crate) static OTHER: LazyLock<Operator> = LazyLock::new(|| Operator::new("other.example"));

/// Names of checks with their codes.
pub(crate) type Refused = Vec<(&'static str, &'static str)>;

pub(crate) fn subject() -> Subject {
    Subject { name: "artifact".to_owned(), size: None, digests: vec![sha256(ARTIFACT)] }
}

pub(crate) fn policy() -> Policy {
    let identity = Some(Pattern::Exact(IDENTITY.to_owned()));
    let wanted = IdentityPolicy { identity, issuer: Pattern::Exact(ISSUER.to_owned()) };
    Policy { signer: SignerPolicy::Identities(vec![wanted]), ..Policy::default() }
}

pub(crate) fn with(thresholds: Thresholds) -> Policy {
    Policy { thresholds, ..policy() }
}

pub(crate) fn trust(roots: Vec<TrustedRoot>) -> TrustRoot {
    let named = |(at, root)| (format!("domain {at}"), root);
    TrustRoot::new(roots.into_iter().enumerate().map(named).collect()).unwrap()
}

pub(crate) fn home() -> TrustRoot {
    trust(vec![HOME.trusted_root()])
}

/// What does not pass; nothing only where something is proven.
pub(crate) fn codes(report: &Report<'_>) -> Refused {
    let refused = report.verdict.checks.iter().filter(|check| check.outcome > Outcome::Pass);
    let codes: Refused = refused.map(|check| (check.name, check.code.unwrap().id)).collect();
    let passes = report.verdict.outcome() == Outcome::Pass;
    assert_eq!(passes, report.proven.is_some(), "{:?}", report.verdict);
    assert_eq!(codes.is_empty(), passes, "{:?}", report.verdict);
    codes
}

/// What does not pass of the bundle once it was written and read.
pub(crate) fn judge(bundle: &Bundle, root: &TrustRoot, policy: &Policy) -> Refused {
    let bundle = Bundle::parse(&bundle.render()).unwrap();
    codes(&verify(&bundle, Artifact::from(&subject()), root, policy, NOW))
}

/// What does not pass of it at home, with nothing out of the ordinary demanded.
pub(crate) fn refused(bundle: &Bundle) -> Refused {
    judge(bundle, &home(), &policy())
}

/// A bundle with a signature over the artifact and no proof of time yet.
pub(crate) fn unproven() -> Bundle {
    let signing = HOME.signing(IDENTITY);
    let der = HOME.issue(&signing.fields);
    signing.message(der)
}

/// With an entry of a Rekor v1.
pub(crate) fn promised() -> Bundle {
    let mut bundle = unproven();
    bundle.log_entries = vec![HOME.rekor_entry(&bundle, DURING)];
    bundle
}

/// With an entry of a Rekor v2 and a timestamp.
pub(crate) fn stamped() -> Bundle {
    let mut bundle = unproven();
    bundle.log_entries = vec![HOME.tiles_entry(&bundle, &[])];
    bundle.timestamps = vec![HOME.stamp(&bundle, 0, DURING)];
    bundle
}

/// A bundle of a statement with an entry of a Rekor v1.
pub(crate) fn stated(statement: Vec<u8>) -> Bundle {
    let signing = HOME.signing(IDENTITY);
    let der = HOME.issue(&signing.fields);
    let mut bundle = signing.statement(der, statement);
    bundle.log_entries = vec![HOME.rekor_entry(&bundle, DURING)];
    bundle
}

/// A bundle of a certificate whose fields `change` made others of.
pub(crate) fn issued(change: impl FnOnce(&mut Signing)) -> Bundle {
    let mut signing = HOME.signing(IDENTITY);
    change(&mut signing);
    let der = HOME.issue(&signing.fields);
    let mut bundle = signing.message(der);
    bundle.log_entries = vec![HOME.rekor_entry(&bundle, DURING)];
    bundle
}

pub(crate) const NONE: Refused = Vec::new();

/// A bundle by a key that is known by itself, without proofs.
pub(crate) fn keyed(key: &PrivateKey) -> Bundle {
    let signing = Signing { key: generate(KeyAlgorithm::EcdsaP256), ..HOME.signing(IDENTITY) };
    let content = Content::Message { digest: None, signature: key.sign(ARTIFACT) };
    let material = VerificationMaterial::PublicKey { hint: None };
    Bundle { material, content, ..signing.message(Vec::new()) }
}

/// The same with an entry of a Rekor v1.
pub(crate) fn keyed_entry(key: &PrivateKey) -> Bundle {
    let mut bundle = keyed(key);
    let hint = Some(base64(key.public().spki()));
    let named = VerificationMaterial::PublicKey { hint };
    let named = Bundle { material: named, ..bundle.clone() };
    bundle.log_entries = vec![HOME.rekor_entry(&named, DURING)];
    bundle
}
