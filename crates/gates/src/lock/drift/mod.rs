//! Whether a lock is still the lock of its manifest.
//!
//! Everything the manifest says about resolving is compared with what the lock records of it, each field by
//! name. Whether resolving again would choose the same versions is not asked: registries move on, and a lock
//! is there so that this does not matter.

pub mod cargo;
pub mod npm;
pub mod poetry;
pub mod uv;
