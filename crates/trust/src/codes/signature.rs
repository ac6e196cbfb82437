//! Codes of signatures, and of those that SSH and minisign make.

keelmark_model::codes! {
    SIGNATURE_INVALID = "signature.invalid" {
        title: "a signature is not by the key",
        cause: "The signed bytes, the signature or the key is not the one it should be: something was changed after signing, or the wrong public key was given.",
        remedy: "Get the evidence and the public key again from where they were published. If they still disagree, do not use the artifact.",
    }
    SIGNATURE_NO_KEY = "signature.no-key" {
        title: "no key was given that could check a signature",
        cause: "The bundle or signature names another public key than those given, or none was given.",
        remedy: "Give the signer's public key with `--key FILE`, `--minisign-key FILE` or, of SSH, `--allowed-signers FILE`, or the shared secret with `--hmac-key-env VAR` where an HMAC signs; the message tells the fingerprint or number asked for, if there is one.",
    }
    SIGNATURE_CERTIFICATE = "signature.certificate" {
        title: "a signature is by a certificate, not by a key",
        cause: "A certificate was issued to whoever signed, for minutes, and a public key was given to check it with: keys and certificates do not stand for each other.",
        remedy: "Leave `--key` out, and say whom the certificate must name: `--repo OWNER/NAME`, or `--certificate-identity` with `--certificate-oidc-issuer`. Or get a bundle that was signed with the key.",
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
        cause: "The signature is over the file's bytes, as with Ed25519, ML-DSA and minisign's older form, or it or its statement has a digest by another hash than those at hand. Only a digest was given; or the file has more than 64 MiB, and such a signature, which needs all of it in memory, is not checked for one so large.",
        remedy: "Give the file, not its digest. For a larger file, ask the publisher for a signature over a digest of it: ECDSA, RSA, Ed25519ph, SSH and minisign (without `-l`) make those.",
    }
    SIGNATURE_WEAK_DIGEST = "signature.weak-digest" {
        title: "a statement names its subjects by broken digests",
        cause: "Every digest in the statement is by MD5 or SHA-1. Other files can be made that have them, so that the statement proves nothing of this one.",
        remedy: "Ask the publisher for a statement with SHA-256 digests of its subjects.",
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
    SSH_NAMESPACE = "ssh.namespace" {
        title: "an SSH signature is for something else",
        cause: "SSH signatures say what they are for, so that one over a message or a commit is not taken for one over a file. This one names another namespace than was asked for.",
        remedy: "Ask the signer for a signature made with `ssh-keygen -Y sign -n file`, or name the namespace it is in if that is what you mean to accept.",
    }
    SSH_SIGNER = "ssh.signer" {
        title: "an SSH signature is by a key that may not sign this",
        cause: "The key is not in the list of allowed signers, is another person's, or may sign only certificates or in other namespaces. Anyone can make a signature with a key of their own.",
        remedy: "Get the signer's public key from where it is published, for example https://github.com/USER.keys, and allow it. If the key in the signature is not among them, do not use the artifact.",
    }
    SSH_VALIDITY = "ssh.validity" {
        title: "an SSH signature is by a key that may not sign at this time",
        cause: "The list of allowed signers has `valid-after` or `valid-before` for the key, and the time of verification is outside. SSH signatures carry no time of their own.",
        remedy: "Get a signature by a key that is valid, or correct the list if the time in it is wrong.",
    }
    SSH_SECURITY_KEY = "ssh.security-key" {
        title: "an SSH signature is by a security key",
        cause: "A key whose type begins with `sk-` lives in a FIDO device and signs in a form of its own, which keelmark does not verify.",
        remedy: "Verify it with `ssh-keygen -Y verify`, or ask for a signature by a plain key.",
    }
    SSH_ALGORITHM = "ssh.algorithm" {
        title: "an SSH signature is of a kind that is not verified",
        cause: "The signature is by SHA-1 (`ssh-rsa`), by DSA, or by an SSH certificate.",
        remedy: "Sign anew with OpenSSH 8.1 or later and a key of type ed25519, ecdsa or rsa.",
    }
    MINISIGN_COMMENT = "minisign.comment" {
        title: "the trusted comment of a minisign signature was changed",
        cause: "The signature over the file holds, the one over the comment does not: the comment, which may say version or time, is not what the signer wrote.",
        remedy: "Get the signature again from where it was published. If it still fails, do not use the artifact.",
    }
}
