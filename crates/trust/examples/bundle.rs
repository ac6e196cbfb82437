//! Signs and verifies single bundles: what `tests/interop/cosign.sh` drives.
//!
//! ```text
//! bundle sign KEY PREDICATE-TYPE PREDICATE ARTIFACT BUNDLE    (passphrase in COSIGN_PASSWORD)
//! bundle verify PUBLIC-KEY ARTIFACT BUNDLE
//! ```

use std::error::Error;
use std::fs;

use keelmark_formats::bundle::Bundle;
use keelmark_formats::{hash, statement};
use keelmark_model::Subject;
use keelmark_trust::bundle::{Artifact, Proven, sign_statement, verify_bundle_with_keys};
use keelmark_trust::{PrivateKey, PublicKey};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["sign", key, predicate_type, predicate, artifact, bundle] => {
            sign(key, predicate_type, predicate, artifact, bundle)
        }
        ["verify", key, artifact, bundle] => verify(key, artifact, bundle),
        _ => Err("usage: see the top of examples/bundle.rs".into()),
    }
}

fn sign(
    key: &str,
    predicate_type: &str,
    predicate: &str,
    artifact: &str,
    bundle: &str,
) -> Result<(), Box<dyn Error>> {
    let passphrase = std::env::var("COSIGN_PASSWORD").ok();
    let key = PrivateKey::parse(&fs::read(key)?, passphrase.as_deref().map(str::as_bytes))?;
    let subject = Subject {
        name: artifact.rsplit('/').next().unwrap_or_default().to_owned(),
        size: None,
        digests: vec![hash::sha256(&fs::read(artifact)?)],
    };
    let statement = statement::render(&[subject], predicate_type, &fs::read(predicate)?)?;
    Ok(fs::write(bundle, sign_statement(statement, &key).render())?)
}

fn verify(key: &str, artifact: &str, bundle: &str) -> Result<(), Box<dyn Error>> {
    let key = PublicKey::parse(&fs::read(key)?)?;
    let bundle = Bundle::parse(&fs::read(bundle)?)?;
    let bytes = fs::read(artifact)?;
    let verified = verify_bundle_with_keys(&bundle, Artifact::Bytes(artifact, &bytes), &[key])
        .map_err(|error| format!("{}: {error}", error.code()))?;
    let what = match verified.value() {
        Proven::Statement(statement) => &statement.predicate_type,
        Proven::Artifact(digest) => &digest.to_string(),
    };
    #[expect(clippy::print_stdout, reason = "an example talks to its caller")]
    {
        println!("{what} by {}", verified.signer());
    }
    Ok(())
}
