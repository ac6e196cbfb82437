//! Roots of trust: whose logs and authorities verification starts from.
//!
//! A domain is what one operator of Sigstore asks to be trusted for, made of its `trusted_root.json`.
//! Domains are never mixed: a certificate by one's authority counts only with a promise by the same
//! one's log.

mod authority;
mod embedded;

use keelmark_formats::trusted_root::{self, TrustedRoot};
use keelmark_formats::{ParseError, hash};
use keelmark_model::Code;

use crate::{KeyError, PublicKey, SignatureScheme, codes};

pub use authority::{Authority, Purpose};
pub use embedded::Instance;
pub use keelmark_formats::trusted_root::Validity;

/// Every domain that is trusted.
#[derive(Debug)]
pub struct TrustRoot {
    /// The domains, in the order given.
    pub domains: Vec<TrustDomain>,
}

/// What one operator of Sigstore is trusted for.
#[derive(Debug)]
pub struct TrustDomain {
    /// What people call it: `public-good`, or where its file came from.
    pub name: String,
    /// How and when its root came, `updated 2026-11-02`; empty where that says nothing.
    pub state: String,
    /// What its signatures must be proven by.
    pub profile: Profile,
    /// Logs of signatures.
    pub logs: Vec<Log>,
    /// Logs of certificates.
    pub certificate_logs: Vec<Log>,
    /// Who issues certificates for signing.
    pub authorities: Vec<Authority>,
    /// Who signs times.
    pub timestamp_authorities: Vec<Authority>,
    /// Logs whose keys are of a kind keelmark does not know, so that nothing is proven by them.
    pub unusable_logs: Vec<UnusableLog>,
}

/// What a domain's signatures must be proven by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// By logs: the certificate's promise by one, and the signature's entry in another.
    Transparency,
    /// By a signed time alone: a domain that has no log of either kind, such as GitHub's for private
    /// repositories.
    TimestampOnly,
}

/// A transparency log.
#[derive(Debug, Clone)]
pub struct Log {
    /// Where it is served.
    pub base_url: String,
    /// What its checkpoints begin with: the host in `base_url`, without a port.
    pub origin: String,
    /// Its key.
    pub key: PublicKey,
    /// How it signs.
    pub scheme: SignatureScheme,
    /// What entries and promises call it: SHA-256 of the key in DER, unless its file says otherwise.
    pub id: Vec<u8>,
    /// What checkpoints call its key, if its file says so.
    pub checkpoint_key_id: Option<Vec<u8>>,
    /// When its key signed.
    pub valid: Validity,
}

/// A log that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableLog {
    /// Where it is served.
    pub base_url: String,
    /// Why.
    pub reason: String,
}

/// A trusted root that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustRootError {
    /// A log's key cannot be read.
    #[error("trusted root `{name}`: the key of log `{}`: {error}", keelmark_model::visible(.log))]
    Key {
        /// The domain.
        name: String,
        /// Where the log is served.
        log: String,
        /// What is wrong with it.
        error: KeyError,
    },
    /// A root that is part of keelmark cannot be read.
    #[error("trusted root `{name}`: {error}")]
    Embedded {
        /// The domain.
        name: &'static str,
        /// What is wrong with it.
        error: ParseError,
    },
}

impl TrustRootError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Key { .. } => &codes::TRUSTED_ROOT_KEY,
            Self::Embedded { error, .. } => error.code,
        }
    }
}

impl TrustRoot {
    /// A root of the domains given, each with its name.
    ///
    /// Nothing is verified yet: an authority's chain is when it is first used, and once.
    ///
    /// # Errors
    /// [`TrustRootError::Key`] when a log's key is damaged. One of an algorithm or an encoding that
    /// is not known here makes its log unusable, and no more.
    pub fn new(roots: Vec<(String, TrustedRoot)>) -> Result<Self, TrustRootError> {
        let domains = roots.into_iter().map(|(name, root)| TrustDomain::new(name, root));
        Ok(Self { domains: domains.collect::<Result<_, _>>()? })
    }

    /// A root of one instance that keelmark knows by itself; only that one is read.
    ///
    /// # Errors
    /// [`TrustRootError`], never in a keelmark whose tests pass.
    pub fn embedded(instance: Instance) -> Result<Self, TrustRootError> {
        Self::new(vec![(instance.name().to_owned(), instance.trusted_root()?)])
    }

    /// Every authority that issues certificates for signing, with its domain.
    pub fn authorities(&self) -> impl Iterator<Item = (&TrustDomain, &Authority)> {
        self.domains
            .iter()
            .flat_map(|domain| domain.authorities.iter().map(move |authority| (domain, authority)))
    }
}

impl TrustDomain {
    /// Name and state: `public-good, updated 2026-11-02`.
    pub fn label(&self) -> String {
        match self.state.as_str() {
            "" => self.name.clone(),
            state => format!("{}, {state}", self.name),
        }
    }

    /// The domain that `root` describes.
    ///
    /// # Errors
    /// As for [`TrustRoot::new`].
    pub fn new(name: String, root: TrustedRoot) -> Result<Self, TrustRootError> {
        // What a file says there is counts, not what can be used of it: a domain must not lose its
        // logs because their keys are of a kind that is not known yet.
        let has_logs = !root.signature_logs.is_empty() || !root.certificate_logs.is_empty();
        let mut unusable_logs = Vec::new();
        let mut logs = |wire: Vec<trusted_root::Log>| {
            let mut logs = Vec::with_capacity(wire.len());
            for wire in wire {
                let base_url = wire.base_url.clone();
                match Log::new(wire) {
                    Ok(log) => logs.push(log),
                    Err(KeyError::Algorithm(reason)) => {
                        unusable_logs.push(UnusableLog { base_url, reason });
                    }
                    Err(error) => {
                        let name = name.clone();
                        return Err(TrustRootError::Key { name, log: base_url, error });
                    }
                }
            }
            Ok(logs)
        };
        let (signature_logs, certificate_logs) =
            (logs(root.signature_logs)?, logs(root.certificate_logs)?);
        let authorities = |wire: Vec<trusted_root::Authority>, purpose| {
            wire.into_iter().map(|wire| Authority::new(wire, purpose)).collect()
        };
        Ok(Self {
            profile: if has_logs { Profile::Transparency } else { Profile::TimestampOnly },
            logs: signature_logs,
            certificate_logs,
            authorities: authorities(root.certificate_authorities, Purpose::CodeSigning),
            timestamp_authorities: authorities(root.timestamp_authorities, Purpose::TimeStamping),
            unusable_logs,
            name,
            state: String::new(),
        })
    }
}

impl Log {
    fn new(wire: trusted_root::Log) -> Result<Self, KeyError> {
        let key = if wire.key_details.starts_with("PKCS1_") {
            PublicKey::from_pkcs1_rsa(&wire.key)?
        } else {
            PublicKey::from_spki(&wire.key)?
        };
        let scheme = SignatureScheme::from_key_details(&wire.key_details, &key)?;
        let id =
            if wire.id.is_empty() { hash::sha256(key.spki()).as_bytes().to_vec() } else { wire.id };
        Ok(Self {
            origin: host(&wire.base_url).to_owned(),
            base_url: wire.base_url,
            key,
            scheme,
            id,
            checkpoint_key_id: Some(wire.checkpoint_key_id).filter(|id| !id.is_empty()),
            valid: wire.valid,
        })
    }
}

/// The host in an address, without scheme, port and path.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.split_once(']') {
        Some((address, _)) => address.trim_start_matches('['),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_have_no_port() {
        let cases = [
            ("https://rekor.sigstore.dev", "rekor.sigstore.dev"),
            ("https://log2025-1.rekor.sigstore.dev/", "log2025-1.rekor.sigstore.dev"),
            ("http://localhost:3000/api?x#y", "localhost"),
            ("rekor.example", "rekor.example"),
            ("http://[::1]:3000/", "::1"),
            ("", ""),
        ];
        for (address, expected) in cases {
            assert_eq!(host(address), expected, "{address}");
        }
    }
}
