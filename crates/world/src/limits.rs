//! Every limit on what is read from the system.

/// Largest key or passphrase file, in bytes.
pub const KEY_FILE_BYTES: u64 = 64 << 10;
