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
    LOG_UNKNOWN = "log.unknown" {
        title: "a transparency log is not among those trusted",
        cause: "The entry is of a log whose key the trusted root does not have: the root is older than the log, is of another Sigstore, or the entry is forged.",
        remedy: "Get the current trusted root of the Sigstore that the bundle was signed with.",
    }
    LOG_PROMISE_MISSING = "log.promise-missing" {
        title: "a log entry has no inclusion promise",
        cause: "A bundle v0.1 must have the log's signature over the entry, and this one has none: the tool that made it left it out, or someone removed it.",
        remedy: "Get the bundle again from where it was published; if it is the published one, sign again with a current signing tool.",
    }
    LOG_PROMISE_SIGNATURE = "log.promise-signature" {
        title: "an inclusion promise is not by the log",
        cause: "The log's signature over entry, time and index does not hold: one of them was changed, or the promise belongs to another entry.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_TIME_UNSIGNED = "log.time-unsigned" {
        title: "a log entry gives a time that nobody signed",
        cause: "The entry has a time but no inclusion promise, the only thing that signs it: the promise was removed, or the log (Rekor v2) does not sign times.",
        remedy: "Get a bundle with a signed timestamp, or the original bundle with its promise.",
    }
    LOG_TIME_MISSING = "log.time-missing" {
        title: "an inclusion promise has no time",
        cause: "The entry has a promise but no time, or the time zero, so the promise does not say when the signature existed.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_KEY_VALIDITY = "log.key-validity" {
        title: "a transparency log signed outside the time its key was in use",
        cause: "The trusted root says from when until when the log used its key, and the entry's time is not within: the key was retired, or leaked and was misused.",
        remedy: "Get the current trusted root. If it says the same, do not rely on the bundle.",
    }
    LOG_PROOF_MISSING = "log.proof-missing" {
        title: "a log entry has no inclusion proof",
        cause: "Nothing shows that the log has the entry: a promise alone says that it will. Bundles since v0.2 must have a proof, older ones may.",
        remedy: "Get the bundle again from where it was published; if it is the published one, sign again with a current signing tool.",
    }
    LOG_PROOF_INDEX = "log.proof-index" {
        title: "an inclusion proof is of a leaf that its tree does not have, or that is not the entry",
        cause: "The index is not below the size of the tree, or, in a log that is one tree (Rekor v2), not the entry's own index, which nothing else signs: one of them was changed, or a tool mixed the numbers of two trees.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_PROOF_LENGTH = "log.proof-length" {
        title: "an inclusion proof has too many or too few hashes",
        cause: "The way from the leaf to the root of a tree of the size stated has another number of steps: the proof was cut or belongs to another tree.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_PROOF_ROOT = "log.proof-root" {
        title: "an inclusion proof does not lead to the log's root",
        cause: "The log does not have the entry as it stands in the bundle: the entry or the proof was changed.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_MISSING = "log.checkpoint-missing" {
        title: "an inclusion proof has no checkpoint",
        cause: "The proof leads to a root that no log has signed, so it proves nothing; tools before 2023 made such bundles.",
        remedy: "Sign again with a current signing tool.",
    }
    LOG_CHECKPOINT_ROOT = "log.checkpoint-root" {
        title: "a checkpoint is of another tree than the inclusion proof",
        cause: "Size or root of the tree that the log signed differ from those the proof leads to: one of the two was replaced.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_UNSIGNED = "log.checkpoint-unsigned" {
        title: "a checkpoint is not signed by the log",
        cause: "None of the checkpoint's signatures is by the key of the log that the entry names: the signature was removed, or log and checkpoint do not belong together.",
        remedy: "Get the bundle again from where it was published, and the current trusted root. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_SIGNATURE = "log.checkpoint-signature" {
        title: "a checkpoint's signature does not hold",
        cause: "The signature names the log's key, but that key did not sign this text: the checkpoint was changed.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_ORIGIN = "log.checkpoint-origin" {
        title: "a checkpoint is signed under another name than its own",
        cause: "The log's key signed a checkpoint that calls itself another log's: one key serves several logs, which must not be mixed up.",
        remedy: "Tell the log's operator; do not rely on the bundle.",
    }
    LOG_COSIGNATURE = "log.cosignature" {
        title: "a witness's signature of a checkpoint does not hold",
        cause: "The checkpoint has a line by a known witness, and its key did not sign this text: the checkpoint or the line was changed.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_BODY_CONTENT = "log.body-content" {
        title: "a log recorded something else than the bundle holds",
        cause: "The entry is of an envelope where the bundle signs a file, or of an envelope of another type: it belongs to another bundle.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_BODY_DIGEST = "log.body-digest" {
        title: "a log recorded a signature over other content",
        cause: "The digest in the entry is not that of the artifact or payload: the artifact was changed, or the entry belongs to another bundle.",
        remedy: "Get artifact and bundle again from one release. If they still disagree, do not use the artifact.",
    }
    LOG_BODY_SIGNATURE = "log.body-signature" {
        title: "a log recorded another signature than the bundle's",
        cause: "The entry is of other signature bytes, or of more than one signature, so it does not show that this signature was made known.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_BODY_VERIFIER = "log.body-verifier" {
        title: "a log recorded another signer than the bundle's",
        cause: "The certificate or key in the entry is not the one that signed the bundle.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_DIGEST_MISSING = "log.digest-missing" {
        title: "a log recorded a digest that is not at hand",
        cause: "The entry has a SHA-384 or SHA-512 digest of the artifact, and only other digests of it are known.",
        remedy: "Verify with the artifact itself instead of its digest.",
    }
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
    CERTIFICATE_INSTANCE = "certificate.instance" {
        title: "a certificate is of an instance of Sigstore that is not trusted here",
        cause: "The certificate is sound, but issued by another operator than those verified against: Sigstore's staging instance, which vouches for nobody, its public-good one, or GitHub's.",
        remedy: "If that instance is the one meant, name it: `--instance staging`, `--instance public-good` or `--instance github`.",
    }
    CERTIFICATE_ISSUER = "certificate.issuer" {
        title: "a certificate is by an authority that is not trusted",
        cause: "No trusted root has an authority of the name that the certificate says issued it: it was signed with another instance of Sigstore, by a private authority, or by someone who made one up.",
        remedy: "Give the trusted root of the instance the signer used. If the signer should have used the one you gave, do not trust the artifact.",
    }
    CERTIFICATE_SIGNATURE = "certificate.signature" {
        title: "a certificate is not signed by its issuer",
        cause: "The certificate names an authority that is trusted, but was not signed by its key: it is forged or damaged, or the authority has another key than the trusted root says.",
        remedy: "Get the bundle again from where it was published, and the trusted root from its operator. If they still disagree, do not trust the artifact.",
    }
    CERTIFICATE_VALIDITY = "certificate.validity" {
        title: "a certificate was not valid when the signature was made",
        cause: "The time proven for the signature is outside the time for which the certificate, or an authority above it, was issued or is trusted. Certificates for signing are valid for minutes only.",
        remedy: "Check that the trusted root is current. If it is, the signature was made with a key that was not the signer's any more; do not trust the artifact.",
    }
    CERTIFICATE_USAGE = "certificate.usage" {
        title: "a certificate is used for something it was not issued for",
        cause: "A certificate of the chain lacks what RFC 5280 asks for its place in it: it is no authority, is not for code signing, has too many authorities below it, or has a restriction keelmark does not know. The message names it.",
        remedy: "If the authority is yours, have it issue certificates as the message says. If not, do not trust the artifact.",
    }
    CERTIFICATE_IDENTITY = "certificate.identity" {
        title: "a certificate does not name exactly one signer",
        cause: "The certificate has no subject alternative name, more than one, or one that is neither a mail address, an address nor a user name, so that nobody can say who signed.",
        remedy: "Do not trust the signature; tell those who run the authority that issued the certificate.",
    }
    CERTIFICATE_UNLOGGED = "certificate.unlogged" {
        title: "a certificate has no promise by a transparency log",
        cause: "The authority issued the certificate without giving it to a log, so that its real owner could not have noticed it.",
        remedy: "Do not trust the signature if the authority is one that logs what it issues; else give a trusted root that says it has no logs.",
    }
    CERTIFICATE_LOG = "certificate.log" {
        title: "no transparency log is known to publish a certificate",
        cause: "The certificate has promises, but none is by a log of the trusted root, signed by its key, and made while that was in use.",
        remedy: "Check that the trusted root is current. If it is, do not trust the signature.",
    }
    TRUSTED_ROOT_KEY = "trusted-root.key" {
        title: "a key in a trusted root cannot be read",
        cause: "The key of a log is not in the encoding that the trusted root says, or is damaged.",
        remedy: "Get the trusted root again from its operator.",
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
    SLSA_LEVEL = "slsa.level" {
        title: "a build did not reach the SLSA level asked for",
        cause: "The provenance, the certificate that signed it or the builder does not give what the level requires; the message names the first thing missing.",
        remedy: "Look at the requirements listed. Where the builder is one you trust to that level, name it; otherwise ask the publisher to build with one that is.",
    }
    SLSA_BUILDER = "slsa.builder" {
        title: "provenance does not say who built",
        cause: "`builder.id` or `buildType` is empty, so nothing can be expected of the build.",
        remedy: "Ask the publisher for provenance by the build platform itself.",
    }
    SLSA_CONTRADICTION = "slsa.contradiction" {
        title: "provenance contradicts the certificate that signed it",
        cause: "The provenance names another repository, commit, reference or run than the one the signer's certificate was issued to: it was written to deceive, or copied from another build.",
        remedy: "Do not use the artifact; tell its publisher.",
    }
    SLSA_PLATFORM = "slsa.platform" {
        title: "provenance is not signed by a build platform",
        cause: "A key, a person or an unknown service signed, so the provenance is what they say of a build, not what a platform saw.",
        remedy: "Ask the publisher for provenance that its build platform signs, for example with `actions/attest-build-provenance`.",
    }
    SLSA_RUNNER = "slsa.runner" {
        title: "a build did not run on the platform's own machines",
        cause: "The signer's certificate names a self-hosted machine, or none: whoever runs that machine could have changed the build.",
        remedy: "Ask the publisher to build on the platform's hosted machines.",
    }
    SLSA_BUILDER_IDENTITY = "slsa.builder-identity" {
        title: "the builder named in provenance did not sign it",
        cause: "The certificate is of another workflow than `builder.id` names, so the builder named need not have had a part in the build.",
        remedy: "Ask the publisher for provenance that the builder itself signs; do not rely on the name.",
    }
    SLSA_SOURCE = "slsa.source" {
        title: "nothing vouches for the source of a build",
        cause: "The provenance or the signer's certificate does not name repository and commit, so the one cannot be checked by the other.",
        remedy: "Ask the publisher for provenance that names its source and is signed by the platform that fetched it.",
    }
    SLSA_ISOLATION = "slsa.isolation" {
        title: "the build may have signed its own provenance",
        cause: "The signer is no builder known to keep signing out of the reach of what it builds, or is one at a branch or commit instead of a release.",
        remedy: "Ask the publisher to build with an isolated builder, such as those of slsa-github-generator at a released version; or name the builder if you trust it to that level.",
    }
    PROVENANCE_SOURCE_URI = "provenance.source-uri" {
        title: "an artifact was built from another repository",
        cause: "The provenance or the signer's certificate names another repository than the one expected.",
        remedy: "Check the address. If it is right, do not use the artifact.",
    }
    PROVENANCE_SOURCE_DIGEST = "provenance.source-digest" {
        title: "an artifact was built from another commit",
        cause: "The provenance or the signer's certificate names another commit than the one expected.",
        remedy: "Give the full identifier of the commit. If it is right, do not use the artifact.",
    }
    PROVENANCE_SOURCE_REF = "provenance.source-ref" {
        title: "an artifact was built for another branch or tag",
        cause: "The provenance or the signer's certificate names another reference than the one expected.",
        remedy: "Give the full reference, as `refs/tags/v1.0.0`. If it is right, do not use the artifact.",
    }
    PROVENANCE_BUILDER_ID = "provenance.builder-id" {
        title: "an artifact was built by another builder",
        cause: "`builder.id` of the provenance is not the one expected.",
        remedy: "Check the identifier against the publisher's documents. If it is right, do not use the artifact.",
    }
    PROVENANCE_UNSTATED = "provenance.unstated" {
        title: "provenance does not say what was asked of it",
        cause: "Neither the provenance nor the signer's certificate names the value expected, or names it in a form that is none.",
        remedy: "Leave the expectation out, or ask the publisher for provenance that states it.",
    }
    PYPI_PUBLISHER = "pypi.publisher" {
        title: "an attestation is not by the publisher named for it",
        cause: "The signer's certificate is of another repository, workflow or account than the Trusted Publisher: the attestation was made elsewhere.",
        remedy: "Check the publisher on the project's page. If it is the one expected, do not use the file.",
    }
    PYPI_PUBLISHER_KIND = "pypi.publisher-kind" {
        title: "an attestation is by a publisher of an unknown kind",
        cause: "The index names a kind of Trusted Publisher for which keelmark does not know what its certificates say.",
        remedy: "Update keelmark, or give the attestation alone (`FILE.publish.attestation`), which names no publisher, with the identity and issuer you expect.",
    }
    PYPI_SUBJECT = "pypi.subject" {
        title: "an attestation is about another distribution",
        cause: "The statement does not have exactly one subject, or its file name or SHA-256 digest is not the distribution's.",
        remedy: "Get the distribution and its attestations again from the index; do not rename distributions.",
    }
    PYPI_PREDICATE = "pypi.predicate" {
        title: "an attestation is of a kind PyPI does not have",
        cause: "The predicate type is neither PyPI's publish attestation v1 nor SLSA provenance v1.",
        remedy: "Update keelmark; verify the attestation as a bundle if its kind is one you know.",
    }
    NPM_UNSIGNED = "npm.unsigned" {
        title: "the registry did not sign a version",
        cause: "The registry's description of the version has no signature, because the registry does not sign or a mirror left it out; or neither a description nor an attestation of the registry is given.",
        remedy: "Get the description from the registry itself (`npm view NAME@VERSION --json`) and give it with `--npm-metadata FILE`, or its attestations with `--bundle FILE`.",
    }
    NPM_KEY = "npm.key" {
        title: "no key of the registry was given that signed",
        cause: "The signature names a key that is not among the registry's keys given, or is there for another use.",
        remedy: "Get the registry's current keys. If the key is not there either, do not trust the signature.",
    }
    NPM_KEY_VALIDITY = "npm.key-validity" {
        title: "a registry's key signed while it was not in use",
        cause: "The time of signing is before the key's start or not before its end: keys are replaced because they may have been stolen.",
        remedy: "Get the description or attestation again from the registry. If it still says so, do not trust it.",
    }
    NPM_TIME = "npm.time" {
        title: "nothing tells when a registry signed",
        cause: "The key that signed has been replaced, and without the time of publication nobody can say whether it still was in use.",
        remedy: "Give the registry's whole description of the package, which has the times of publication.",
    }
    NPM_SUBJECT = "npm.subject" {
        title: "the registry vouches for another package",
        cause: "What the registry vouches for has another name, version or SHA-512 digest than the package demanded, the file's name says, or its own `package.json` does.",
        remedy: "Get the package and its attestations again from the registry; where the file has a name of your own, say `--npm-package NAME@VERSION`. If they still disagree, do not use the package.",
    }
    TIMESTAMP_IMPRINT = "timestamp.imprint" {
        title: "a timestamp is over another signature",
        cause: "The digest in the timestamp is not that of the bundle's signature: the timestamp was taken from another bundle, or the signature was replaced.",
        remedy: "Get the bundle again from where it was published. If it stays so, do not trust its time.",
    }
    TIMESTAMP_SIGNATURE = "timestamp.signature" {
        title: "a timestamp is not signed by its authority",
        cause: "The signature on the timestamp does not hold, or what it says was changed after it was signed.",
        remedy: "Get the bundle again from where it was published. If it stays so, do not trust its time.",
    }
    TIMESTAMP_CERTIFICATE = "timestamp.certificate" {
        title: "a timestamp is signed with a certificate that may not do so",
        cause: "The certificate is not for time stamping alone, as RFC 3161 demands, or it is not the one that the timestamp names.",
        remedy: "Have the signature timestamped by an authority whose certificate has the critical extended key usage timeStamping and no other.",
    }
    TIMESTAMP_UNTRUSTED = "timestamp.untrusted" {
        title: "a timestamp is by nobody who is trusted",
        cause: "No authority of the trusted root signed it: it is by an authority that is not in the root, or newer than the root.",
        remedy: "Renew the trusted root with `keelmark trust update`; for an authority of your own, give its root with `--trusted-root FILE`.",
    }
    TIMESTAMP_VALIDITY = "timestamp.validity" {
        title: "a timestamp is of a time when its authority was not trusted",
        cause: "The time lies outside the validity of a certificate in the authority's chain, or outside the time for which the trusted root lists the authority.",
        remedy: "Check that the trusted root is current. If it is, do not trust the time.",
    }
    CERTIFICATE_ROOT_IN_BUNDLE = "certificate.root-in-bundle" {
        title: "a bundle brings a root certificate of its own",
        cause: "A bundle may hold the signer's certificate and those between it and the root. A root that comes with what it should vouch for vouches for nothing, and bundle makers must leave it out.",
        remedy: "Get the bundle again from its publisher. If it is yours, write it without the root.",
    }
    CERTIFICATE_LOG_THRESHOLD = "certificate.log-threshold" {
        title: "too few logs list the signer's certificate",
        cause: "Fewer certificate transparency logs than the policy asks for have promised to list the certificate.",
        remedy: "Ask for fewer, or sign again with an authority that submits to more logs.",
    }
    IDENTITY_UNSTATED = "identity.unstated" {
        title: "nobody said who should have signed",
        cause: "The signature is sound and somebody made it; whether that is the right one only you can say. Anyone can sign anything with Sigstore.",
        remedy: "Say who must have signed: `--repo OWNER/NAME`, or `--certificate-identity ID` with `--certificate-oidc-issuer URL`.",
    }
    IDENTITY_ABSENT = "identity.absent" {
        title: "the signer has no certified identity",
        cause: "The bundle was signed with a plain key, so no certificate says who holds it, and an identity was demanded.",
        remedy: "Verify it with the signer's public key (`--key FILE`), or get a bundle that was signed with an identity.",
    }
    IDENTITY_OTHER = "identity.other" {
        title: "somebody else signed",
        cause: "The certificate names another signer than the one demanded: another repository, workflow, ref or person.",
        remedy: "Check the identity you gave against the publisher's documentation. If it is right, do not use the artifact.",
    }
    IDENTITY_ISSUER = "identity.issuer" {
        title: "somebody else vouches for the signer's identity",
        cause: "The name is the one demanded, but another identity provider authenticated it, and with another provider it may be somebody else's.",
        remedy: "Check the issuer you gave against the publisher's documentation. If it is right, do not use the artifact.",
    }
    IDENTITY_CLAIM = "identity.claim" {
        title: "the build is another than the one demanded",
        cause: "The certificate says another repository, owner, workflow, commit, ref or kind of machine than was demanded.",
        remedy: "Check what you gave against the publisher's documentation. If it is right, do not use the artifact.",
    }
    IDENTITY_CLAIM_ABSENT = "identity.claim-absent" {
        title: "the certificate does not say what was demanded of the build",
        cause: "The identity provider of the signer does not state it, or did not when the certificate was issued.",
        remedy: "Demand something that the certificate says; `--explain` shows all of it.",
    }
    STATEMENT_PREDICATE = "statement.predicate" {
        title: "the statement is of another kind",
        cause: "What was signed says something else of the artifact than was demanded: an SBOM where provenance was wanted, for example, or it is a signature over the file alone.",
        remedy: "Give the bundle with the statement you want, or another `--predicate-type`.",
    }
    LOG_ABSENT = "log.absent" {
        title: "a bundle has no log entry",
        cause: "No transparency log is said to list the signature, so its owner could not notice that it was made.",
        remedy: "Sign again with a client that writes to a log. Where the policy allows it, `--log-threshold 0` asks for none.",
    }
    LOG_THRESHOLD = "log.threshold" {
        title: "too few logs list the signature",
        cause: "Fewer distinct transparency logs of the trusted root than demanded prove that they list it; what one log says twice counts once.",
        remedy: "The checks of each entry say what is wrong with it. Ask for fewer with `--log-threshold N`, if that is what you mean.",
    }
    LOG_WITNESS_THRESHOLD = "log.witness-threshold" {
        title: "too few witnesses saw the log's tree",
        cause: "Fewer of the witnesses whose keys were given cosigned the checkpoint than demanded.",
        remedy: "Give the keys of more witnesses (`--witness-key`), or ask for fewer with `--witness-threshold N`.",
    }
    TIMESTAMP_THRESHOLD = "timestamp.threshold" {
        title: "too few timestamping authorities saw the signature",
        cause: "Fewer distinct authorities of the trusted root than demanded prove that they saw it; what one says twice counts once.",
        remedy: "The check of each timestamp says what is wrong with it. Ask for fewer with `--timestamp-threshold N`, if that is what you mean.",
    }
    TIME_ABSENT = "time.absent" {
        title: "nothing proves when it was signed",
        cause: "The signer's certificate is valid for minutes, and neither a log nor a timestamping authority says that the signature was there by then. Whoever got hold of the key later could have made it.",
        remedy: "Get a bundle with a log entry or a timestamp. cosign's `.sig` and `.crt` alone have neither.",
    }
    TIME_CLOCK = "time.clock" {
        title: "a signature is from a time to come",
        cause: "A log or a timestamping authority says a time after what the clock of this machine shows.",
        remedy: "Set the clock of this machine. If it is right, do not use the artifact.",
    }
}
