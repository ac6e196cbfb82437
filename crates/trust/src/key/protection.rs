//! Passphrases: how key files are encrypted.
//!
//! Sources: PBES2, RFC 8018 section 6.2, with scrypt, RFC 7914 section 7, and AES-256-CBC; cosign's
//! scheme, see [`keelmark_formats::encrypted_key`]. The costs a file asks for are checked against
//! [`limits`] before any work is done.

use crypto_secretbox::aead::{Aead, KeyInit};
use crypto_secretbox::{Nonce, XSalsa20Poly1305};
use keelmark_formats::encrypted_key::EncryptedKey;
use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{Decode, Encode, Reader};
use pkcs8::pkcs5::pbes2::{Kdf, PBES2_OID, Parameters};
use pkcs8::pkcs5::{self, EncryptionScheme};
use pkcs8::{AlgorithmIdentifierRef, EncryptedPrivateKeyInfo, ObjectIdentifier};
use zeroize::Zeroizing;

use crate::limits;
use crate::{KeyError, SecureRandom};

/// Cost of the PKCS#8 files written here: N = 2¹⁴, r = 8, p = 5. The memory (16 MiB) is the most
/// OpenSSL reads; OWASP counts the fivefold work as equal to N = 2¹⁷, p = 1.
const PBES2_COST: (u8, u32, u32) = (14, 8, 5);

/// Cost of the cosign files written here; cosign reads no other.
const COSIGN_COST: (u8, u32, u32) = (16, 8, 1);

/// Decrypts the content of `ENCRYPTED PRIVATE KEY` to PKCS#8 in DER.
pub(super) fn open_pbes2(der: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let damaged = |error| KeyError::format(format!("not an encrypted PKCS#8 key: {error}"));
    let scheme = AnyRef::from_der(der).and_then(|any| any.sequence(scheme)).map_err(damaged)?;
    if scheme != PBES2_OID {
        return Err(unknown_cipher(&scheme));
    }
    let info = EncryptedPrivateKeyInfo::from_der(der).map_err(|error| match error.kind() {
        pkcs8::der::ErrorKind::OidUnknown { oid } => unknown_cipher(&oid),
        _ => damaged(error),
    })?;
    let EncryptionScheme::Pbes2(parameters) = &info.encryption_algorithm else {
        return Err(unknown_cipher(&info.encryption_algorithm.oid()));
    };
    match &parameters.kdf {
        Kdf::Scrypt(scrypt) => {
            check_salt(scrypt.salt)?;
            let (r, p) = (u32::from(scrypt.block_size), u32::from(scrypt.parallelization));
            scrypt_parameters(scrypt.cost_parameter, r, p)?;
        }
        Kdf::Pbkdf2(pbkdf2) => {
            check_salt(pbkdf2.salt)?;
            if pbkdf2.iteration_count > limits::PBKDF2_ITERATIONS {
                let (asked, most) = (pbkdf2.iteration_count, limits::PBKDF2_ITERATIONS);
                return Err(KeyError::Cost(format!(
                    "PBKDF2 with {asked} iterations; the limit is {most}"
                )));
            }
        }
        other => return Err(unknown_cipher(&other.oid())),
    }
    match parameters.decrypt(passphrase, info.encrypted_data) {
        Ok(plain) => {
            let plain = Zeroizing::new(plain);
            // CBC has no tag: one wrong passphrase in 256 still unpads. What is not DER is not it.
            match pkcs8::PrivateKeyInfo::from_der(&plain) {
                Ok(_) => Ok(plain),
                Err(_) => Err(KeyError::Passphrase),
            }
        }
        Err(pkcs5::Error::UnsupportedAlgorithm { oid }) => Err(unknown_cipher(&oid)),
        Err(_) => Err(KeyError::Passphrase),
    }
}

/// The encryption scheme that an EncryptedPrivateKeyInfo (RFC 5958 section 3) names.
fn scheme<'d, R: Reader<'d>>(reader: &mut R) -> pkcs8::der::Result<ObjectIdentifier> {
    let algorithm = AlgorithmIdentifierRef::decode(reader)?;
    OctetStringRef::decode(reader)?;
    Ok(algorithm.oid)
}

/// Encrypts PKCS#8 in DER to the content of `ENCRYPTED PRIVATE KEY`.
pub(super) fn seal_pbes2(
    der: &[u8],
    passphrase: &[u8],
    random: &dyn SecureRandom,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random.fill(&mut salt).and_then(|()| random.fill(&mut iv)).map_err(|_| KeyError::Randomness)?;
    let (log_n, r, p) = PBES2_COST;
    let unwritable = |error: &dyn std::fmt::Display| KeyError::format(format!("PBES2: {error}"));
    let cost = scrypt::Params::new(log_n, r, p, 32).map_err(|error| unwritable(&error))?;
    let parameters =
        Parameters::scrypt_aes256cbc(cost, &salt, &iv).map_err(|error| unwritable(&error))?;
    let encrypted_data = parameters.encrypt(passphrase, der).map_err(|error| unwritable(&error))?;
    let info = EncryptedPrivateKeyInfo {
        encryption_algorithm: parameters.into(),
        encrypted_data: &encrypted_data,
    };
    info.to_der().map(Zeroizing::new).map_err(|error| unwritable(&error))
}

/// Decrypts the JSON of a cosign key to PKCS#8 in DER.
pub(super) fn open_cosign(json: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let sealed = EncryptedKey::parse(json)
        .map_err(|error| KeyError::format(format!("not a cosign key: {error}")))?;
    check_salt(&sealed.salt)?;
    let cost = scrypt_parameters(sealed.cost, sealed.block_size, sealed.parallelism)?;
    cosign_box(passphrase, &sealed.salt, &cost)?
        .decrypt(Nonce::from_slice(&sealed.nonce), sealed.ciphertext.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| KeyError::Passphrase)
}

/// Encrypts PKCS#8 in DER to the JSON of a cosign key.
pub(super) fn seal_cosign(
    der: &[u8],
    passphrase: &[u8],
    random: &dyn SecureRandom,
) -> Result<Vec<u8>, KeyError> {
    let (mut salt, mut nonce) = ([0; 32], [0; 24]);
    random
        .fill(&mut salt)
        .and_then(|()| random.fill(&mut nonce))
        .map_err(|_| KeyError::Randomness)?;
    let (log_n, r, p) = COSIGN_COST;
    let cost = scrypt_parameters(1 << log_n, r, p)?;
    let ciphertext = cosign_box(passphrase, &salt, &cost)?
        .encrypt(Nonce::from_slice(&nonce), der)
        .map_err(|_| KeyError::format("the key could not be encrypted"))?;
    let sealed = EncryptedKey {
        cost: 1 << log_n,
        block_size: r,
        parallelism: p,
        salt: salt.to_vec(),
        nonce,
        ciphertext,
    };
    Ok(sealed.render())
}

fn cosign_box(
    passphrase: &[u8],
    salt: &[u8],
    cost: &scrypt::Params,
) -> Result<XSalsa20Poly1305, KeyError> {
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(passphrase, salt, cost, &mut *key)
        .map_err(|error| KeyError::format(format!("scrypt: {error}")))?;
    Ok(XSalsa20Poly1305::new((&*key).into()))
}

/// scrypt's parameters, once they are known to be affordable.
fn scrypt_parameters(n: u64, r: u32, p: u32) -> Result<scrypt::Params, KeyError> {
    let memory = n.checked_mul(128).and_then(|bytes| bytes.checked_mul(u64::from(r)));
    let work = memory.and_then(|bytes| bytes.checked_mul(u64::from(p)));
    let affordable = memory.is_some_and(|bytes| bytes <= limits::SCRYPT_MEMORY)
        && work.is_some_and(|bytes| bytes <= limits::SCRYPT_WORK);
    if !affordable {
        let most = limits::SCRYPT_MEMORY >> 20;
        let message = format!("scrypt with N = {n}, r = {r}, p = {p}; the limit is {most} MiB");
        return Err(KeyError::Cost(message));
    }
    let invalid =
        || KeyError::format(format!("scrypt with N = {n}, r = {r}, p = {p} is not possible"));
    if n < 2 || !n.is_power_of_two() {
        return Err(invalid());
    }
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| invalid())?;
    scrypt::Params::new(log_n, r, p, 32).map_err(|_| invalid())
}

fn check_salt(salt: &[u8]) -> Result<(), KeyError> {
    if salt.len() > limits::SALT_BYTES {
        return Err(KeyError::Cost(format!("a salt of {} bytes", salt.len())));
    }
    Ok(())
}

fn unknown_cipher(oid: &impl std::fmt::Display) -> KeyError {
    KeyError::Algorithm(format!(
        "the key is encrypted with an algorithm keelmark does not know, {oid}"
    ))
}
