//! Codes of keys and signatures.

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
    SIGNATURE_INVALID = "signature.invalid" {
        title: "a signature is not by the key",
        cause: "The signed bytes, the signature or the key is not the one it should be: something was changed after signing, or the wrong public key was given.",
        remedy: "Get the evidence and the public key again from where they were published. If they still disagree, do not use the artifact.",
    }
    SIGNATURE_NO_KEY = "signature.no-key" {
        title: "no key was given that could check a signature",
        cause: "The bundle names another public key than those given, or none was given.",
        remedy: "Give the signer's public key with `--key FILE`, or the shared secret with `--hmac-key-env VAR` where an HMAC signs; the message tells the fingerprint the bundle asks for, if it does.",
    }
    SIGNATURE_CERTIFICATE = "signature.certificate" {
        title: "a signature is by a certificate, not by a key",
        cause: "The bundle was signed keyless; a public key cannot check it, and this keelmark does not judge certificates.",
        remedy: "Verify it with a tool that does (`cosign verify-blob-attestation --certificate-identity …`), or get a bundle signed with a key.",
    }
    SIGNATURE_CONTENT = "signature.content" {
        title: "a signature is over something else than was asked for",
        cause: "The bundle holds a signed file where a signed statement is needed, or the payload is not an in-toto Statement.",
        remedy: "Check that the path names the intended bundle.",
    }
    SIGNATURE_SUBJECT = "signature.subject" {
        title: "a signed statement is about other artifacts",
        cause: "No subject of the statement has the artifact's digest: the artifact was changed, or the bundle belongs to another release.",
        remedy: "Get the artifact and its bundle again from one release. If they still disagree, do not use the artifact.",
    }
    SIGNATURE_NEEDS_ARTIFACT = "signature.needs-artifact" {
        title: "checking a signature needs the artifact itself",
        cause: "The signature is over the file's bytes, as with Ed25519 and ML-DSA, or over a digest of it by another hash than the one at hand.",
        remedy: "Give the file, not its digest.",
    }
    SIGNATURE_FORM = "signature.form" {
        title: "a signature bundle is not as keelmark writes it",
        cause: "The signature holds, but the file is not byte for byte what keelmark writes for it: it was changed in a place the signature does not cover.",
        remedy: "Get the evidence folder again from where it was published; whoever changed it may have changed more.",
    }
    SIGNATURE_MISSING_KEY = "signature.missing_key" {
        title: "an HMAC signature was asked for and there is no secret",
        cause: "The environment variable or file that should hold the secret is not there or is empty.",
        remedy: "Set the secret, or leave the HMAC options out; a public-key signature does not need one.",
    }
    HMAC_ALGORITHM = "hmac.algorithm" {
        title: "an HMAC envelope names another algorithm",
        cause: "The envelope's algorithm is not HMAC-SHA256, the only one there is.",
        remedy: "Get the envelope again from where it was published.",
    }
    HMAC_KEY_ID = "hmac.key-id" {
        title: "an HMAC envelope names another secret",
        cause: "The envelope's key identifier is not the one asked for; the authentication code does not cover it, so it may have been changed.",
        remedy: "Give the secret the envelope names, and its identifier.",
    }
    HMAC_FILE = "hmac.file" {
        title: "an HMAC envelope is for another file",
        cause: "The file's digest or name is not the one in the envelope: the file was changed, or the envelope belongs to another one.",
        remedy: "Get the file and its envelope again from one release.",
    }
    HMAC_INVALID = "hmac.invalid" {
        title: "an HMAC is not by the secret",
        cause: "The secret is not the one the envelope was made with, or the envelope was changed.",
        remedy: "Check the secret: a trailing newline counts. If it is right, do not trust the file.",
    }
    SIGNATURE_OTHER_KEY = "signature.other-key" {
        title: "a file of the evidence is signed with another key",
        cause: "The bundle names a key that is not the one given: the evidence is somebody else's, was signed before the key changed, or was replaced.",
        remedy: "Get the signer's public key from where the project publishes it. If that is the one given, do not trust the evidence.",
    }
    SIGNATURE_MISSING = "signature.missing" {
        title: "the evidence lacks a signature that was asked for",
        cause: "A key or secret was given, but the folder has no signature or HMAC over its index that it could check.",
        remedy: "Ask the publisher for evidence signed with that key; verify without the option only if another proof is enough for you.",
    }
    SIGNATURE_UNSIGNED = "signature.unsigned" {
        title: "the evidence is not signed",
        cause: "Nobody vouches for the folder: whoever changed the artifacts could have written the evidence to match.",
        remedy: "Get signed evidence. To check the folder's consistency alone, say `--allow-unsigned`.",
    }
    EVIDENCE_INDEX = "evidence.index" {
        title: "the folder has no evidence index",
        cause: "`supply_chain_attestation.json` is not there: the folder is not an evidence folder, or the index was removed.",
        remedy: "Name the folder that `keelmark attest` wrote, or get it again from where it was published.",
    }
    EVIDENCE_MISSING = "evidence.missing" {
        title: "a file of the evidence is missing",
        cause: "The index names a file that is not in the folder: it was removed, renamed, or lost on the way.",
        remedy: "Get the whole evidence folder again from where it was published.",
    }
    EVIDENCE_EXTRA = "evidence.extra" {
        title: "the evidence folder has a file it should not have",
        cause: "A file is in the folder that the index does not name, so nobody vouches for it.",
        remedy: "Move the file elsewhere, and find out who put it there.",
    }
    EVIDENCE_KIND = "evidence.kind" {
        title: "an entry of the evidence folder is not a file",
        cause: "Where a file is expected there is a folder, a symbolic link or a special file; keelmark follows none of them out of the folder.",
        remedy: "Get the evidence folder again from where it was published.",
    }
    EVIDENCE_DIGEST = "evidence.digest" {
        title: "a file of the evidence was changed",
        cause: "The file's digest or size is not the one the index says.",
        remedy: "Get the whole evidence folder again from where it was published. If it still disagrees, do not trust it.",
    }
    EVIDENCE_CHECKSUMS = "evidence.checksums" {
        title: "checksums.txt does not match the folder",
        cause: "The list of checksums, or a file it lists, was changed.",
        remedy: "Get the whole evidence folder again from where it was published.",
    }
    EVIDENCE_FORM = "evidence.form" {
        title: "a file of the evidence is not as keelmark writes it",
        cause: "The file says what it should but is not byte for byte what keelmark writes for it: it was changed in a place no signature covers, or written by another program.",
        remedy: "Get the evidence folder again from where it was published; whoever changed it may have changed more.",
    }
    EVIDENCE_BLOCKED = "evidence.blocked" {
        title: "the evidence itself says that the release may not ship",
        cause: "Whoever attested the release recorded blockers in the index.",
        remedy: "Do not use the release; ask its publisher about the blockers named.",
    }
    EVIDENCE_STATEMENT = "evidence.statement" {
        title: "a signed statement does not say what the evidence says",
        cause: "What was signed is about other artifacts, of another kind, or has another content than the file beside it: files of two releases were mixed, or one was changed.",
        remedy: "Get the whole evidence folder again from where it was published. If it still disagrees, do not trust it.",
    }
    EVIDENCE_DISAGREE = "evidence.disagree" {
        title: "documents of the evidence contradict each other",
        cause: "The SBOMs and the index do not speak of the same project or the same packages.",
        remedy: "Attest the release again. If the evidence is not yours, ask its publisher.",
    }
    SUBJECT_NONE = "subject.none" {
        title: "the evidence names no artifact",
        cause: "Neither the index nor the provenance names a release artifact that can be read.",
        remedy: "Get the evidence folder again, or attest the release again with its artifacts.",
    }
    SUBJECT_ABSENT = "subject.absent" {
        title: "an artifact of the release is not here",
        cause: "The evidence names an artifact that was not found beside it, so nothing is proven of it.",
        remedy: "Give the artifact's path, or say `--evidence-only` to verify the evidence without it.",
    }
    SUBJECT_DIGEST = "subject.digest" {
        title: "an artifact is not the one the evidence is about",
        cause: "The artifact's digest differs from the one in the evidence: it was changed, built again, or belongs to another release.",
        remedy: "Get the artifact again from where it was published. If it still differs, do not use it.",
    }
    SUBJECT_UNLISTED = "subject.unlisted" {
        title: "the evidence does not name an artifact",
        cause: "No subject of the evidence has the artifact's name or digest.",
        remedy: "Check that artifact and evidence belong to one release.",
    }
}
