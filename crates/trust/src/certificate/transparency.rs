//! Promises by certificate transparency logs (RFC 6962, section 3.2).

use keelmark_formats::certificate::Certificate;
use keelmark_formats::certificate::transparency::{
    SignatureAlgorithm, SignedCertificateTimestamp, precertificate,
};
use keelmark_formats::{ParseError, hash};
use keelmark_model::{Code, Timestamp};

use super::{CertificateName, Chain};
use crate::codes;
use crate::key::{Hash, SignatureScheme};
use crate::root::Log;

/// What logs promised of a certificate.
#[derive(Debug)]
pub struct Transparency<'r> {
    /// The promises that hold, one for each log; never empty.
    pub logged: Vec<LoggedCertificate<'r>>,
    /// Those that prove nothing, to be shown.
    pub ignored: Vec<IgnoredPromise>,
}

/// A promise that holds.
#[derive(Debug, Clone, Copy)]
pub struct LoggedCertificate<'r> {
    /// Whose.
    pub log: &'r Log,
    /// When it was made.
    pub time: Timestamp,
}

/// A promise that proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredPromise {
    /// What it calls the log.
    pub log_id: [u8; 32],
    /// Why it proves nothing.
    pub reason: &'static str,
}

/// A certificate that no log is known to publish.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateLogError {
    /// It has no promise at all.
    #[error("{certificate} has no promise by a transparency log")]
    None {
        /// Which.
        certificate: CertificateName,
    },
    /// No promise holds.
    #[error("{certificate} has no promise that holds: {}", reasons(.ignored))]
    NoneHolds {
        /// Which.
        certificate: CertificateName,
        /// Why each of its promises proves nothing.
        ignored: Vec<IgnoredPromise>,
    },
    /// The promises cannot be read.
    #[error("{certificate}: {error}")]
    Form {
        /// Which.
        certificate: CertificateName,
        /// What is wrong with them.
        error: ParseError,
    },
}

impl CertificateLogError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::None { .. } => &codes::CERTIFICATE_UNLOGGED,
            Self::NoneHolds { .. } => &codes::CERTIFICATE_LOG,
            Self::Form { error, .. } => error.code,
        }
    }
}

fn reasons(ignored: &[IgnoredPromise]) -> String {
    let mut reasons: Vec<_> = ignored.iter().map(|promise| promise.reason).collect();
    reasons.dedup();
    reasons.join("; ")
}

/// Verifies that a certificate log of the chain's domain promised to publish `leaf`, at a time at
/// which the log's key was in use.
///
/// Only promises within the certificate are looked at. A log counts once, however many promises
/// it made; one that is not known is passed over, since others may rely on it.
///
/// # Errors
/// [`CertificateLogError`] when no promise holds.
pub fn verify_transparency<'r>(
    leaf: &Certificate,
    chain: &Chain<'r>,
) -> Result<Transparency<'r>, CertificateLogError> {
    let certificate = || CertificateName::of(leaf);
    let promises = SignedCertificateTimestamp::all_of(leaf)
        .map_err(|error| CertificateLogError::Form { certificate: certificate(), error })?;
    if promises.is_empty() {
        return Err(CertificateLogError::None { certificate: certificate() });
    }
    let promised = Promised {
        precertificate: precertificate(leaf),
        issuer_key_hash: hash::sha256(chain.issuer.public_key_info()).as_bytes().try_into().ok(),
        logs: &chain.domain.certificate_logs,
    };
    let mut logged: Vec<LoggedCertificate<'r>> = Vec::new();
    let mut ignored = Vec::new();
    for promise in &promises {
        match promised.verify(promise, &logged) {
            Ok(log) => logged.push(LoggedCertificate { log, time: promise.time() }),
            Err(reason) => ignored.push(IgnoredPromise { log_id: promise.log_id, reason }),
        }
    }
    if logged.is_empty() {
        return Err(CertificateLogError::NoneHolds { certificate: certificate(), ignored });
    }
    Ok(Transparency { logged, ignored })
}

/// What promises are about, and by whom they may be.
struct Promised<'r> {
    precertificate: Vec<u8>,
    issuer_key_hash: Option<[u8; 32]>,
    logs: &'r [Log],
}

impl<'r> Promised<'r> {
    /// The log whose promise it is, unless it is among those that `logged` already.
    fn verify(
        &self,
        promise: &SignedCertificateTimestamp,
        logged: &[LoggedCertificate<'r>],
    ) -> Result<&'r Log, &'static str> {
        let mut known = self.logs.iter().filter(|log| log.id == promise.log_id).peekable();
        if known.peek().is_none() {
            return Err("by a log that the trusted root does not have");
        }
        let log = known
            .find(|log| log.valid.contains(promise.time()))
            .ok_or("made when the log's key was not in use")?;
        if logged.iter().any(|earlier| earlier.log.key == log.key) {
            return Err("by a log that promised before");
        }
        if !is_named(promise.algorithm, log.scheme) {
            return Err("signed otherwise than the log signs");
        }
        let signed = self
            .issuer_key_hash
            .and_then(|hash| promise.signed_parts(&hash, &self.precertificate))
            .ok_or("too long to have been signed")?;
        log.key
            .verify_scheme(log.scheme, &signed.parts(), &promise.signature)
            .map_err(|_| "not signed by the log")?;
        Ok(log)
    }
}

/// Whether `algorithm`, as TLS numbers it, is `scheme`; RFC 6962, section 2.1.4, allows two.
const fn is_named(algorithm: SignatureAlgorithm, scheme: SignatureScheme) -> bool {
    matches!(
        (algorithm, scheme),
        (SignatureAlgorithm::EcdsaSha256, SignatureScheme::Ecdsa(_, Hash::Sha256))
            | (SignatureAlgorithm::RsaSha256, SignatureScheme::RsaPkcs1(Hash::Sha256))
    )
}
