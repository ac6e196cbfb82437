//! SSH signatures and lists of keys: the cases in `testdata`, and what any value parses to.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::ssh_key::SshKeyKind;
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::ssh_signers;
use keelmark_formats::{ParseError, hash};
use keelmark_model::{DigestAlgorithm, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

/// The files of `testdata/FAMILY/refused/CODE` give that code.
fn check_refused<T>(family: &str, parse: impl Fn(&[u8]) -> Result<T, ParseError>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(family).join("refused");
    for folder in fs::read_dir(root).unwrap().map(Result::unwrap) {
        let code = folder.file_name().into_string().unwrap();
        for case in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let found = parse(&fs::read(case.path()).unwrap()).map_err(|error| error.code.id);
            assert_eq!(found.err(), Some(code.as_str()), "{}", case.path().display());
        }
    }
}

fn accepted(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file)).unwrap()
}

/// `ssh-keygen -Y sign -n file`, OpenSSH 9.2.
#[test]
fn a_signature_is_read() {
    let text = accepted("ssh-signature/accepted/ed25519.sig");
    let signature = SshSignature::parse(&text).unwrap();
    assert_eq!(signature.namespace, "file");
    assert_eq!(signature.hash, DigestAlgorithm::Sha512);
    assert_eq!((signature.algorithm.as_str(), signature.signature.len()), ("ssh-ed25519", 64));
    assert_eq!(signature.signed_bytes(&hash::sha256(b"")), None);
    for length in 0..text.trim_ascii_end().len() {
        assert!(SshSignature::parse(&text[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn allowed_signers_are_read() {
    let signers = ssh_signers::parse(&accepted("ssh-signers/accepted/options")).unwrap();
    let [alice, bob, carol, dave] = <[_; 4]>::try_from(signers).unwrap();
    let fits = |list: &Option<ssh_signers::Patterns>, text| list.as_ref().unwrap().fit(text);
    assert!(fits(&alice.principals, "eve@trusted.example.com"));
    assert!(!fits(&alice.principals, "bob@example.com"));
    assert_eq!((alice.cert_authority, bob.cert_authority), (false, true));
    assert!(fits(&carol.namespaces, "git") && !fits(&carol.namespaces, "email"));
    assert_eq!(carol.valid_after, Some(Timestamp(1_735_689_600)));
    assert_eq!(carol.valid_before, Some(Timestamp(1_769_903_999)));
    assert_eq!(dave.valid_before, Some(Timestamp(1_767_225_600)));
    assert_eq!((alice.line, dave.line), (3, 6));
    let [bare] =
        <[_; 1]>::try_from(ssh_signers::parse(&accepted("ssh-signers/accepted/bare.pub")).unwrap())
            .unwrap();
    assert_eq!((bare.principals, &bare.key), (None, &dave.key));
}

#[test]
fn what_is_malformed_is_refused_with_its_code_and_place() {
    check_refused("ssh-signature", SshSignature::parse);
    check_refused("ssh-signers", ssh_signers::parse);
    let text = [&accepted("ssh-signers/accepted/bare.pub")[..], b"alice@example.com\n"].concat();
    let error = ssh_signers::parse(&text).unwrap_err();
    assert_eq!(error.at.map(|at| (at.line, at.column)), Some((2, 1)));
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn armored(blob: &[u8], width: usize) -> Vec<u8> {
    let encoded = STANDARD.encode(blob);
    let lines: Vec<_> = encoded.as_bytes().chunks(width).collect();
    let body = lines.join(&b'\n');
    [b"-----BEGIN SSH SIGNATURE-----\n", &body[..], b"\n-----END SSH SIGNATURE-----\n"].concat()
}

proptest! {
    #[test]
    fn every_field_is_read_as_it_was_written(
        namespace in "[ -~é]{1,40}", reserved in vec(any::<u8>(), 0..40), long in any::<bool>(),
        raw in vec(any::<u8>(), 32), signature in vec(any::<u8>(), 0..100), width in 1_usize..100,
    ) {
        let name = if long { "sha512" } else { "sha256" };
        let fields = [string(namespace.as_bytes()), string(&reserved), string(name.as_bytes())].concat();
        let key = [string(b"ssh-ed25519"), string(&raw)].concat();
        let inner = [string(b"ssh-ed25519"), string(&signature)].concat();
        let blob = [b"SSHSIG\0\0\0\x01", &string(&key)[..], &fields, &string(&inner)].concat();
        let parsed = SshSignature::parse(&armored(&blob, width)).unwrap();
        prop_assert_eq!(&parsed.namespace, &namespace);
        prop_assert_eq!(&parsed.signature, &signature);
        prop_assert_eq!(parsed.key.blob(), &key[..]);
        prop_assert_eq!(parsed.key.kind(), &SshKeyKind::Ed25519(raw));
        let digest = hash::sha256(&signature);
        let signed = [b"SSHSIG", &fields[..], &string(digest.as_bytes())].concat();
        prop_assert_eq!(parsed.signed_bytes(&digest), (!long).then_some(signed));
    }

    #[test]
    fn any_blob_is_a_signature_or_an_error(blob in vec(any::<u8>(), 0..200)) {
        prop_assert!(SshSignature::parse(&armored(&[b"SSHSIG\0\0\0\x01", &blob[..]].concat(), 70)).is_err());
        prop_assert!(SshSignature::parse(&blob).is_err());
    }

    #[test]
    fn any_text_is_a_list_or_an_error(text in "([ -~é]{0,20}[ =,\"!*Z]){0,20}") {
        drop(ssh_signers::parse(text.as_bytes()));
    }
}
