//! What verifying a bundle costs beside the signature checks it cannot do without.
//!
//! `cargo bench -p keelmark-trust --bench verify`: for a bundle with a Rekor v1 entry and one with a
//! Rekor v2 entry and a timestamp, the time to read and verify it, the time aws-lc-rs takes for the
//! checks of its signatures alone, and the ratio. Both are measured in turns, one right after the
//! other, and the median of the turns' ratios counts, so that a busy machine slows both alike.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement is read on a terminal"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{Digest as Hashed, SHA256, SHA384, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA384_ASN1_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    ParsedPublicKey,
};
use keelmark_formats::bundle::Bundle;
use keelmark_formats::hash;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_model::{Outcome, Subject, Timestamp};
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{IdentityPolicy, Pattern, Policy, SignerPolicy};
use keelmark_trust::root::{Instance, TrustRoot};
use keelmark_trust::verify::verify;

const TURNS: usize = 2_000;
const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// A bundle, and by what keys its necessary signatures are.
struct Case {
    folder: &'static str,
    what: &'static str,
    /// Certificate, certificate log, signature, then log and clock.
    signatures: &'static [Scheme],
}

#[derive(Clone, Copy)]
enum Scheme {
    P256,
    P384,
    Ed25519,
}

const CASES: [Case; 2] = [
    Case {
        folder: "happy-path-v0.3",
        what: "Rekor v1: entry, promise and checkpoint",
        signatures: &[Scheme::P384, Scheme::P256, Scheme::P256, Scheme::P256, Scheme::P256],
    },
    Case {
        folder: "rekor2-timestamp-without-embedded-cert",
        what: "Rekor v2: entry, checkpoint and timestamp",
        signatures: &[Scheme::P384, Scheme::P256, Scheme::P256, Scheme::Ed25519, Scheme::P384],
    },
];

fn main() {
    let data = std::env::var_os("KEELMARK_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let cases = data.join("sigstore/conformance");
    if !cases.is_dir() {
        println!("skipped: no bundles in {}", cases.display());
        return;
    }
    let checker = Checker::new();
    for case in &CASES {
        measure(&cases, case, &checker);
    }
}

fn measure(cases: &Path, case: &Case, checker: &Checker) {
    let folder = cases.join(case.folder);
    let bytes = std::fs::read(folder.join("bundle.sigstore.json")).unwrap();
    let artifact = std::fs::read(cases.join("a.txt")).unwrap();
    let digests = vec![hash::sha256(&artifact)];
    let subject = Subject { name: "a.txt".to_owned(), size: None, digests };
    let root = match std::fs::read(folder.join("trusted_root.json")) {
        Ok(own) => {
            TrustRoot::new(vec![("own".to_owned(), TrustedRoot::parse(&own).unwrap())]).unwrap()
        }
        Err(_) => TrustRoot::embedded(Instance::PublicGood).unwrap(),
    };
    let exact = |text: &str| Pattern::Exact(text.to_owned());
    let identity = IdentityPolicy { identity: Some(exact(IDENTITY)), issuer: exact(ISSUER) };
    let policy = Policy { signer: SignerPolicy::Identities(vec![identity]), ..Policy::default() };
    let now = Timestamp(1_790_000_000);
    let whole = || {
        let bundle = Bundle::parse(black_box(&bytes)).unwrap();
        let report = verify(&bundle, Artifact::from(&subject), &root, &policy, now);
        assert_eq!(report.verdict.outcome(), Outcome::Pass);
    };
    let parse = || drop(black_box(Bundle::parse(black_box(&bytes)).unwrap()));
    let necessary = || case.signatures.iter().for_each(|scheme| checker.check(*scheme));
    whole();
    let (mut wholes, mut parses, mut necessaries) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        wholes.push(time(whole));
        necessaries.push(time(necessary));
        parses.push(time(parse));
    }
    let turns = wholes.iter().zip(&necessaries);
    let mut ratios: Vec<f64> =
        turns.map(|(whole, necessary)| whole.as_secs_f64() / necessary.as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let ratio = ratios[TURNS / 2];
    let (whole, parse, necessary) = (median(wholes), median(parses), median(necessaries));
    println!(
        "{}: {whole:.1?} ({parse:.1?} of it reading), its signature checks alone {necessary:.1?}, ratio {ratio:.2}",
        case.what,
    );
}

fn time(run: impl Fn()) -> Duration {
    let began = Instant::now();
    run();
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Verifies a signature of each kind over a short message, hashed beforehand where that is possible.
struct Checker {
    p256: (ParsedPublicKey, Hashed, Vec<u8>),
    p384: (ParsedPublicKey, Hashed, Vec<u8>),
    ed25519: (ParsedPublicKey, Vec<u8>),
}

const MESSAGE: &[u8] = b"what a log signs is not longer than a few hundred bytes";

impl Checker {
    fn new() -> Self {
        let random = SystemRandom::new();
        let ecdsa = |signing, verifying, algorithm| {
            let key = EcdsaKeyPair::generate(signing).unwrap();
            let signature = key.sign(&random, MESSAGE).unwrap().as_ref().to_vec();
            let public = ParsedPublicKey::new(verifying, key.public_key().as_ref()).unwrap();
            (public, digest(algorithm, MESSAGE), signature)
        };
        let key = Ed25519KeyPair::generate().unwrap();
        let public = ParsedPublicKey::new(&ED25519, key.public_key().as_ref()).unwrap();
        Self {
            p256: ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING, &ECDSA_P256_SHA256_ASN1, &SHA256),
            p384: ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING, &ECDSA_P384_SHA384_ASN1, &SHA384),
            ed25519: (public, key.sign(MESSAGE).as_ref().to_vec()),
        }
    }

    fn check(&self, scheme: Scheme) {
        match scheme {
            Scheme::P256 | Scheme::P384 => {
                let (key, hashed, signature) =
                    if matches!(scheme, Scheme::P256) { &self.p256 } else { &self.p384 };
                key.verify_digest_sig(black_box(hashed), signature).unwrap();
            }
            Scheme::Ed25519 => {
                let (key, signature) = &self.ed25519;
                key.verify_sig(black_box(MESSAGE), signature).unwrap();
            }
        }
    }
}
