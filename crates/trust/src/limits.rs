//! Every limit on untrusted keys and signatures.
//!
//! A key file names the cost of turning its passphrase into a key, so whoever can replace the file
//! chooses how long reading it takes; these bounds are well above what any tool writes.

/// Largest key file, in bytes.
pub const KEY_FILE_BYTES: usize = 64 << 10;

/// Most memory scrypt may ask for (128·N·r), in bytes. cosign asks for 64 MiB.
pub const SCRYPT_MEMORY: u64 = 256 << 20;

/// Most work scrypt may ask for (128·N·r·p), in bytes mixed: four times the memory bound.
pub const SCRYPT_WORK: u64 = 4 * SCRYPT_MEMORY;

/// Most iterations PBKDF2 may ask for. OpenSSL asks for 2,048, OWASP recommends 600,000.
pub const PBKDF2_ITERATIONS: u32 = 2_000_000;

/// Longest salt of either, in bytes.
pub const SALT_BYTES: usize = 1 << 10;

/// Shortest modulus of an RSA key that is believed, in bits. NIST SP 800-131A forbids shorter ones.
pub const RSA_BITS_LEAST: usize = 2048;

/// Longest modulus of an RSA key, in bits: the time to verify grows with its square.
pub const RSA_BITS_MOST: usize = 8192;

/// Largest root of a TUF repository, in bytes. Sigstore's have 5 to 9 KiB.
pub const TUF_ROOT_BYTES: u64 = 512 << 10;

/// Largest timestamp of a TUF repository, in bytes. Sigstore's has less than 1 KiB.
pub const TUF_TIMESTAMP_BYTES: u64 = 16 << 10;

/// Largest snapshot of a TUF repository, in bytes.
pub const TUF_SNAPSHOT_BYTES: u64 = 2 << 20;

/// Largest metadata of targets in a TUF repository, in bytes.
pub const TUF_TARGETS_BYTES: u64 = 5 << 20;

/// Largest target of a TUF repository, in bytes. A trusted root has less than 10 KiB.
pub const TUF_TARGET_BYTES: u64 = 5 << 20;

/// Most roots one update may go through. Sigstore had 16 in five years.
pub const TUF_ROOTS: u32 = 256;

/// Most roles asked about one target.
pub const TUF_DELEGATIONS: usize = 32;

/// Longest regular expression for an identity, in bytes.
pub const EXPRESSION_BYTES: usize = 4096;

/// Most memory a compiled expression may take, in bytes.
pub const EXPRESSION_MEMORY: usize = 1 << 20;

/// Deepest nesting of an expression.
pub const EXPRESSION_DEPTH: u32 = 50;

/// How far the clocks of those who sign times and the verifier's may differ, in seconds.
pub const CLOCK_SKEW: i64 = 300;
