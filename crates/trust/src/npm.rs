//! What npm's registry vouches for: versions it signed, attestations it made or took in.
//!
//! Source: npm documentation, "About ECDSA registry signatures"; `npm audit signatures` in its
//! library pacote, with which this agrees but for one thing: a signature by a key that has ended is
//! not taken on trust where the time of publication is not known.

use keelmark_formats::npm_registry::{
    KeyUsage, PUBLISH_PREDICATE_TYPE, Publication, RegistryKey, SignedVersion,
};
use keelmark_formats::statement::Statement;
use keelmark_model::{Code, Digest, DigestAlgorithm, Outcome, Purl, Timestamp, visible};

use crate::{KeyError, PublicKey, Verified, codes};

/// Something of npm's that does not prove what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// The registry signed nothing.
    #[error("`{}` has no registry signature", visible(.0))]
    Unsigned(String),
    /// No key given is one of those that signed.
    #[error("the registry's key `{}` is not among those given", visible(.0))]
    NoKey(String),
    /// The key cannot be read.
    #[error("the registry's key `{}`: {error}", visible(.key_id))]
    Key {
        /// The key.
        key_id: String,
        /// What is wrong with it.
        error: KeyError,
    },
    /// The key was not in use when it signed.
    #[error("the registry's key `{}` was not in use at the time of signing", visible(.0))]
    Validity(String),
    /// The key is not in use for ever, and nothing tells when it signed.
    #[error("the registry's key `{}` has an end, and the time of signing is not known", visible(.0))]
    Time(String),
    /// The key did not sign that.
    #[error("the signature is not by the registry's key `{}`", visible(.0))]
    Invalid(String),
    /// A statement about another package, or another kind of statement.
    #[error("{0}")]
    Subject(String),
}

impl RegistryError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Unsigned(_) => &codes::NPM_UNSIGNED,
            Self::NoKey(_) => &codes::NPM_KEY,
            Self::Key { error, .. } => error.code(),
            Self::Validity(_) => &codes::NPM_KEY_VALIDITY,
            Self::Time(_) => &codes::NPM_TIME,
            Self::Invalid(_) => &codes::SIGNATURE_INVALID,
            Self::Subject(_) => &codes::NPM_SUBJECT,
        }
    }

    /// Whether the proof fails or only could not be made with what is at hand.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Unsigned(_) | Self::NoKey(_) | Self::Time(_) => Outcome::Unknown,
            _ => Outcome::Fail,
        }
    }
}

/// The registry's key called `key_id`, if it signed such things at time `at`.
///
/// For an attestation, `key_id` is the bundle's hint and `at` the time its log proves.
///
/// # Errors
/// [`RegistryError::NoKey`], [`RegistryError::Validity`], [`RegistryError::Time`] or
/// [`RegistryError::Key`].
pub fn key_in_use(
    keys: &[RegistryKey],
    usage: KeyUsage,
    key_id: &str,
    at: Option<Timestamp>,
) -> Result<PublicKey, RegistryError> {
    let named = || keys.iter().filter(|key| key.key_id == key_id && key.usage.covers(usage));
    let in_use = |key: &&RegistryKey| match at {
        Some(at) => key.start.is_none_or(|start| start <= at) && key.end.is_none_or(|end| at < end),
        None => key.end.is_none(),
    };
    let key = named().find(in_use).ok_or_else(|| match (named().next(), at) {
        (None, _) => RegistryError::NoKey(key_id.to_owned()),
        (Some(_), None) => RegistryError::Time(key_id.to_owned()),
        (Some(_), Some(_)) => RegistryError::Validity(key_id.to_owned()),
    })?;
    PublicKey::from_spki(&key.spki)
        .map_err(|error| RegistryError::Key { key_id: key_id.to_owned(), error })
}

/// Verifies that the registry signed a version: one of its signatures is by a key given, and none
/// that is by such a key is wrong.
///
/// `published` is when the registry says that it published the version. Nobody signed that, so it
/// only tells which keys were in use.
///
/// # Errors
/// Any [`RegistryError`] but [`RegistryError::Subject`].
pub fn verify_version<'v>(
    version: &'v SignedVersion,
    keys: &[RegistryKey],
    published: Option<Timestamp>,
) -> Result<Verified<&'v SignedVersion>, RegistryError> {
    let text = version.signed_text();
    let mut proven = None;
    let mut unknown = RegistryError::Unsigned(format!("{}@{}", version.name, version.version));
    for signature in &version.signatures {
        let key_id = &signature.key_id;
        let key = match key_in_use(keys, KeyUsage::Signatures, key_id, published) {
            Ok(key) => key,
            Err(error) if error.outcome() == Outcome::Unknown => {
                unknown = error;
                continue;
            }
            Err(error) => return Err(error),
        };
        key.verify(text.as_bytes(), &signature.signature)
            .map_err(|_| RegistryError::Invalid(key_id.clone()))?;
        proven = proven.or(Some(key));
    }
    let key = proven.ok_or(unknown)?;
    Ok(Verified::new(version, key.signer()))
}

/// Checks that a statement is about a version of a package with this digest and, when it is the
/// registry's own, that it says of the same version that it was published.
///
/// `listed` is the predicate type under which the registry listed the attestation.
///
/// # Errors
/// [`RegistryError::Subject`].
pub fn check_statement(
    statement: &Verified<Statement<'_>>,
    listed: &str,
    (name, version): (&str, &str),
    sha512: &Digest,
) -> Result<(), RegistryError> {
    let statement = statement.value();
    let wrong = |message: String| Err(RegistryError::Subject(message));
    if statement.predicate_type != listed {
        let said = visible(&statement.predicate_type);
        return wrong(format!("listed as `{}`, signed as `{said}`", visible(listed)));
    }
    let (Some(wanted), [subject]) = (purl(name, version), statement.subjects.as_slice()) else {
        return wrong(format!("no statement about `{name}@{version}` alone"));
    };
    if subject.name.parse::<Purl>().ok().as_ref() != Some(&wanted) {
        return wrong(format!("about `{}`, not `{wanted}`", visible(&subject.name)));
    }
    if subject.digest(DigestAlgorithm::Sha512) != Some(sha512) {
        return wrong(format!("`{wanted}` has another SHA-512 digest in the statement"));
    }
    if statement.predicate_type == PUBLISH_PREDICATE_TYPE {
        let said = Publication::parse(statement.predicate_bytes());
        if !said.is_ok_and(|said| said.name == name && said.version == version) {
            return wrong(format!(
                "the registry does not say that it published `{name}@{version}`"
            ));
        }
    }
    Ok(())
}

/// `pkg:npm/%40scope/name@version`.
fn purl(name: &str, version: &str) -> Option<Purl> {
    let (namespace, name) = name.rsplit_once('/').unwrap_or(("", name));
    Purl::new("npm", namespace, name).and_then(|purl| purl.with_version(version)).ok()
}

#[cfg(test)]
mod tests;
