//! Who said it.
//!
//! The only crate that makes a [`Verified`] value, and so the only place to look for what keelmark
//! believes and why. Keys, envelopes and roots of trust come in as bytes and values; nothing here
//! touches a file, a clock or the environment, and randomness is an argument too.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod bundle;
pub mod certificate;
pub mod claims;
pub mod codes;
pub mod detached;
pub mod envelope;
pub mod error;
pub mod evidence;
pub mod hmac;
pub mod key;
pub mod limits;
pub mod log;
pub mod minisign;
pub mod npm;
pub mod policy;
pub mod pypi;
pub mod root;
pub mod slsa;
pub mod ssh;
pub mod timestamp;
pub mod tuf;
pub mod verified;
pub mod verify;

pub use aws_lc_rs::rand::{SecureRandom, SystemRandom};
pub use error::SignatureError;
pub use key::{KeyAlgorithm, KeyError, KeyFormat, KeyType, PrivateKey, PublicKey, SignatureScheme};
pub use verified::{Signer, Verified};
