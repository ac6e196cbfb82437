//! One artifact against one Sigstore bundle, with public keys.

use std::path::Path;

use keelmark_formats::bundle::Bundle;
use keelmark_formats::limits;
use keelmark_model::{Check, Outcome, Subject, Verdict};
use keelmark_trust::bundle::{Artifact, Proven, verify_bundle_with_keys};
use keelmark_trust::{PublicKey, SignatureError, Verified, codes};
use keelmark_world::file;

use super::{Args, hash};
use crate::credentials;
use crate::error::CliError;

/// Verifies every target against the bundle at `path`.
pub(super) fn verify(args: &Args, path: &Path) -> Result<Verdict, CliError> {
    let bytes = file::load(path, limits::DOCUMENT_BYTES as u64)?;
    let bundle = Bundle::parse(&bytes)
        .map_err(|error| CliError::in_document(path.display().to_string(), &error))?;
    let trusted = credentials::trusted_keys(&args.key)?;
    let keys: Vec<PublicKey> = trusted.into_iter().map(|trusted| trusted.key).collect();
    let subjects = hash(&args.targets)?;
    let checks = args.targets.iter().zip(&subjects).map(|(target, subject)| {
        let artifact = Artifact::Subject(subject);
        let proven = match verify_bundle_with_keys(&bundle, artifact, &keys) {
            Err(SignatureError::NeedsArtifact) => {
                let content = file::load(target, limits::DOCUMENT_BYTES as u64)?;
                let artifact = Artifact::Bytes(&subject.name, &content);
                verify_bundle_with_keys(&bundle, artifact, &keys)
            }
            proven => proven,
        };
        Ok(check(args, subject, proven))
    });
    Ok(Verdict { checks: checks.collect::<Result<_, CliError>>()? })
}

fn check(
    args: &Args,
    subject: &Subject,
    proven: Result<Verified<Proven<'_>>, SignatureError>,
) -> Check {
    let name = "bundle";
    let target = subject.name.clone();
    let proven = match proven {
        Ok(proven) => proven,
        Err(error) => {
            let (outcome, code) = (error.outcome(), Some(error.code()));
            return Check { outcome, code, ..Check::pass(name, target, error.to_string()) };
        }
    };
    let by = proven.signer();
    let (outcome, code, detail) = match (proven.value(), &args.predicate_type) {
        (Proven::Statement(statement), Some(wanted)) if statement.predicate_type != *wanted => {
            let detail = format!("{by} says {} of it, not {wanted}", statement.predicate_type);
            (Outcome::Fail, Some(&codes::SIGNATURE_CONTENT), detail)
        }
        (Proven::Artifact(_), Some(wanted)) => {
            let detail = format!("{by} signed the file, and says no {wanted} of it");
            (Outcome::Fail, Some(&codes::SIGNATURE_CONTENT), detail)
        }
        (Proven::Statement(statement), None | Some(_)) => {
            (Outcome::Pass, None, format!("{by} says {} of it", statement.predicate_type))
        }
        (Proven::Artifact(digest), None) => {
            (Outcome::Pass, None, format!("{by} signed it ({digest})"))
        }
    };
    Check { outcome, code, ..Check::pass(name, target, detail) }
}
