//! Who vouches for the folder.

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial};
use keelmark_formats::dsse::Envelope;
use keelmark_formats::evidence::layout::{self, SubjectFiles};
use keelmark_formats::hmac_envelope::HmacEnvelope;
use keelmark_formats::predicate::slsa_provenance_v1;
use keelmark_formats::sbom::{cyclonedx, spdx};
use keelmark_formats::statement::{self, Statement};
use keelmark_model::{Check, Outcome, Subject};
use rayon::prelude::*;

use super::{Evidence, Expectation, TrustedKey, located};
use crate::bundle::check_form;
use crate::envelope::verify_envelope;
use crate::{Signer, Verified, codes, hmac};

/// What a bundle must be about.
#[derive(Clone, Copy)]
struct Signed<'a> {
    bundle: &'a str,
    document: &'a str,
    predicate_type: &'static str,
}

const BUNDLES: [Signed<'static>; 4] = [
    Signed {
        bundle: layout::INDEX_BUNDLE,
        document: layout::INDEX,
        predicate_type: layout::INDEX_PREDICATE_TYPE,
    },
    Signed {
        bundle: layout::PROVENANCE_BUNDLE,
        document: layout::PROVENANCE,
        predicate_type: slsa_provenance_v1::PREDICATE_TYPE,
    },
    Signed {
        bundle: layout::CYCLONEDX_BUNDLE,
        document: layout::CYCLONEDX,
        predicate_type: cyclonedx::PREDICATE_TYPE,
    },
    Signed {
        bundle: layout::SPDX_BUNDLE,
        document: layout::SPDX,
        predicate_type: spdx::PREDICATE_TYPE,
    },
];

pub(super) fn check(
    evidence: &Evidence<'_>,
    expectation: &Expectation<'_>,
    about: &[Subject],
) -> Vec<Check> {
    let of_subjects: Vec<(&Subject, SubjectFiles)> =
        about.iter().map(|subject| (subject, SubjectFiles::of(&subject.name))).collect();
    let signed = of_subjects.iter().flat_map(|(subject, files)| {
        signed_of(files).map(|signed| (std::slice::from_ref(*subject), signed))
    });
    let signed: Vec<(&[Subject], Signed<'_>)> =
        BUNDLES.into_iter().map(|signed| (about, signed)).chain(signed).collect();
    let mut checks: Vec<Check> = if evidence.index.is_closed() {
        let signed = signed.par_iter().filter_map(|(about, signed)| {
            let bytes = evidence.file(signed.bundle)?;
            let checked = bundle(evidence, expectation, about, signed, bytes);
            Some(checked.unwrap_or_else(|check| *check))
        });
        signed.collect()
    } else {
        Vec::new()
    };
    checks.extend(envelopes(evidence, expectation));
    checks.extend(authenticity(evidence, expectation, &checks));
    checks
}

/// The bundles over what is in one subject.
fn signed_of(files: &SubjectFiles) -> [Signed<'_>; 2] {
    [
        Signed {
            bundle: &files.cyclonedx_bundle,
            document: &files.cyclonedx,
            predicate_type: cyclonedx::PREDICATE_TYPE,
        },
        Signed {
            bundle: &files.spdx_bundle,
            document: &files.spdx,
            predicate_type: spdx::PREDICATE_TYPE,
        },
    ]
}

/// A failed check on the way to a passed one.
type Failed = Box<Check>;

fn bundle(
    evidence: &Evidence<'_>,
    expectation: &Expectation<'_>,
    about: &[Subject],
    signed: &Signed<'_>,
    bytes: &[u8],
) -> Result<Check, Failed> {
    let wrong =
        |code, detail: String| Box::new(Check::fail("signature", signed.bundle, code, detail));
    let bundle = Bundle::parse(bytes).map_err(|error| wrong(error.code, located(&error)))?;
    let Content::Dsse(envelope) = &bundle.content else {
        let detail = "a signature over a file, not over a statement".to_owned();
        return Err(wrong(&codes::SIGNATURE_FORM, detail));
    };
    let Some((trusted, verified)) = signer(expectation.keys, envelope) else {
        return not_by(expectation, signed, &bundle);
    };
    let key = &trusted.key;
    check_form(&bundle, bytes, key).map_err(|error| wrong(error.code(), error.to_string()))?;
    payload(evidence, about, signed, &verified.value().payload)
        .map_err(|detail| wrong(&codes::EVIDENCE_STATEMENT, detail))?;
    let mut detail = format!("over {}, by {}", signed.document, trusted.label);
    // Once is enough to compare it with what was published.
    if signed.bundle == layout::INDEX_BUNDLE
        && let Signer::Key { fingerprint } = verified.signer()
    {
        detail += &format!(" ({fingerprint})");
    }
    Ok(Check::pass("signature", signed.bundle, detail))
}

/// The trusted key that signed the envelope.
fn signer<'a, 'b>(
    keys: &'a [TrustedKey],
    envelope: &'b Envelope,
) -> Option<(&'a TrustedKey, Verified<&'b Envelope>)> {
    keys.iter().find_map(|trusted| {
        let verified = verify_envelope(envelope, std::slice::from_ref(&trusted.key)).ok()?;
        Some((trusted, verified))
    })
}

/// What a bundle means that no trusted key signed: a forgery where it names one of them, somebody
/// else's where keys were demanded, and otherwise nothing.
fn not_by(
    expectation: &Expectation<'_>,
    signed: &Signed<'_>,
    bundle: &Bundle,
) -> Result<Check, Failed> {
    let hint = match &bundle.material {
        VerificationMaterial::PublicKey { hint } => hint.as_deref().unwrap_or_default(),
        VerificationMaterial::Certificate { .. } | VerificationMaterial::CertificateChain(_) => "",
    };
    let wrong =
        |code, detail: String| Err(Box::new(Check::fail("signature", signed.bundle, code, detail)));
    if expectation.keys.iter().any(|trusted| trusted.key.hint() == hint) {
        let detail = "the signature is not over these bytes".to_owned();
        return wrong(&codes::SIGNATURE_INVALID, detail);
    }
    let detail = format!("made with a key that was not given (hint {hint})");
    if expectation.keys_demanded {
        return wrong(&codes::SIGNATURE_OTHER_KEY, detail);
    }
    Ok(Check::skipped("signature", signed.bundle, detail))
}

/// The payload is the one statement that says what the document says of the release's subjects.
fn payload(
    evidence: &Evidence<'_>,
    about: &[Subject],
    signed: &Signed<'_>,
    payload: &[u8],
) -> Result<(), String> {
    let document = evidence.file(signed.document).unwrap_or_default();
    let is_provenance = signed.document == layout::PROVENANCE;
    let same = if is_provenance {
        payload == document
    } else {
        document.strip_suffix(b"\n").is_some_and(|document| {
            statement::is_wrapped(payload, about, signed.predicate_type, document)
        })
    };
    if same { Ok(()) } else { Err(difference(about, signed, payload)) }
}

/// Why a payload is not the statement it should be.
fn difference(about: &[Subject], signed: &Signed<'_>, payload: &[u8]) -> String {
    let statement = match Statement::parse(payload) {
        Ok(statement) => statement,
        Err(error) => return located(&error),
    };
    if statement.predicate_type != signed.predicate_type {
        return format!("the predicate type is {}", statement.predicate_type);
    }
    if !same_subjects(&statement.subjects, about) {
        return "the statement's subjects are not those of the index".to_owned();
    }
    format!("what was signed is not what {} says", signed.document)
}

/// Whether two lists name the same artifacts with the same digests, whatever their order and
/// whether or not sizes are known.
pub(super) fn same_subjects(a: &[Subject], b: &[Subject]) -> bool {
    let plain = |subjects: &[Subject]| {
        let mut plain: Vec<_> =
            subjects.iter().map(|s| (s.name.clone(), s.digests.clone())).collect();
        plain.sort_unstable();
        plain
    };
    plain(a) == plain(b)
}

fn envelopes(evidence: &Evidence<'_>, expectation: &Expectation<'_>) -> Vec<Check> {
    [(layout::PROVENANCE_HMAC, layout::PROVENANCE), (layout::INDEX_HMAC, layout::INDEX)]
        .into_iter()
        .filter_map(|(name, document)| {
            let bytes = evidence.file(name)?;
            Some(
                envelope(evidence, expectation, name, document, bytes)
                    .unwrap_or_else(|check| *check),
            )
        })
        .collect()
}

fn envelope(
    evidence: &Evidence<'_>,
    expectation: &Expectation<'_>,
    name: &'static str,
    document: &'static str,
    bytes: &[u8],
) -> Result<Check, Failed> {
    let wrong = |code, detail: String| Box::new(Check::fail("hmac", name, code, detail));
    let envelope =
        HmacEnvelope::parse(bytes).map_err(|error| wrong(error.code, located(&error)))?;
    if evidence.index.is_closed() {
        if envelope.render() != bytes {
            let detail = "not in the form keelmark writes".to_owned();
            return Err(wrong(&codes::EVIDENCE_FORM, detail));
        }
        if evidence.index.hmac_key_id.as_ref() != Some(&envelope.key_id) {
            let detail = "its key identifier is not the one the index names".to_owned();
            return Err(wrong(&codes::EVIDENCE_FORM, detail));
        }
        if envelope.signed_path != document {
            let detail = format!("signs {}, not {document}", envelope.signed_path);
            return Err(wrong(&codes::EVIDENCE_FORM, detail));
        }
    }
    let Some(secret) = expectation.secret else {
        return Ok(Check::skipped("hmac", name, "no secret was given to check it with"));
    };
    let bytes = evidence.file(document).unwrap_or_default();
    let expected = hmac::Expected { key_id: expectation.key_id, file_name: document, bytes };
    hmac::verify(&envelope, secret, expected)
        .map_err(|error| wrong(error.code(), error.to_string()))?;
    Ok(Check::pass("hmac", name, format!("over {document}, by the secret {}", envelope.key_id)))
}

/// Whether what was asked for was found: a signature by a trusted key, a valid HMAC, or either.
///
/// The index vouches for every other file, so its own signature is the one that counts; dpone signs
/// its provenance alone.
fn authenticity(
    evidence: &Evidence<'_>,
    expectation: &Expectation<'_>,
    checks: &[Check],
) -> Vec<Check> {
    let envelope =
        if evidence.index.is_closed() { layout::INDEX_HMAC } else { layout::PROVENANCE_HMAC };
    let passed = |target| {
        checks.iter().any(|check| check.target == target && check.outcome == Outcome::Pass)
    };
    let (by_key, by_secret) = (passed(layout::INDEX_BUNDLE), passed(envelope));
    let mut found = Vec::new();
    if !evidence.index.is_closed() && by_secret {
        let detail = "only the provenance is signed; the other files match an index nobody signed";
        found.push(Check::skipped("coverage", layout::INDEX, detail));
    }
    let demand =
        |detail: &str| Check::unknown("authenticity", "", &codes::SIGNATURE_MISSING, detail);
    if expectation.keys_demanded && !by_key {
        found.push(demand("no signature by the key given"));
    }
    if expectation.secret.is_some() && !by_secret {
        found.push(demand("no HMAC by the secret given"));
    }
    if !by_key && !by_secret && found.iter().all(|check| check.code.is_none()) {
        found.push(nobody(expectation, checks));
    }
    found
}

fn nobody(expectation: &Expectation<'_>, checks: &[Check]) -> Check {
    if expectation.allow_unsigned {
        return Check::skipped(
            "authenticity",
            "",
            "nobody vouches for this folder, as was asked for",
        );
    }
    if checks.is_empty() {
        let detail = "the folder is not signed: anybody could have written it";
        Check::unknown("authenticity", "", &codes::SIGNATURE_UNSIGNED, detail)
    } else {
        let detail = "the folder is signed, but no key or secret was given that checks it";
        Check::unknown("authenticity", "", &codes::SIGNATURE_NO_KEY, detail)
    }
}
