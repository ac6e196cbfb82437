//! What was signed, and whether it is about the artifact.

use std::sync::Arc;

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::dsse::{Envelope, IN_TOTO_PAYLOAD_TYPE, pre_authentication_head};
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, Code, Digest, DigestAlgorithm, visible};

use crate::bundle::{Artifact, Proven};
use crate::{PublicKey, SignatureError, codes};

const SIGNATURE: &str = "signature";
const SUBJECT: &str = "subject";

/// The signature over a bundle's content.
pub(super) struct Signed<'k> {
    pub(super) check: Check,
    /// The key that made it, when one of those tried did.
    pub(super) key: Option<&'k PublicKey>,
}

/// Finds which of `keys` made the bundle's signature.
pub(super) fn signature<'k>(
    bundle: &Bundle,
    artifact: Artifact<'_>,
    keys: &[&'k PublicKey],
) -> Signed<'k> {
    let target = artifact.name();
    if keys.is_empty() {
        let check = Check::skipped(SIGNATURE, target, "there is no key to check it with");
        return Signed { check, key: None };
    }
    let mut missing = None;
    let tried = keys.iter().find(|key| {
        let verified = match &bundle.content {
            Content::Dsse(envelope) => over_envelope(key, envelope),
            Content::Message { signature, .. } => artifact.signed_by(key, signature),
        };
        match verified {
            Err(error @ SignatureError::NeedsArtifact) => {
                missing = Some(error);
                false
            }
            verified => verified.is_ok(),
        }
    });
    let what = match &bundle.content {
        Content::Dsse(envelope) => format!("over {}", visible(&envelope.payload_type)),
        Content::Message { .. } => "over the artifact".to_owned(),
    };
    let check = match (tried, missing) {
        (Some(key), _) => Check::pass(SIGNATURE, target, what)
            .with("key", key.fingerprint().to_string())
            .with("key type", key.key_type().name()),
        (None, Some(error)) => Check::unknown(SIGNATURE, target, error.code(), error.to_string()),
        (None, None) => {
            let detail = format!("not by the signer's key {what}");
            Check::fail(SIGNATURE, target, &codes::SIGNATURE_INVALID, detail)
        }
    };
    Signed { check, key: tried.copied() }
}

fn over_envelope(key: &PublicKey, envelope: &Envelope) -> Result<(), SignatureError> {
    let head = pre_authentication_head(&envelope.payload_type, &envelope.payload);
    let parts = [head.as_bytes(), &envelope.payload];
    // A bundle's envelope has exactly one signature.
    let signature = envelope.signatures.first().map_or(&[][..], |one| &one.signature);
    key.verify_parts(&parts, signature)
}

/// Why an envelope holds no statement.
#[derive(Debug, Clone)]
pub(super) struct NoStatement {
    code: &'static Code,
    detail: String,
}

/// The statement in an envelope.
pub(super) fn statement(envelope: &Envelope) -> Result<Statement<'_>, NoStatement> {
    if envelope.payload_type != IN_TOTO_PAYLOAD_TYPE {
        let detail = format!("the envelope holds `{}`, not a statement", envelope.payload_type);
        return Err(NoStatement { code: &codes::SIGNATURE_CONTENT, detail });
    }
    Statement::parse_proof(&envelope.payload).map_err(|error| {
        let detail = format!("the signed statement: {error}");
        NoStatement { code: error.code, detail }
    })
}

/// Whether a statement is about the artifact.
pub(super) fn about<'b>(
    statement: &Result<Arc<Statement<'b>>, NoStatement>,
    artifact: Artifact<'_>,
) -> (Check, Option<Proven<'b>>) {
    let target = artifact.name();
    let statement = match statement {
        Ok(statement) => statement,
        Err(NoStatement { code, detail }) => {
            return (Check::fail(SUBJECT, target, code, detail), None);
        }
    };
    let digests = artifact.digests();
    match Relation::of(statement, digests) {
        Relation::About(index) => {
            let name = statement.subjects.get(index).map_or("", |subject| &subject.name);
            let count = statement.subjects.len();
            let detail = match count {
                1 => format!("the statement is about it, as `{name}`"),
                _ => format!("the statement is about it, as `{name}`, and {} more", count - 1),
            };
            let mut check = Check::pass(SUBJECT, target, detail)
                .with("predicate type", &statement.predicate_type);
            for digest in digests.iter().filter(|digest| is_strong(digest)) {
                check = check.with("digest", digest.to_string());
            }
            (check, Some(Proven::Statement(Arc::clone(statement))))
        }
        Relation::Other => {
            let mut check = Check::fail(
                SUBJECT,
                target,
                &codes::SIGNATURE_SUBJECT,
                "the statement is about other artifacts: no digest of its subjects is its own",
            );
            if let Some(own) = artifact.digest() {
                check = check.with("artifact", own.to_string());
            }
            for subject in statement.subjects.iter().take(SHOWN) {
                let digest = subject.digests.last().map(Digest::to_string).unwrap_or_default();
                check = check.with("about", format!("{} {digest}", subject.name));
            }
            (check, None)
        }
        Relation::Weak => {
            let detail =
                "the statement has digests of its subjects that prove nothing, MD5 or SHA-1";
            (Check::unknown(SUBJECT, target, &codes::SIGNATURE_WEAK_DIGEST, detail), None)
        }
        Relation::Unknown => {
            let detail = "the statement has other digests of its subjects than are at hand of it";
            (Check::unknown(SUBJECT, target, &codes::SIGNATURE_NEEDS_ARTIFACT, detail), None)
        }
    }
}

/// Subjects shown of a statement that is about others.
const SHOWN: usize = 3;

/// Whether a signature over a file is over the artifact; `signed` says whether it holds.
pub(super) fn file<'b>(
    bundle: &'b Bundle,
    artifact: Artifact<'_>,
    signed: bool,
) -> (Check, Option<Proven<'b>>) {
    let stated = match &bundle.content {
        Content::Message { digest, .. } => digest.as_ref(),
        Content::Dsse(_) => None,
    };
    message(stated, artifact, signed)
}

/// The digest in the bundle is an unauthenticated hint; one that is not the artifact's own still says
/// that bundle and artifact do not belong together.
fn message<'b>(
    stated: Option<&Digest>,
    artifact: Artifact<'_>,
    signed: bool,
) -> (Check, Option<Proven<'b>>) {
    let target = artifact.name();
    let digests = artifact.digests();
    let same = |stated: &Digest| {
        digests.iter().find(|own| own.algorithm() == stated.algorithm()).map(|own| own == stated)
    };
    match (stated.map(same), artifact.digest()) {
        (Some(Some(false)), _) => {
            let mut check = Check::fail(
                SUBJECT,
                target,
                &codes::SIGNATURE_SUBJECT,
                "the bundle is about another file: its digest is not this one's",
            );
            if let (Some(stated), Some(own)) = (stated, artifact.digest()) {
                check = check.with("artifact", own.to_string()).with("about", stated.to_string());
            }
            (check, None)
        }
        _ if !signed => {
            let detail = "nothing but its signature says what the bundle is about";
            (Check::skipped(SUBJECT, target, detail), None)
        }
        (_, Some(digest)) => {
            let check = Check::pass(SUBJECT, target, "the signature is over the artifact itself")
                .with("digest", digest.to_string());
            (check, Some(Proven::Artifact(*digest)))
        }
        (_, None) => {
            let detail = "no digest of it is at hand";
            (Check::unknown(SUBJECT, target, &codes::SIGNATURE_NEEDS_ARTIFACT, detail), None)
        }
    }
}

/// How a statement relates to an artifact.
enum Relation {
    /// Its subject at this place is the artifact.
    About(usize),
    /// None of its subjects is.
    Other,
    /// It has no digests that could tell.
    Weak,
    /// It cannot be told from the digests at hand.
    Unknown,
}

impl Relation {
    /// A subject is the artifact when they share a SHA-2 digest and contradict each other in none.
    /// The name is not compared: a file may be renamed.
    fn of(statement: &Statement<'_>, digests: &[Digest]) -> Self {
        let mut comparable = false;
        for (index, subject) in statement.subjects.iter().enumerate() {
            let mut shared = digests
                .iter()
                .filter_map(|own| Some((own, subject.digest(own.algorithm())?)))
                .peekable();
            let strong = digests
                .iter()
                .any(|own| is_strong(own) && subject.digest(own.algorithm()).is_some());
            comparable |= strong || shared.peek().is_some_and(|(own, said)| *own != *said);
            if strong && shared.all(|(own, said)| own == said) {
                return Self::About(index);
            }
        }
        let mut said = statement.subjects.iter().flat_map(|subject| &subject.digests);
        match comparable {
            true => Self::Other,
            false if said.any(is_strong) => Self::Unknown,
            false => Self::Weak,
        }
    }
}

fn is_strong(digest: &Digest) -> bool {
    digest.algorithm() >= DigestAlgorithm::Sha256
}

/// The SHA-2 algorithm of a digest that is not among those at hand, by which a subject is named that may
/// be the artifact as far as they tell.
pub(super) fn lacks(statement: &Statement<'_>, digests: &[Digest]) -> Option<DigestAlgorithm> {
    let own = |said: &Digest| digests.iter().find(|own| own.algorithm() == said.algorithm());
    statement.subjects.iter().find_map(|subject| {
        let mut open = None;
        for said in subject.digests.iter().filter(|said| is_strong(said)) {
            match own(said) {
                Some(own) if own != said => return None,
                Some(_) => {}
                None => open = Some(said.algorithm()),
            }
        }
        open
    })
}
