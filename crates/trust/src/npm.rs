//! What npm's registry vouches for: versions it signed, attestations it made or took in.
//!
//! Its own attestations are bundles that name one of its keys; what they say is that it published a
//! version, with this digest.
//!
//! Source: npm documentation, "About ECDSA registry signatures"; `npm audit signatures` in its
//! library pacote, with which this agrees but for one thing: a signature by a key that has ended is
//! not taken on trust where the time of publication is not known.

use keelmark_formats::bundle::{Bundle, VerificationMaterial};
use keelmark_formats::npm_registry::{
    KeyUsage, PUBLISH_PREDICATE_TYPE, PackageVersion, Publication, RegistryKey, SignedVersion,
};
use keelmark_formats::statement::Statement;
use keelmark_formats::time::rfc3339;
use keelmark_model::{
    Check, Code, Digest, DigestAlgorithm, Outcome, Purl, Timestamp, Verdict, visible,
};

use crate::bundle::Artifact;
use crate::policy::{BuildPolicy, Policy, PredicateType, SignerPolicy};
use crate::root::TrustRoot;
use crate::verify::{Examined, Report};
use crate::{KeyError, PublicKey, Verified, codes};

/// npm's keys as they are part of keelmark; where they are from stands in `roots/README.md`.
pub const EMBEDDED_KEYS: &[u8] = include_bytes!("../roots/npm-keys.json");

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
    /// A statement that is not about one version of one package, or contradicts itself about which.
    #[error("{0}")]
    Subject(String),
}

impl RegistryError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Unsigned(_) => &codes::NPM_UNSIGNED,
            Self::NoKey(_) => &codes::NPM_KEY,
            Self::Key { .. } => &codes::NPM_KEY_UNREADABLE,
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
    let mut unknown = RegistryError::Unsigned(version.package.to_string());
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

/// The registry's key that a bundle says signed it; none where its hint is not what registries call
/// their keys.
pub fn key_id(bundle: &Bundle) -> Option<&str> {
    match &bundle.material {
        VerificationMaterial::PublicKey { hint } => {
            hint.as_deref().filter(|hint| hint.starts_with("SHA256:"))
        }
        _ => None,
    }
}

/// Verifies an attestation that the registry made itself: by the key it names, while that was in use,
/// and that it says what a registry says, that it published a package.
///
/// `policy` says how much proof there must be; its demands on the signer and on what is said are for
/// others than the registry. `keys` are the registry's, the rest as for [`crate::verify::verify`].
pub fn verify_attestation<'b>(
    bundle: &'b Bundle,
    artifact: Artifact<'_>,
    root: &TrustRoot,
    policy: &Policy,
    keys: &[RegistryKey],
    now: Timestamp,
) -> Report<'b> {
    Attestation::of(bundle, root, policy, keys, now).about(artifact)
}

/// An attestation of the registry's, verified but for which artifact it is about.
#[derive(Debug)]
pub struct Attestation<'b, 'k> {
    key_id: &'b str,
    keys: &'k [RegistryKey],
    examined: Result<Examined<'b>, RegistryError>,
}

impl<'b, 'k> Attestation<'b, 'k> {
    /// Verifies an attestation as [`verify_attestation`] does.
    pub fn of(
        bundle: &'b Bundle,
        root: &TrustRoot,
        policy: &Policy,
        keys: &'k [RegistryKey],
        now: Timestamp,
    ) -> Self {
        let key_id = key_id(bundle).unwrap_or_default();
        let examined = attesting(keys, key_id).and_then(|named| {
            let policy = Policy {
                signer: SignerPolicy::Keys(named),
                build: BuildPolicy::default(),
                predicate_type: Some(PredicateType::Exact(PUBLISH_PREDICATE_TYPE.to_owned())),
                ..policy.clone()
            };
            let no_statement = || RegistryError::Subject("a registry signs no file".to_owned());
            Examined::of(bundle, root, &policy, now).ok_or_else(no_statement)
        });
        Self { key_id, keys, examined }
    }

    /// What the attestation proves of an artifact.
    pub fn about(&self, artifact: Artifact<'_>) -> Report<'b> {
        const NAME: &str = "registry key";
        let Self { key_id, keys, .. } = *self;
        let target = artifact.name();
        let refused = |error: &RegistryError| {
            let unknown = Check::unknown(NAME, target, error.code(), error.to_string());
            Check { outcome: error.outcome(), ..unknown }
        };
        let mut report = match &self.examined {
            Ok(examined) => examined.about(artifact),
            Err(error) => {
                let verdict = Verdict { checks: vec![refused(error)] };
                return Report { verdict, proven: None, signed_at: Vec::new() };
            }
        };
        // Without a signature there is nothing whose time counts.
        let Some(proven) = report.proven.take() else { return report };
        let times: Vec<Option<Timestamp>> = match report.signed_at.as_slice() {
            [] => vec![None],
            times => times.iter().copied().map(Some).collect(),
        };
        let in_use = times.iter().try_for_each(|at| {
            let key = key_in_use(keys, KeyUsage::Attestations, key_id, *at)?;
            let signed = key.signer() == *proven.signer();
            signed.then_some(()).ok_or_else(|| RegistryError::Validity(key_id.to_owned()))
        });
        let check = match &in_use {
            Ok(()) => Check::pass(NAME, target, "the registry's key was in use when it signed"),
            Err(error) => refused(error),
        };
        let at = report.signed_at.first().map_or_else(|| "not known".to_owned(), |at| rfc3339(*at));
        report.verdict.checks.push(check.with("key", key_id).with("time", at));
        report.proven = in_use.is_ok().then_some(proven);
        report
    }
}

/// The registry's keys of that name for attestations; at least one.
fn attesting(keys: &[RegistryKey], key_id: &str) -> Result<Vec<PublicKey>, RegistryError> {
    let named =
        keys.iter().filter(|key| key.key_id == key_id && key.usage.covers(KeyUsage::Attestations));
    let read = |key: &RegistryKey| {
        PublicKey::from_spki(&key.spki)
            .map_err(|error| RegistryError::Key { key_id: key_id.to_owned(), error })
    };
    let keys = named.map(read).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(RegistryError::NoKey(key_id.to_owned())) } else { Ok(keys) }
}

/// Address of npm's registry, as it calls itself in what it attests.
pub const REGISTRY: &str = "https://registry.npmjs.org";

/// The one version of a package that a statement is about, which has this digest; what a registry
/// says itself must name the same one twice, and itself as `registry` where that is known.
///
/// # Errors
/// [`RegistryError::Subject`].
pub fn package(
    statement: &Verified<Statement<'_>>,
    sha512: &Digest,
    registry: Option<&str>,
) -> Result<PackageVersion, RegistryError> {
    let statement = statement.value();
    let wrong = |message: String| Err(RegistryError::Subject(message));
    let [subject] = statement.subjects.as_slice() else {
        return wrong(format!("{} subjects; one package has one", statement.subjects.len()));
    };
    let purl = subject.name.parse().ok();
    let Some(package) = purl.and_then(|purl| PackageVersion::of_purl(&purl)) else {
        return wrong(format!("`{}` is no version of a package of npm", visible(&subject.name)));
    };
    if subject.digest(DigestAlgorithm::Sha512) != Some(sha512) {
        return wrong(format!("`{package}` has another SHA-512 digest in the statement"));
    }
    if statement.predicate_type == PUBLISH_PREDICATE_TYPE {
        let said = Publication::parse(statement.predicate_bytes());
        let same =
            |said: &Publication| said.name == package.name() && said.version == package.version();
        let Some(said) = said.ok().filter(same) else {
            return wrong(format!("the registry does not say that it published `{package}`"));
        };
        let there = said.registry.trim_end_matches('/');
        if let Some(registry) = registry.filter(|registry| *registry != there) {
            let there = visible(there);
            return wrong(format!("`{package}` was published on `{there}`, not on `{registry}`"));
        }
    }
    Ok(package)
}

/// Whether a statement says of any subject that it is a package of npm, or a package in a form that
/// cannot be read.
pub fn names_package(statement: &Statement<'_>) -> bool {
    let is_npm = |name: &str| match name.parse::<Purl>() {
        Ok(purl) => purl.ty() == "npm",
        Err(_) => name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:")),
    };
    statement.subjects.iter().any(|subject| is_npm(&subject.name))
}

#[cfg(test)]
mod tests;
