//! Which certificate's key signed a token, and whether a trusted root stands behind it.
//!
//! An authority of a trusted root comes in one of two forms. Either its chain begins with the
//! certificate that signs times: then that one signs, and no other of the same issuer. Or it holds
//! issuers only: then the signer's certificate comes with the token.

use std::borrow::Cow;

use keelmark_formats::certificate::Certificate;
use keelmark_formats::timestamp_token::{SignerIdentifier, TimestampToken};

use super::TimestampError;
use crate::PublicKey;
use crate::certificate::{ChainError, issued_by, rules};
use crate::root::{Authority, TrustDomain};

/// Who may have signed a token: an authority stands behind it, at the token's time.
pub(super) struct Signer<'r> {
    pub(super) certificate: Cow<'r, Certificate>,
    pub(super) key: Cow<'r, PublicKey>,
    pub(super) authority: &'r Authority,
}

/// Those certificates that authorities of `domain` sign with and that `token` means. Costs no
/// verification of a signature once each was verified.
pub(super) fn pinned<'r>(
    token: &TimestampToken<'_>,
    domain: &'r TrustDomain,
) -> impl Iterator<Item = Result<Signer<'r>, TimestampError>> {
    let (identifier, time) = (token.signer.identifier, token.info.time);
    domain.timestamp_authorities.iter().filter_map(move |authority| {
        let certificate = authority.time_signer().filter(|found| means(identifier, found))?;
        let trusted = authority
            .anchored(0)
            .clone()
            .and_then(|()| authority.check_validity(0, time))
            .map_err(TimestampError::Chain);
        Some(trusted.and_then(|()| {
            let key = match authority.key(0) {
                Some(Ok(key)) => Cow::Borrowed(key),
                Some(Err(error)) => {
                    return Err(TimestampError::Signature { reason: error.to_string() });
                }
                None => return Err(unknown(domain)),
            };
            Ok(Signer { certificate: Cow::Borrowed(certificate), key, authority })
        }))
    })
}

/// The certificate among those sent along that `token` means, if an authority of `domain` issued it.
pub(super) fn embedded<'r>(
    token: &TimestampToken<'_>,
    domain: &'r TrustDomain,
) -> Result<Signer<'r>, TimestampError> {
    let parsed = token.certificates.iter().filter_map(|der| Certificate::parse(der).ok());
    let certificate = parsed
        .into_iter()
        .find(|certificate| means(token.signer.identifier, certificate))
        .ok_or_else(|| unknown(domain))?;
    let authorities = domain.timestamp_authorities.iter();
    let issuers = authorities
        .filter(|authority| authority.time_signer().is_none())
        .map(|authority| (domain, authority));
    let authority = issued_by(&certificate, issuers)
        .and_then(|paths| {
            rules::check_time_signer(&certificate)?;
            Ok(paths.at(token.info.time)?.authority)
        })
        .map_err(|error| match error {
            ChainError::NoIssuer { .. } => unknown(domain),
            error => TimestampError::Chain(error),
        })?;
    let key = PublicKey::from_spki(certificate.public_key_info())
        .map_err(|error| TimestampError::Signature { reason: error.to_string() })?;
    Ok(Signer { certificate: Cow::Owned(certificate), key: Cow::Owned(key), authority })
}

fn unknown(domain: &TrustDomain) -> TimestampError {
    TimestampError::Unknown { root: domain.name.clone() }
}

fn means(identifier: SignerIdentifier<'_>, certificate: &Certificate) -> bool {
    match identifier {
        SignerIdentifier::Issuer { name, serial } => {
            name == certificate.issuer() && serial == certificate.serial()
        }
        SignerIdentifier::KeyId(id) => certificate.subject_key_id() == Some(id),
    }
}
