//! Files signed with SSH keys: what `ssh-keygen` wrote verifies, and nothing that is not allowed.
//!
//! The signatures and keys were made once with OpenSSH 9.2 (`ssh-keygen -Y sign -n file`, with
//! `-O hashalg=` as the name says); those of the names `rsa-sha2-256`, `reserved`, `crlf` and `refused-…`
//! with pyca/cryptography 48 by `PROTOCOL.sshsig`, since no option of OpenSSH makes them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::ssh_signers::{self, SshSigner};
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Timestamp};
use keelmark_trust::ssh::{Expected, FILE_NAMESPACE, verify};
use keelmark_trust::{Signer, Verified};

const MESSAGE: &[u8] = b"the artifact\n";
const NEW_YEAR: Timestamp = Timestamp(1_767_225_600);
const EXPECTED: Expected<'static> =
    Expected { namespace: FILE_NAMESPACE, principal: None, at: NEW_YEAR };

fn testdata(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file)
}

fn signature(name: &str) -> SshSignature {
    let text = fs::read(testdata(&format!("ssh-signature/{name}.sig"))).unwrap();
    SshSignature::parse(&text).unwrap()
}

fn signers(text: &str) -> Vec<SshSigner> {
    ssh_signers::parse(text.as_bytes()).unwrap()
}

fn key(name: &str) -> String {
    fs::read_to_string(testdata(&format!("ssh-signers/{name}.pub"))).unwrap()
}

fn digests(message: &[u8]) -> [Digest; 2] {
    [(DigestAlgorithm::Sha256, &digest::SHA256), (DigestAlgorithm::Sha512, &digest::SHA512)].map(
        |(algorithm, by)| Digest::new(algorithm, digest::digest(by, message).as_ref()).unwrap(),
    )
}

fn judge(
    signature: &SshSignature,
    signers: &[SshSigner],
    expected: &Expected<'_>,
) -> Result<Verified<Digest>, &'static str> {
    verify(signature, &digests(MESSAGE), signers, expected).map_err(|error| error.code().id)
}

/// Every signature that holds, and the key it is by.
const SIGNED: [(&str, &str); 13] = [
    ("ed25519-sha256", "ed25519"),
    ("ed25519-sha512", "ed25519"),
    ("ecdsa-256-sha256", "ecdsa-256"),
    ("ecdsa-256-sha512", "ecdsa-256"),
    ("ecdsa-384-sha256", "ecdsa-384"),
    ("ecdsa-384-sha512", "ecdsa-384"),
    ("ecdsa-521-sha256", "ecdsa-521"),
    ("ecdsa-521-sha512", "ecdsa-521"),
    ("rsa-sha256", "rsa"),
    ("rsa-sha512", "rsa"),
    ("rsa-sha2-256", "rsa"),
    ("reserved", "ed25519"),
    ("crlf", "ed25519"),
];

#[test]
fn each_signature_verifies_by_its_key_alone() {
    let allowed = fs::read_to_string(testdata("ssh-signers/allowed_signers")).unwrap();
    for (name, by) in SIGNED {
        let found = signature(name);
        let verified = judge(&found, &signers(&key(by)), &EXPECTED).unwrap();
        assert_eq!(verified.value().algorithm(), found.hash, "{name}");
        assert!(matches!(verified.signer(), Signer::Ssh { principal: None, .. }), "{name}");
        for (_, other) in SIGNED.iter().filter(|(_, other)| *other != by) {
            let refused = judge(&found, &signers(&key(other)), &EXPECTED);
            assert_eq!(refused.err(), Some("ssh.signer"), "{name} {other}");
        }
        let principal = format!("{by}@example.com");
        let named = Expected { principal: Some(&principal), ..EXPECTED };
        let verified = judge(&found, &signers(&allowed), &named).unwrap();
        let Signer::Ssh { principal: who, .. } = verified.signer() else { panic!("{name}") };
        assert_eq!(who.as_ref(), Some(&principal));
        let changed = verify(&found, &digests(b"another"), &signers(&key(by)), &EXPECTED);
        assert_eq!(changed.unwrap_err().code().id, "signature.invalid", "{name}");
    }
}

/// A signature by one key in the name of another, which is allowed.
#[test]
fn the_signature_counts_and_not_the_key_beside_it() {
    for (name, by) in SIGNED {
        let mut found = signature(name);
        for other in ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa"] {
            let [list] = signers(&key(other)).try_into().unwrap();
            found.key = list.key.clone();
            let holds = judge(&found, &[list], &EXPECTED);
            assert_eq!(holds.is_ok(), other == by, "{name} {other}");
        }
        let mut changed = signature(name);
        let last = changed.signature.len() - 1;
        changed.signature[last] ^= 1;
        let found = judge(&changed, &signers(&key(by)), &EXPECTED);
        assert_eq!(found.err(), Some("signature.invalid"), "{name}");
    }
}

#[test]
fn only_what_is_allowed_holds() {
    let pub_key = key("ed25519");
    let bare = pub_key.trim_end().rsplit_once(' ').unwrap().0;
    let found = signature("ed25519-sha512");
    let alice = Some("alice@example.com");
    for (options, principal, code) in [
        ("alice@example.com", alice, None),
        ("*@example.com", alice, None),
        ("bob@example.com,alice@example.com", alice, None),
        ("*@example.com,!alice@example.com", alice, Some("ssh.signer")),
        ("bob@example.com", alice, Some("ssh.signer")),
        ("bob@example.com", None, None),
        ("", alice, Some("ssh.signer")),
        ("* cert-authority", alice, Some("ssh.signer")),
        ("* namespaces=\"file\"", alice, None),
        ("* namespaces=\"git,f*\"", alice, None),
        ("* namespaces=\"git\"", alice, Some("ssh.signer")),
        ("* namespaces=\"*,!file\"", alice, Some("ssh.signer")),
        ("* valid-after=\"20260101Z\"", alice, None),
        ("* valid-after=\"20260101000001Z\"", alice, Some("ssh.validity")),
        ("* valid-before=\"20260101Z\"", alice, None),
        ("* valid-before=\"20251231235959Z\"", alice, Some("ssh.validity")),
    ] {
        let list = signers(&format!("{options} {bare}\n"));
        let expected = Expected { principal, ..EXPECTED };
        assert_eq!(judge(&found, &list, &expected).err(), code, "{options}");
    }
    let both = format!("* cert-authority {bare}\nalice@example.com {bare}\n");
    assert!(judge(&found, &signers(&both), &EXPECTED).is_ok(), "one line that allows is enough");
}

#[test]
fn what_is_not_verified_says_why() {
    let ed25519 = signers(&key("ed25519"));
    let git = signature("other-namespace");
    assert_eq!(judge(&git, &ed25519, &EXPECTED).err(), Some("ssh.namespace"));
    assert!(judge(&git, &ed25519, &Expected { namespace: "git", ..EXPECTED }).is_ok());
    assert_eq!(judge(&signature("ed25519-sha512"), &[], &EXPECTED).err(), Some("ssh.signer"));
    let sha1 = judge(&signature("refused-sha1"), &signers(&key("rsa")), &EXPECTED);
    assert_eq!(sha1.err(), Some("ssh.algorithm"));
    let security_key = signature("refused-security-key");
    let error = verify(&security_key, &digests(MESSAGE), &signers(&key("security-key")), &EXPECTED);
    let error = error.unwrap_err();
    assert_eq!((error.code().id, error.outcome()), ("ssh.security-key", Outcome::Unknown));
    let [sha256, _] = digests(MESSAGE);
    let error = verify(&signature("ed25519-sha512"), &[sha256], &ed25519, &EXPECTED).unwrap_err();
    assert_eq!((error.code().id, error.outcome()), ("signature.needs-artifact", Outcome::Unknown));
}

#[test]
fn a_pattern_is_nobodys_name() {
    let pub_key = key("ed25519");
    for (principals, name) in [
        ("bob@example.com", Some("bob@example.com")),
        ("*@example.com", None),
        ("bob@example.com,eve@example.com", None),
    ] {
        let list = signers(&format!("{principals} {pub_key}"));
        let verified = judge(&signature("ed25519-sha512"), &list, &EXPECTED).unwrap();
        let Signer::Ssh { principal, .. } = verified.signer() else { panic!("{principals}") };
        assert_eq!(principal.as_deref(), name);
    }
}

/// `ssh-keygen -l -f ed25519.pub`.
#[test]
fn a_signer_is_shown_as_openssh_shows_keys() {
    let verified =
        judge(&signature("ed25519-sha512"), &signers(&key("ed25519")), &EXPECTED).unwrap();
    assert_eq!(
        verified.signer().to_string(),
        "SSH key SHA256:IRiTKS1u0vC9WpEFcXYY56KSlRHwWaFoLnRvOaFzqsU"
    );
}
