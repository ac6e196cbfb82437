//! RSA public keys.

use pkcs8::der::asn1::{AnyRef, UintRef};
use pkcs8::der::{Decode, Encode, Reader, SliceReader, Tag};

use super::KeyError;
use crate::limits;

/// Checks a `RSAPublicKey` (RFC 8017 appendix A.1.1) in DER and gives the bits of its modulus.
///
/// The exponent is odd, at least 3 and at most 32 bits long, as every key is that tools make: a larger
/// one only makes verifying slow.
///
/// # Errors
/// [`KeyError::Format`]; [`KeyError::Algorithm`] for another size.
pub(super) fn check(der: &[u8]) -> Result<usize, KeyError> {
    let (modulus, exponent) =
        read(der).map_err(|error| KeyError::format(format!("not an RSA public key: {error}")))?;
    let modulus = modulus.as_bytes();
    let unused = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    let bits = modulus.len() * 8 - unused;
    if !(limits::RSA_BITS_LEAST..=limits::RSA_BITS_MOST).contains(&bits) {
        let (least, most) = (limits::RSA_BITS_LEAST, limits::RSA_BITS_MOST);
        let message =
            format!("an RSA key of {bits} bits; keelmark verifies with {least} to {most}");
        return Err(KeyError::Algorithm(message));
    }
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last & 1 == 1);
    let exponent = exponent.as_bytes();
    if !odd(modulus) || !odd(exponent) || exponent == [1] || exponent.len() > 4 {
        return Err(KeyError::format(
            "an RSA key that no tool makes: modulus or exponent is wrong",
        ));
    }
    Ok(bits)
}

/// A `RSAPublicKey` in DER, of numbers that may have a zero in front as INTEGERs do.
pub(super) fn render(modulus: &[u8], exponent: &[u8]) -> Result<Vec<u8>, KeyError> {
    let render = || {
        let (modulus, exponent) = (UintRef::new(modulus)?, UintRef::new(exponent)?);
        let mut body = modulus.to_der()?;
        exponent.encode_to_vec(&mut body)?;
        AnyRef::new(Tag::Sequence, &body)?.to_der()
    };
    render().map_err(|error| KeyError::format(format!("not an RSA public key: {error}")))
}

fn read(der: &[u8]) -> pkcs8::der::Result<(UintRef<'_>, UintRef<'_>)> {
    let mut reader = SliceReader::new(der)?;
    let numbers =
        reader.sequence(|inner| Ok((UintRef::decode(inner)?, UintRef::decode(inner)?)))?;
    reader.finish(numbers)
}
