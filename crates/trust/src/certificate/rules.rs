//! What RFC 5280, section 6.1, asks of each certificate in a chain.

use keelmark_formats::certificate::{
    BasicConstraints, Certificate, ExtendedKeyUsage, KeyUsage, Purposes,
};
use keelmark_model::Timestamp;

use super::{CertificateName, ChainError};
use crate::root::Purpose;
use crate::{KeyError, PublicKey, SignatureScheme};

/// Checks that `certificate` may sign artifacts and statements.
///
/// RFC 5280 has what is not restricted allowed. Fulcio restricts what it issues, as do all who follow
/// its certificate specification, so that a certificate without restriction is for something else.
pub(crate) fn check_signer(certificate: &Certificate) -> Result<(), ChainError> {
    check_extensions(certificate)?;
    let refused = |reason| Err(ChainError::usage(certificate, reason));
    if certificate.is_authority() {
        return refused("issues certificates, and so may sign nothing else");
    }
    if !certificate.key_usage().is_some_and(KeyUsage::digital_signature) {
        return refused("is not for digital signatures: its key usage does not say so");
    }
    let purposes = certificate.extended_key_usage().map(|usage| usage.purposes);
    if !purposes.is_some_and(|purposes| purposes.code_signing) {
        return refused("is not for code signing: its extended key usage does not say so");
    }
    Ok(())
}

/// Checks that `certificate` may sign times, and nothing else (RFC 3161, section 2.3).
pub(crate) fn check_time_signer(certificate: &Certificate) -> Result<(), ChainError> {
    check_extensions(certificate)?;
    let refused = |reason| Err(ChainError::usage(certificate, reason));
    if certificate.is_authority() {
        return refused("issues certificates, and so may sign nothing else");
    }
    if certificate.key_usage().is_some_and(|usage| !usage.digital_signature()) {
        return refused("is not for digital signatures: its key usage excludes them");
    }
    let alone = Purposes { time_stamping: true, ..Purposes::default() };
    match certificate.extended_key_usage() {
        Some(ExtendedKeyUsage { critical: true, purposes }) if purposes == alone => Ok(()),
        _ => refused("is not for time stamping alone: a critical extended key usage must say so"),
    }
}

/// Checks that `certificate` may issue certificates for `purpose` with `below` other authorities
/// between it and the last certificate of the chain.
pub(crate) fn check_authority(
    certificate: &Certificate,
    below: usize,
    purpose: Purpose,
) -> Result<(), ChainError> {
    check_extensions(certificate)?;
    let refused = |reason| Err(ChainError::usage(certificate, reason));
    let path_length = match certificate.basic_constraints() {
        Some(BasicConstraints { is_authority: true, critical: true, path_length }) => path_length,
        Some(BasicConstraints { is_authority: true, .. }) => {
            return refused("is no authority: its basic constraints are not critical");
        }
        _ => return refused("is no authority: its basic constraints do not say so"),
    };
    if path_length.is_some_and(|most| u32::try_from(below).is_ok_and(|below| below > most)) {
        return refused("has more authorities below it than its path length allows");
    }
    if !certificate.key_usage().is_some_and(KeyUsage::certificate_signing) {
        return refused("is not for signing certificates: its key usage does not say so");
    }
    let purposes = certificate.extended_key_usage().map(|usage| usage.purposes);
    if purposes.is_some_and(|purposes| !allows(purposes, purpose)) {
        return refused(
            "may not issue certificates for this purpose: its extended key usage excludes it",
        );
    }
    Ok(())
}

const fn allows(purposes: Purposes, purpose: Purpose) -> bool {
    let named = match purpose {
        Purpose::CodeSigning => purposes.code_signing,
        Purpose::TimeStamping => purposes.time_stamping,
    };
    purposes.any || named
}

/// Checks that nothing in `certificate` restricts it in a way that is not understood here.
pub(crate) fn check_extensions(certificate: &Certificate) -> Result<(), ChainError> {
    if let Some(oid) = certificate.unknown_critical_extension() {
        let reason = format!("has the critical extension {oid}, which keelmark does not know");
        return Err(ChainError::usage(certificate, reason));
    }
    if certificate.has_name_constraints() {
        let reason = "has name constraints, which keelmark does not apply";
        return Err(ChainError::usage(certificate, reason));
    }
    Ok(())
}

/// Checks that `certificate` holds at `at`, its first and last second included.
pub(crate) fn check_validity(certificate: &Certificate, at: Timestamp) -> Result<(), ChainError> {
    let (from, to) = (certificate.not_before(), certificate.not_after());
    if from <= at && at <= to {
        return Ok(());
    }
    Err(ChainError::Validity { certificate: CertificateName::of(certificate), from, to, at })
}

/// Verifies that `issuer`, whose key is `key`, signed `certificate`.
pub(crate) fn verify_signature(
    certificate: &Certificate,
    issuer: &Certificate,
    key: Option<&Result<PublicKey, KeyError>>,
) -> Result<(), ChainError> {
    let failed = |reason: String| ChainError::Signature {
        certificate: CertificateName::of(certificate),
        issuer: issuer.subject_text(),
        reason,
    };
    let unusable = |error: &KeyError| failed(format!("the issuer's key cannot be used: {error}"));
    let key = match key {
        Some(Ok(key)) => key,
        Some(Err(error)) => return Err(unusable(error)),
        None => return Err(failed("the issuer has no key".to_owned())),
    };
    let algorithm = certificate.signature_algorithm();
    let scheme = SignatureScheme::from_algorithm_identifier(algorithm, key, None)
        .map_err(|error| failed(error.to_string()))?;
    key.verify_scheme(scheme, &[certificate.signed_bytes()], certificate.signature())
        .map_err(|_| failed("its signature is not by the issuer's key".to_owned()))
}
