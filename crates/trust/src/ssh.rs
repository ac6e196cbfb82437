//! Files signed with SSH keys.
//!
//! Source: OpenSSH, `PROTOCOL.sshsig` and `ssh-keygen(1)`. The signature brings its key along; what it
//! is worth is said by a list of allowed signers.

use keelmark_formats::ParseError;
use keelmark_formats::hash;
use keelmark_formats::ssh_key::{SshCurve, SshKey, SshKeyKind};
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::ssh_signers::{Patterns, SshSigner};
use keelmark_model::{Code, Digest, Outcome, Timestamp};

use crate::key::{Curve, Hash, KeyType};
use crate::{KeyError, PublicKey, SignatureError, SignatureScheme, Signer, Verified, codes};

/// The namespace of signatures over files.
pub const FILE_NAMESPACE: &str = "file";

/// What a signature should be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// What it is for, [`FILE_NAMESPACE`] for files.
    pub namespace: &'a str,
    /// Who should have signed; anyone allowed when absent.
    pub principal: Option<&'a str>,
    /// When the signer must have been allowed to.
    pub at: Timestamp,
}

/// Why an SSH signature proves nothing, or not what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SshError {
    /// The signature is for something else.
    #[error("the signature is for namespace `{}`, not `{wanted}`", keelmark_model::visible(.found))]
    Namespace {
        /// The namespace in the signature.
        found: String,
        /// The namespace asked for.
        wanted: String,
    },
    /// No line allows the key to sign so.
    #[error("key {} {}", fingerprint_text(.fingerprint), .reason.text())]
    Signer {
        /// SHA-256 of the key.
        fingerprint: Digest,
        /// What is in the way.
        reason: Refusal,
    },
    /// The key is one that a security key holds.
    #[error("the signature is by a security key (`{}`)", keelmark_model::visible(.0))]
    SecurityKey(String),
    /// The key or the signature is of a type that is not used.
    #[error("signatures by `{}` with a key `{}` are not verified",
        keelmark_model::visible(.signature), keelmark_model::visible(.key))]
    Algorithm {
        /// The type of the key.
        key: String,
        /// How it signed.
        signature: String,
    },
    /// The key is malformed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signature is malformed.
    #[error(transparent)]
    Form(#[from] ParseError),
    /// It does not hold, or the digest it takes is not at hand.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

/// Why a key may not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not in the list.
    Unknown,
    /// It signs certificates only.
    CertAuthority,
    /// It is another's.
    Principal,
    /// It may not sign in this namespace.
    Namespace,
    /// Its time has not come yet.
    NotYetValid,
    /// Its time is over.
    Expired,
}

impl Refusal {
    const fn text(self) -> &'static str {
        match self {
            Self::Unknown => "is not among the allowed signers",
            Self::CertAuthority => "is allowed to sign certificates, not files",
            Self::Principal => "is not that of the signer asked for",
            Self::Namespace => "is not allowed to sign in this namespace",
            Self::NotYetValid => "was not yet allowed to sign",
            Self::Expired => "is no longer allowed to sign",
        }
    }
}

impl SshError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Namespace { .. } => &codes::SSH_NAMESPACE,
            Self::Signer { reason: Refusal::NotYetValid | Refusal::Expired, .. } => {
                &codes::SSH_VALIDITY
            }
            Self::Signer { .. } => &codes::SSH_SIGNER,
            Self::SecurityKey(_) => &codes::SSH_SECURITY_KEY,
            Self::Algorithm { .. } => &codes::SSH_ALGORITHM,
            Self::Key(error) => error.code(),
            Self::Form(error) => error.code,
            Self::Signature(error) => error.code(),
        }
    }

    /// Whether the proof fails or only could not be made with what is at hand.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::SecurityKey(_) => Outcome::Unknown,
            Self::Signature(error) => error.outcome(),
            _ => Outcome::Fail,
        }
    }
}

/// Verifies that an allowed signer signed the file with these digests, and gives the one that was
/// signed.
///
/// # Errors
/// Any [`SshError`]. With several lines for one key, the reason is that of the last.
pub fn verify(
    signature: &SshSignature,
    digests: &[Digest],
    signers: &[SshSigner],
    expected: &Expected<'_>,
) -> Result<Verified<Digest>, SshError> {
    if signature.namespace != expected.namespace {
        let (found, wanted) = (signature.namespace.clone(), expected.namespace.to_owned());
        return Err(SshError::Namespace { found, wanted });
    }
    let fingerprint = hash::sha256(signature.key.blob());
    let signer = allowed(&signature.key, signers, expected)
        .map_err(|reason| SshError::Signer { fingerprint, reason })?;
    let digest = digests.iter().find(|digest| digest.algorithm() == signature.hash);
    let message = digest.and_then(|digest| Some((digest, signature.signed_bytes(digest)?)));
    let (digest, message) = message.ok_or(SignatureError::NeedsArtifact)?;
    let (key, scheme) = (public_key(signature)?, scheme(signature)?);
    match scheme {
        SignatureScheme::Ecdsa(..) => {
            key.verify_scheme(scheme, &[&message], &signature.ecdsa_der()?)?;
        }
        _ => key.verify_scheme(scheme, &[&message], &signature.signature)?,
    }
    let listed = || signer.principals.as_ref().and_then(Patterns::literal);
    let principal = expected.principal.or_else(listed).map(str::to_owned);
    Ok(Verified::new(*digest, Signer::Ssh { principal, fingerprint }))
}

/// The line that allows `key` what is expected.
fn allowed<'s>(
    key: &SshKey,
    signers: &'s [SshSigner],
    expected: &Expected<'_>,
) -> Result<&'s SshSigner, Refusal> {
    let mut reason = Refusal::Unknown;
    for signer in signers.iter().filter(|signer| signer.key == *key) {
        match check_line(signer, expected) {
            Ok(()) => return Ok(signer),
            Err(found) => reason = found,
        }
    }
    Err(reason)
}

/// Both ends of the time are within it, as `ssh-keygen` has it. A bare key has no principal, so it is
/// not that of anyone asked for.
fn check_line(signer: &SshSigner, expected: &Expected<'_>) -> Result<(), Refusal> {
    let fits =
        |list: &Option<Patterns>, text| list.as_ref().is_some_and(|patterns| patterns.fit(text));
    if signer.cert_authority {
        return Err(Refusal::CertAuthority);
    }
    if expected.principal.is_some_and(|wanted| !fits(&signer.principals, wanted)) {
        return Err(Refusal::Principal);
    }
    if signer.namespaces.is_some() && !fits(&signer.namespaces, expected.namespace) {
        return Err(Refusal::Namespace);
    }
    if signer.valid_after.is_some_and(|start| expected.at < start) {
        return Err(Refusal::NotYetValid);
    }
    if signer.valid_before.is_some_and(|end| expected.at > end) {
        return Err(Refusal::Expired);
    }
    Ok(())
}

fn public_key(signature: &SshSignature) -> Result<PublicKey, SshError> {
    Ok(match signature.key.kind() {
        SshKeyKind::Ed25519(raw) => PublicKey::from_raw(KeyType::Ed25519, raw)?,
        SshKeyKind::Ecdsa { curve, point } => {
            PublicKey::from_raw(KeyType::Ecdsa(curve_of(*curve)), point)?
        }
        SshKeyKind::Rsa { modulus, exponent } => PublicKey::from_rsa_numbers(modulus, exponent)?,
        SshKeyKind::Other(name) if name.starts_with("sk-") => {
            return Err(SshError::SecurityKey(name.clone()));
        }
        SshKeyKind::Other(_) => return Err(unused(signature)),
    })
}

/// How the key signed. `ssh-rsa` is SHA-1, which `PROTOCOL.sshsig` forbids.
fn scheme(signature: &SshSignature) -> Result<SignatureScheme, SshError> {
    match signature.algorithm.as_str() {
        "ssh-ed25519" => Ok(SignatureScheme::Ed25519),
        "rsa-sha2-256" => Ok(SignatureScheme::RsaPkcs1(Hash::Sha256)),
        "rsa-sha2-512" => Ok(SignatureScheme::RsaPkcs1(Hash::Sha512)),
        other => SshCurve::from_algorithm(other)
            .map(|curve| KeyType::Ecdsa(curve_of(curve)).default_scheme())
            .ok_or_else(|| unused(signature)),
    }
}

const fn curve_of(curve: SshCurve) -> Curve {
    match curve {
        SshCurve::P256 => Curve::P256,
        SshCurve::P384 => Curve::P384,
        SshCurve::P521 => Curve::P521,
    }
}

fn unused(signature: &SshSignature) -> SshError {
    SshError::Algorithm {
        key: signature.key.algorithm().to_owned(),
        signature: signature.algorithm.clone(),
    }
}

/// A fingerprint as `ssh-keygen -l` shows it.
pub fn fingerprint_text(digest: &Digest) -> String {
    use base64::Engine;
    format!("SHA256:{}", base64::engine::general_purpose::STANDARD_NO_PAD.encode(digest.as_bytes()))
}
