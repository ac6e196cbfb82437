//! What the sigstore-verify crate says of bundles: an independent answer to compare keelmark's with.
//!
//! Standard input has one JSON object on each line:
//!
//! ```json
//! {"bundle": "TEXT", "digest": "sha256:HEX", "identity": "…", "issuer": "…", "trusted_root": "PATH"}
//! ```
//!
//! The digest may be `sha512:HEX` too. `artifact`, the path of a file, may stand in for `digest`, and `key`, a public key in PEM, for
//! `identity` and `issuer`. For every line one is written: `accepts`, or `refuses: REASON`. A line
//! that is no such object ends the program with an error: it is a mistake of the caller.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Deserialize;
use sigstore_verify::trust_root::TrustedRoot;
use sigstore_verify::types::{
    Artifact, ArtifactDigest, Bundle, DerPublicKey, DigestBytes, HashAlgorithm,
};
use sigstore_verify::{PublicKeyVerificationPolicy, VerificationPolicy, Verifier};

/// One line of input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    bundle: String,
    digest: Option<String>,
    artifact: Option<String>,
    #[serde(default)]
    identity: String,
    #[serde(default)]
    issuer: String,
    key: Option<String>,
    trusted_root: String,
}

/// A trusted root made ready, and whether it has any transparency log at all. GitHub's has none, and
/// this crate must be told so; where a root has logs, nothing is ever skipped.
struct Root {
    verifier: Verifier,
    logs: bool,
}

type Answer<T> = Result<T, Box<dyn Error>>;

fn main() -> Answer<()> {
    // A panic is an answer here, and is told on its line.
    std::panic::set_hook(Box::new(|_| {}));
    let mut roots = HashMap::new();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        let root = roots
            .entry(question.trusted_root.clone())
            .or_insert_with_key(|path| Root::read(path).map_err(|error| error.to_string()));
        let answer = match root {
            Ok(root) => answer(&question, root),
            Err(reason) => format!("refuses: trusted root: {reason}"),
        };
        writeln!(out, "{}", answer.replace('\n', " "))?;
        out.flush()?;
    }
    Ok(())
}

impl Root {
    fn read(path: &str) -> Answer<Self> {
        let root = TrustedRoot::from_json(&std::fs::read_to_string(path)?)?;
        let logs = !(root.tlogs.is_empty() && root.ctlogs.is_empty());
        Ok(Self { verifier: Verifier::new(&root)?, logs })
    }
}

fn answer(question: &Question, root: &Root) -> String {
    match catch_unwind(AssertUnwindSafe(|| verify(question, root))) {
        Ok(Ok(())) => "accepts".into(),
        Ok(Err(error)) => format!("refuses: {error}"),
        Err(_) => "refuses: panic".into(),
    }
}

fn verify(question: &Question, root: &Root) -> Answer<()> {
    let bundle = Bundle::from_json(&question.bundle)?;
    let bytes;
    let artifact = match (&question.digest, &question.artifact) {
        (Some(digest), None) => Artifact::from_digest(parsed(digest)?),
        (None, Some(path)) => {
            bytes = std::fs::read(path)?;
            Artifact::from_blob(&bytes)
        }
        _ => return Err("the line must name a digest or an artifact".into()),
    };
    if let Some(pem) = &question.key {
        let policy = PublicKeyVerificationPolicy::new(DerPublicKey::from_pem(pem)?);
        root.verifier.verify(artifact, &bundle, &policy)?;
        return Ok(());
    }
    let mut policy = VerificationPolicy::new(&question.identity, &question.issuer);
    if !root.logs {
        policy = policy.skip_tlog_unsafe().skip_sct();
    }
    root.verifier.verify(artifact, &bundle, &policy)?;
    Ok(())
}

fn parsed(digest: &str) -> Answer<ArtifactDigest> {
    let (algorithm, digits) = digest.split_once(':').ok_or("a digest is `algorithm:HEX`")?;
    let algorithm = match algorithm {
        "sha256" => HashAlgorithm::Sha2256,
        "sha512" => HashAlgorithm::Sha2512,
        other => return Err(format!("no digest algorithm: {other}").into()),
    };
    Ok(ArtifactDigest::new(algorithm, DigestBytes::from_hex(digits)?)?)
}
