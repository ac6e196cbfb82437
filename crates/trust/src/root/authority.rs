//! Authorities, and what of them need be verified only once.

use std::sync::OnceLock;

use keelmark_formats::certificate::Certificate;
use keelmark_formats::trusted_root::{self, Validity};
use keelmark_model::Timestamp;

use crate::certificate::{ChainError, rules};
use crate::{KeyError, PublicKey};

/// Who issues certificates, or signs times.
#[derive(Debug)]
pub struct Authority {
    /// Where it is served.
    pub uri: String,
    /// What its certificates are for.
    pub purpose: Purpose,
    /// Its certificates, each issued by the next; the last is trusted as it stands.
    pub chain: Vec<Certificate>,
    /// When the chain was in use.
    pub valid: Validity,
    /// For each certificate of the chain, what was found out when it was first asked for.
    found: Vec<Found>,
}

/// What certificates are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signatures over artifacts and statements.
    CodeSigning,
    /// Signed times.
    TimeStamping,
}

#[derive(Debug, Default)]
struct Found {
    key: OnceLock<Result<PublicKey, KeyError>>,
    anchored: OnceLock<Result<(), ChainError>>,
}

impl Authority {
    pub(super) fn new(wire: trusted_root::Authority, purpose: Purpose) -> Self {
        let found = wire.chain.iter().map(|_| Found::default()).collect();
        Self { uri: wire.uri, purpose, chain: wire.chain, valid: wire.valid, found }
    }

    /// The certificate at `place` in the chain, and those that issued it, up to the last.
    pub(crate) fn chain_from(&self, place: usize) -> &[Certificate] {
        self.chain.get(place..).unwrap_or_default()
    }

    /// The certificate that signs times, where the chain begins with it and not with its issuer.
    pub(crate) fn time_signer(&self) -> Option<&Certificate> {
        let signs_times = self.purpose == Purpose::TimeStamping;
        self.chain.first().filter(|certificate| signs_times && !certificate.is_authority())
    }

    /// Whether the certificate at `place` and all above it hold at `at`, and the authority is trusted
    /// then.
    ///
    /// # Errors
    /// [`ChainError::Validity`] or [`ChainError::AuthorityValidity`].
    pub(crate) fn check_validity(&self, place: usize, at: Timestamp) -> Result<(), ChainError> {
        for certificate in self.chain_from(place) {
            rules::check_validity(certificate, at)?;
        }
        if self.valid.contains(at) {
            return Ok(());
        }
        Err(ChainError::AuthorityValidity { uri: self.uri.clone(), valid: self.valid, at })
    }

    /// The key in the certificate at `place`.
    pub(crate) fn key(&self, place: usize) -> Option<&Result<PublicKey, KeyError>> {
        let certificate = self.chain.get(place)?;
        let found = self.found.get(place)?;
        Some(found.key.get_or_init(|| PublicKey::from_spki(certificate.public_key_info())))
    }

    /// Whether the certificate at `place` may issue what this authority is for (or, where it is the
    /// first, sign times), as may all above it, and whether each is signed by the next. None of it
    /// depends on time, and it is found out once.
    ///
    /// # Errors
    /// [`ChainError`] as it is said of the lowest certificate that fails.
    pub(crate) fn anchored(&self, place: usize) -> &Result<(), ChainError> {
        match self.found.get(place) {
            Some(found) => found.anchored.get_or_init(|| self.verify_from(place)),
            // There is nothing to be wrong above the last.
            None => &Ok(()),
        }
    }

    fn verify_from(&self, place: usize) -> Result<(), ChainError> {
        if let Some(signer) = self.time_signer().filter(|_| place == 0) {
            return self.verify_time_signer(signer);
        }
        let chain = self.chain_from(place);
        for (below, certificate) in chain.iter().enumerate() {
            rules::check_authority(certificate, below_self_issued(chain, below), self.purpose)?;
            self.verify_issuer(certificate, place + below + 1)?;
        }
        Ok(())
    }

    fn verify_time_signer(&self, signer: &Certificate) -> Result<(), ChainError> {
        rules::check_time_signer(signer)?;
        self.verify_issuer(signer, 1)?;
        // A root may pin the certificate that signs times by itself.
        if self.chain.len() == 1 { Ok(()) } else { self.anchored(1).clone() }
    }

    /// Checks that the certificate at `place`, if there is one, issued the one before it.
    fn verify_issuer(&self, certificate: &Certificate, place: usize) -> Result<(), ChainError> {
        let Some(issuer) = self.chain.get(place) else { return Ok(()) };
        if certificate.issuer() != issuer.subject() {
            return Err(ChainError::no_issuer(certificate));
        }
        rules::verify_signature(certificate, issuer, self.key(place))
    }
}

/// How many of the `count` lowest certificates in `chain` count for the length of a path: those
/// issued to another than themselves (RFC 5280, section 4.2.1.9).
fn below_self_issued(chain: &[Certificate], count: usize) -> usize {
    let is_counted = |certificate: &&Certificate| certificate.issuer() != certificate.subject();
    chain.iter().take(count).filter(is_counted).count()
}
