//! Codes of keys.

keelmark_model::codes! {
    KEY_FORMAT = "key.format" {
        title: "a key cannot be read",
        cause: "The file is not a PEM key, is damaged, or holds another kind of key than was asked for (a public key where a private one is needed, a certificate, an OpenSSH key).",
        remedy: "Check that the path names the intended key. `openssl pkey -in FILE -out key.pem` turns most private keys into PKCS#8; `keelmark keys public --key FILE` writes a public key.",
    }
    KEY_ALGORITHM = "key.algorithm" {
        title: "a key is of an algorithm keelmark does not use",
        cause: "keelmark signs with ECDSA P-256 and Ed25519. It verifies besides with ECDSA P-384 and P-521, RSA of 2048 to 8192 bits, and ML-DSA. The key is of another type or size, is named with parameters its type does not have, signs in a way its type does not, or is protected by a cipher keelmark does not know.",
        remedy: "To sign, make a key with `keelmark keys generate`. To verify, ask the signer for a key of a type named here. If only the protection is unknown, protect the key anew with `openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt`.",
    }
    KEY_PASSPHRASE = "key.passphrase" {
        title: "a key could not be decrypted",
        cause: "The passphrase is wrong, or the key file is damaged; the two cannot be told apart.",
        remedy: "Check the passphrase: a trailing newline in an environment variable counts, and cosign keys take COSIGN_PASSWORD.",
    }
    KEY_PASSPHRASE_MISSING = "key.passphrase-missing" {
        title: "a key needs a passphrase and none was given",
        cause: "The key file is encrypted, or the format asked for is always encrypted.",
        remedy: "Give one with `--passphrase-env VAR` or `--passphrase-file FILE`; for cosign keys COSIGN_PASSWORD is read too.",
    }
    KEY_COST = "key.cost" {
        title: "an encrypted key asks for too much work",
        cause: "The file's scrypt or PBKDF2 parameters ask for more memory or time than any tool writes (256 MiB, 2,000,000 iterations): it is damaged or was made to exhaust the machine.",
        remedy: "Do not use the file unless you know who wrote it; if it is yours, encrypt the key again with usual parameters.",
    }
    KEY_RANDOMNESS = "key.randomness" {
        title: "the system gave no randomness",
        cause: "A key or salt needs random numbers and the operating system refused them.",
        remedy: "Check that the process may call getrandom(2): a sandbox may forbid it.",
    }
    TRUSTED_ROOT_KEY = "trusted-root.key" {
        title: "a key in a trusted root cannot be read",
        cause: "The key of a log is not in the encoding that the trusted root says, or is damaged.",
        remedy: "Get the trusted root again from its operator.",
    }
}
