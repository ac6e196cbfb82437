//! What aws-lc's interface does not offer of Ed25519 (RFC 8032).

use ed25519_dalek::ed25519::signature::digest::consts::U64;
use ed25519_dalek::ed25519::signature::digest::generic_array::GenericArray;
use ed25519_dalek::ed25519::signature::digest::{
    FixedOutput, HashMarker, Output, OutputSizeUser, Update,
};
use ed25519_dalek::{Signature, VerifyingKey};

/// Whether `key` is a point, and none of the eight of small order, under which one signature holds over
/// any message.
pub(super) fn is_sound(key: &[u8]) -> bool {
    let key = key.try_into().map(VerifyingKey::from_bytes);
    key.is_ok_and(|point| point.is_ok_and(|point| !point.is_weak()))
}

/// Whether `signature` is Ed25519ph by the key over a message with this SHA-512 digest.
pub(super) fn prehashed_holds(key: &[u8], sha512: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(sha512)) = (key.try_into(), sha512.try_into()) else { return false };
    let (Ok(key), Ok(signature)) =
        (VerifyingKey::from_bytes(key), Signature::from_slice(signature))
    else {
        return false;
    };
    key.verify_prehashed_strict(Hashed(sha512), None, &signature).is_ok()
}

/// A digest that was made elsewhere, in the shape of a hasher, which is the only one taken.
#[derive(Clone)]
struct Hashed([u8; 64]);

impl Default for Hashed {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl HashMarker for Hashed {}

impl OutputSizeUser for Hashed {
    type OutputSize = U64;
}

impl Update for Hashed {
    fn update(&mut self, _: &[u8]) {}
}

impl FixedOutput for Hashed {
    fn finalize_into(self, out: &mut Output<Self>) {
        *out = GenericArray::from(self.0);
    }
}
