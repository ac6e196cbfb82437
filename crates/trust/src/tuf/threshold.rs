//! Whether enough keys of a role signed.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::hash;
use keelmark_formats::tuf::{Key, Metadata, Role};
use keelmark_model::Digest;

use super::error::TufRefusal;
use crate::key::{Curve, Hash, KeyType, SignatureScheme};
use crate::{KeyError, PublicKey};

/// Checks that `metadata` is signed by as many distinct keys of `role` as it demands.
///
/// A key that cannot be read, or whose scheme is not known, counts for nothing.
pub(super) fn check<T>(
    metadata: &Metadata<T>,
    name: &str,
    role: &Role,
    keys: &BTreeMap<String, Key>,
) -> Result<(), TufRefusal> {
    let mut signed = BTreeSet::new();
    for signature in &metadata.signatures {
        if signed.len() == role.threshold {
            break;
        }
        let listed = role.key_ids.contains(&signature.key_id);
        let Some(key) = keys.get(&signature.key_id).filter(|_| listed) else { continue };
        let Ok((key, scheme)) = read(key) else { continue };
        let holds = key.verify_scheme(scheme, &[&metadata.signed_bytes], &signature.signature);
        if holds.is_ok() {
            signed.insert(key.spki().to_vec());
        }
    }
    if signed.len() < role.threshold {
        let (role, found, threshold) = (name.to_owned(), signed.len(), role.threshold);
        return Err(TufRefusal::Signatures { role, found, threshold });
    }
    Ok(())
}

/// A name for the keys of `roles` and their thresholds, that changes when any of them does.
pub(super) fn identity(roles: &[&Role], keys: &BTreeMap<String, Key>) -> Digest {
    let mut text = String::new();
    for role in roles {
        // Of all keys, and as they are written: which of them can be read changes with keelmark.
        let named = role.key_ids.iter().map(|id| match keys.get(id) {
            Some(key) => format!("{id:?} {:?} {:?}", key.scheme, key.public),
            None => format!("{id:?}"),
        });
        text.push_str(&format!("{}", role.threshold));
        for key in named.collect::<BTreeSet<String>>() {
            text.push('\n');
            text.push_str(&key);
        }
        text.push('\n');
    }
    hash::sha256(text.as_bytes())
}

/// What precedes an uncompressed point of P-256 in a SubjectPublicKeyInfo.
const P256_HEAD: &[u8] = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\
    \x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";

/// What precedes an Ed25519 key in a SubjectPublicKeyInfo.
const ED25519_HEAD: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// Reads a key: PEM, or hexadecimal of the point, as the first roots of Sigstore had it.
fn read(key: &Key) -> Result<(PublicKey, SignatureScheme), KeyError> {
    let (scheme, key_type, head) = match key.scheme.as_str() {
        "ecdsa-sha2-nistp256" => {
            let scheme = SignatureScheme::Ecdsa(Curve::P256, Hash::Sha256);
            (scheme, KeyType::Ecdsa(Curve::P256), Some(P256_HEAD))
        }
        "ed25519" => (SignatureScheme::Ed25519, KeyType::Ed25519, Some(ED25519_HEAD)),
        "rsassa-pss-sha256" => (SignatureScheme::RsaPss(Hash::Sha256), KeyType::Rsa, None),
        other => return Err(KeyError::Algorithm(format!("scheme `{other}` is not known"))),
    };
    let public = match head.zip(key.public_bytes()) {
        Some((head, point)) => PublicKey::from_spki(&[head, &point].concat())?,
        None => PublicKey::parse(key.public.as_bytes())?,
    };
    if public.key_type() != key_type {
        return Err(KeyError::Algorithm("a key of another type than its scheme".to_owned()));
    }
    Ok((public, scheme))
}
