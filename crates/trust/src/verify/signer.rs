//! Who signed, and whether it is someone the policy means.

use keelmark_formats::ParseError;
use keelmark_formats::bundle::{Bundle, VerificationMaterial};
use keelmark_formats::certificate::Certificate;
use keelmark_formats::time::rfc3339;
use keelmark_model::Check;

use super::Checks;
use crate::certificate::{self, CertificateIdentity, Chain, ChainError, Paths, Transparency};
use crate::policy::{IdentityPolicy, Policy, SignerPolicy};
use crate::root::{Instance, Profile, TrustDomain, TrustRoot};
use crate::{PublicKey, SignatureError, Signer, codes};

const CERTIFICATE: &str = "certificate";
const CERTIFICATE_LOG: &str = "certificate log";
const IDENTITY: &str = "identity";

/// Whoever a bundle says signed it.
pub(super) enum Signatory<'a> {
    /// The subject of a certificate.
    Certified(Box<Certified<'a>>),
    /// The holder of one of these keys.
    Keys(Vec<&'a PublicKey>),
    /// Nobody that can be told.
    Nobody,
}

/// A certificate and what is known of it.
pub(super) struct Certified<'a> {
    pub(super) leaf: &'a Certificate,
    key: PublicKey,
    /// The ways to an authority of the trusted root, when there is one.
    pub(super) paths: Option<Paths<'a, 'a>>,
    /// The trust domain of that authority.
    domain: Option<&'a TrustDomain>,
    identity: Option<CertificateIdentity>,
}

/// The signer's certificate, in a bundle that has one.
pub(super) fn leaf(bundle: &Bundle) -> Option<Result<Certificate, ParseError>> {
    match &bundle.material {
        VerificationMaterial::PublicKey { .. } => None,
        VerificationMaterial::Certificate { der } => Some(Certificate::parse(der)),
        VerificationMaterial::CertificateChain(chain) => {
            chain.first().map(|der| Certificate::parse(der))
        }
    }
}

/// Finds out who a bundle says signed it, and whether a trusted authority says so too.
pub(super) fn establish<'a>(
    bundle: &Bundle,
    leaf: Option<&'a Result<Certificate, ParseError>>,
    root: &'a TrustRoot,
    policy: &'a Policy,
    checks: &mut Checks<'_>,
) -> Signatory<'a> {
    let target = checks.target;
    let leaf = match leaf {
        None => return candidates(bundle, policy, checks),
        Some(Err(error)) => {
            checks.push(Check::fail(CERTIFICATE, target, error.code, error.to_string()));
            return Signatory::Nobody;
        }
        Some(Ok(leaf)) => leaf,
    };
    if matches!(policy.signer, SignerPolicy::Keys(_)) {
        let error = SignatureError::Certificate;
        checks.push(Check::unknown(CERTIFICATE, target, error.code(), error.to_string()));
    }
    let key = match PublicKey::from_spki(leaf.public_key_info()) {
        Ok(key) => key,
        Err(error) => {
            let detail = format!("the certificate's key: {error}");
            checks.push(Check::fail(CERTIFICATE, target, error.code(), detail));
            return Signatory::Nobody;
        }
    };
    let (paths, domain) = match authority(leaf, root, policy, checks) {
        Some((paths, domain)) => (Some(paths), Some(domain)),
        None => (None, None),
    };
    if let VerificationMaterial::CertificateChain(chain) = &bundle.material
        && chain.iter().skip(1).any(|other| is_anchor(other))
    {
        let detail = "the bundle brings a root certificate of its own";
        checks.push(Check::fail(CERTIFICATE, target, &codes::CERTIFICATE_ROOT_IN_BUNDLE, detail));
    }
    let identity = match certificate::identity(leaf) {
        Ok(identity) => Some(identity),
        Err(error) => {
            checks.push(Check::fail(IDENTITY, target, error.code(), error.to_string()));
            None
        }
    };
    Signatory::Certified(Box::new(Certified { leaf, key, paths, domain, identity }))
}

/// The authority that issued the certificate, and whether logs list it. Which one it is must not
/// depend on when the signature was made, so it is judged by when the certificate was issued.
fn authority<'a>(
    leaf: &'a Certificate,
    root: &'a TrustRoot,
    policy: &Policy,
    checks: &mut Checks<'_>,
) -> Option<(Paths<'a, 'a>, &'a TrustDomain)> {
    let target = checks.target;
    let found = certificate::paths(leaf, root)
        .and_then(|paths| paths.at(leaf.not_before()).map(|chain| (paths, chain)));
    match found {
        Ok((mut paths, chain)) => {
            // What holds at another time must not lead to another domain, whose logs were not asked.
            paths.keep(chain.domain);
            checks.push(
                Check::pass(CERTIFICATE, target, format!("issued by {}", leaf.issuer_text()))
                    .with("authority", chain.authority.uri.as_str())
                    .with("trust", chain.domain.label())
                    .with("serial", leaf.serial_text()),
            );
            certificate_logs(leaf, &chain, policy, checks);
            Some((paths, chain.domain))
        }
        Err(error) => {
            let check = match elsewhere(leaf, &error) {
                Some(instance) => {
                    let name = instance.name();
                    let detail =
                        format!("issued by the instance `{name}`, which is not trusted here");
                    Check::fail(CERTIFICATE, target, &codes::CERTIFICATE_INSTANCE, detail)
                        .with("instance", name)
                }
                None => Check::fail(CERTIFICATE, target, error.code(), error.to_string()),
            };
            checks.push(check.with("issuer", leaf.issuer_text()));
            None
        }
    }
}

/// The instance that issued a certificate which no authority of the trusted root did. That is only for
/// people to know, and makes nothing hold: instances give their authorities the same names, so that
/// without it a certificate of another one reads as forged.
fn elsewhere(leaf: &Certificate, error: &ChainError) -> Option<Instance> {
    if !matches!(error, ChainError::NoIssuer { .. } | ChainError::Signature { .. }) {
        return None;
    }
    let issued = |instance: &Instance| {
        TrustRoot::embedded(*instance).is_ok_and(|root| certificate::paths(leaf, &root).is_ok())
    };
    Instance::ALL.into_iter().find(issued)
}

/// Whether a certificate vouches for itself. One that cannot be read vouches for nothing.
fn is_anchor(der: &[u8]) -> bool {
    Certificate::parse(der).is_ok_and(|other| other.issuer() == other.subject())
}

/// Whether logs list the certificate, so that whoever watches them can see it.
fn certificate_logs(
    leaf: &Certificate,
    chain: &Chain<'_>,
    policy: &Policy,
    checks: &mut Checks<'_>,
) {
    let target = checks.target;
    let wanted = policy.thresholds.certificate_logs;
    if chain.domain.profile == Profile::TimestampOnly {
        let detail = format!("{} keeps no log of certificates", chain.domain.name);
        checks.push(Check::skipped(CERTIFICATE_LOG, target, detail));
        return;
    }
    if wanted == 0 {
        checks.push(Check::skipped(CERTIFICATE_LOG, target, "none demanded by the policy"));
        return;
    }
    let check = match certificate::verify_transparency(leaf, chain) {
        Ok(Transparency { logged, ignored }) => {
            let names: Vec<&str> = logged.iter().map(|one| one.log.base_url.as_str()).collect();
            let check = if names.len() >= wanted {
                let detail = format!("listed by {}", names.join(" and "));
                Check::pass(CERTIFICATE_LOG, target, detail)
            } else {
                let detail = format!("{} of {wanted} logs list it", names.len());
                Check::fail(CERTIFICATE_LOG, target, &codes::CERTIFICATE_LOG_THRESHOLD, detail)
            };
            let check =
                logged.iter().fold(check, |check, one| check.with("listed at", rfc3339(one.time)));
            ignored.iter().fold(check, |check, one| check.with("does not count", one.reason))
        }
        Err(error) => Check::fail(CERTIFICATE_LOG, target, error.code(), error.to_string()),
    };
    checks.push(check);
}

/// The keys worth trying, for a bundle that names one.
fn candidates<'a>(bundle: &Bundle, policy: &'a Policy, checks: &mut Checks<'_>) -> Signatory<'a> {
    let hint = match &bundle.material {
        VerificationMaterial::PublicKey { hint } => hint.as_deref(),
        // A chain without a certificate: the reader of bundles refuses it.
        _ => None,
    };
    let none = || {
        let error = SignatureError::NoKey { hint: hint.map(str::to_owned) };
        Check::unknown("key", checks.target, error.code(), error.to_string())
    };
    match &policy.signer {
        SignerPolicy::Keys(keys) => match crate::bundle::named(hint, keys) {
            Some(keys) => Signatory::Keys(keys.iter().collect()),
            None => {
                let check = none();
                checks.push(check);
                Signatory::Nobody
            }
        },
        SignerPolicy::Unstated => {
            let check = none();
            checks.push(check);
            Signatory::Nobody
        }
        SignerPolicy::Identities(_) => {
            let detail =
                "signed with a key that was not given, and no certificate says whose it is";
            checks.push(Check::unknown(IDENTITY, checks.target, &codes::IDENTITY_ABSENT, detail));
            Signatory::Nobody
        }
    }
}

impl<'a> Signatory<'a> {
    /// The keys that may have made the signature.
    pub(super) fn keys(&self) -> Vec<&PublicKey> {
        match self {
            Self::Certified(certified) => vec![&certified.key],
            Self::Keys(keys) => keys.clone(),
            Self::Nobody => Vec::new(),
        }
    }

    /// The trust domains whose logs and timestamping authorities may speak for the signature: the
    /// one that certified the signer, so that no other can stand in for its logs.
    pub(super) fn domains(&self, root: &'a TrustRoot) -> Vec<&'a TrustDomain> {
        match self {
            Self::Certified(certified) => certified.domain.into_iter().collect(),
            Self::Keys(_) => root.domains.iter().collect(),
            Self::Nobody => Vec::new(),
        }
    }

    /// Who said it, once everything holds.
    pub(super) fn into_signer(self, key: Option<&PublicKey>) -> Option<Signer> {
        match self {
            Self::Certified(certified) => {
                certified.identity.map(|identity| Signer::Certified(Box::new(identity)))
            }
            Self::Keys(_) => key.map(PublicKey::signer),
            Self::Nobody => None,
        }
    }
}

/// Whether the certified identity is one the policy means.
pub(super) fn check(signatory: &Signatory<'_>, policy: &Policy, checks: &mut Checks<'_>) {
    let target = checks.target;
    let certified = match signatory {
        Signatory::Certified(certified) => certified,
        Signatory::Keys(_) if !policy.build.is_empty() => {
            let detail = "signed with a key, and no certificate says what it was built from";
            checks.push(Check::fail(IDENTITY, target, &codes::IDENTITY_ABSENT, detail));
            return;
        }
        Signatory::Keys(_) | Signatory::Nobody => return,
    };
    let Some(identity) = &certified.identity else { return };
    let issuer = identity.claims.issuer.as_deref().unwrap_or_default();
    let name = identity.text();
    let shown = format!("{name}, by {issuer}");
    let check = match &policy.signer {
        SignerPolicy::Identities(wanted) if wanted.iter().any(|one| one.matches(name, issuer)) => {
            Check::pass(IDENTITY, target, shown)
        }
        SignerPolicy::Identities(wanted) => other_than(target, wanted, name, issuer),
        SignerPolicy::Unstated => {
            let detail = format!("signed by {shown}; nobody said who should have");
            Check::unknown(IDENTITY, target, &codes::IDENTITY_UNSTATED, detail)
        }
        // Said already: a certificate where a key was wanted.
        SignerPolicy::Keys(_) => return,
    };
    let told = identity.claims.iter();
    checks.push(told.fold(check, |check, (claim, value)| check.with(claim, value)));
    checks.list.extend(policy.build.check(target, name, &identity.claims));
}

/// An identity that is none of those wanted: told apart by what is wrong with it.
fn other_than(target: &str, wanted: &[IdentityPolicy], name: &str, issuer: &str) -> Check {
    let right_name =
        wanted.iter().any(|one| one.identity.as_ref().is_none_or(|it| it.matches(name)));
    let (code, detail) = if right_name {
        (&codes::IDENTITY_ISSUER, format!("vouched for by {issuer}, which is not the one wanted"))
    } else {
        (&codes::IDENTITY_OTHER, format!("signed by {name}, who is not the one wanted"))
    };
    let check = Check::fail(IDENTITY, target, code, detail);
    wanted.iter().fold(check, |check, one| check.with("wanted", one.to_string()))
}
