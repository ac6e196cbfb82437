//! Envelopes, bundles, statements and keys: the cases in `testdata`, and round trips of any value.
//!
//! A family's `accepted/` parses, and what is rendered parses to the same; `refused/CODE/` gives that
//! code.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::dsse::{Envelope, EnvelopeSignature};
use keelmark_formats::encrypted_key::EncryptedKey;
use keelmark_formats::hmac_envelope::HmacEnvelope;
use keelmark_formats::statement::{self, Statement, StatementType};
use keelmark_formats::{ParseError, hash};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use proptest::collection::vec;
use proptest::prelude::*;

/// Every file below `testdata/FAMILY/GROUP`, with the name of its folder.
fn cases(family: &str, group: &str) -> Vec<(String, PathBuf, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(family).join(group);
    let mut folders = vec![root];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let code = folder.file_name().unwrap().to_string_lossy().into_owned();
                found.push((code, path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{family}/{group} has no case");
    found
}

fn check<T: PartialEq + Debug>(
    family: &str,
    parse: fn(&[u8]) -> Result<T, ParseError>,
    render: fn(&T) -> Vec<u8>,
) {
    for (_, path, bytes) in cases(family, "accepted") {
        let value = parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let rendered = render(&value);
        assert_eq!(parse(&rendered).as_ref(), Ok(&value), "{}", path.display());
        for length in 0..bytes.trim_ascii_end().len() {
            assert!(parse(&bytes[..length]).is_err(), "{} cut at {length}", path.display());
        }
    }
    for (code, path, bytes) in cases(family, "refused") {
        let found = parse(&bytes).map_err(|error| error.code.id);
        assert_eq!(found.as_ref().err(), Some(&code.as_str()), "{}: {found:?}", path.display());
    }
}

#[test]
fn envelopes() {
    check("dsse", Envelope::parse, Envelope::render);
}

#[test]
fn bundles() {
    check("bundle", Bundle::parse, Bundle::render);
}

#[test]
fn hmac_envelopes() {
    check("hmac-envelope", HmacEnvelope::parse, HmacEnvelope::render);
    for (_, path, bytes) in cases("hmac-envelope", "accepted") {
        let rendered = HmacEnvelope::parse(&bytes).unwrap().render();
        assert_eq!(rendered, bytes, "{}: not the bytes python writes", path.display());
    }
}

#[test]
fn encrypted_keys() {
    check("key/cosign", EncryptedKey::parse, EncryptedKey::render);
    for (_, path, bytes) in cases("key/cosign", "accepted") {
        let rendered = EncryptedKey::parse(&bytes).unwrap().render();
        assert_eq!(rendered, bytes, "{}: not the bytes cosign writes", path.display());
    }
}

#[test]
fn statements() {
    for (_, path, bytes) in cases("statement", "accepted") {
        if let Err(error) = Statement::parse(&bytes) {
            panic!("{}: {error}", path.display());
        }
    }
    for (code, path, bytes) in cases("statement", "refused") {
        let found = Statement::parse(&bytes).map_err(|error| error.code.id);
        assert_eq!(found.as_ref().err(), Some(&code.as_str()), "{}", path.display());
    }
}

#[test]
fn a_predicate_is_given_as_it_stands() {
    let text = br#"{"_type":"https://in-toto.io/Statement/v0.1","predicate": {"z" :1.50, "a":"\u00e9"} ,
        "subject":[{"digest":{"sha1":"0000000000000000000000000000000000000000","x":"y"}}],"predicateType":"t"}"#;
    let statement = Statement::parse(text).unwrap();
    assert_eq!(statement.predicate_bytes(), br#"{"z" :1.50, "a":"\u00e9"}"#);
    assert_eq!(statement.statement_type, StatementType::V01);
    assert_eq!(statement.other_digests, [(0, "x".to_owned(), "y".to_owned())]);
}

#[test]
fn a_statement_is_written_in_one_form() {
    let digests = vec![
        Digest::from_hex(DigestAlgorithm::Sha1, &"00".repeat(20)).unwrap(),
        hash::sha256(b"a"),
    ];
    let subject = Subject { name: "a".to_owned(), size: Some(1), digests };
    let text =
        statement::render(std::slice::from_ref(&subject), "t", b" {\"b\":1, \"a\":2}\n").unwrap();
    assert_eq!(
        String::from_utf8(text).unwrap(),
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}}],"predicateType":"t","predicate":{"b":1, "a":2}}"#
    );
    let weak = Subject { digests: vec![subject.digests[0]], ..subject.clone() };
    for (subjects, predicate, code) in [
        (vec![], &b"{}"[..], "document.shape"),
        (vec![weak], b"{}", "document.shape"),
        (vec![subject.clone()], b"[]", "document.shape"),
        (vec![subject.clone()], b"{\"a\":1,\"a\":2}", "document.syntax"),
        (vec![subject], b"", "document.empty"),
    ] {
        assert_eq!(statement::render(&subjects, "t", predicate).unwrap_err().code.id, code);
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1..40)
}

fn digest() -> impl Strategy<Value = Digest> {
    prop_oneof![
        (Just(DigestAlgorithm::Sha256), vec(any::<u8>(), 32)),
        (Just(DigestAlgorithm::Sha384), vec(any::<u8>(), 48)),
        (Just(DigestAlgorithm::Sha512), vec(any::<u8>(), 64)),
    ]
    .prop_map(|(algorithm, bytes)| Digest::new(algorithm, &bytes).unwrap())
}

fn envelope(signatures: std::ops::Range<usize>) -> impl Strategy<Value = Envelope> {
    let signature = (proptest::option::of(".+"), bytes())
        .prop_map(|(key_id, signature)| EnvelopeSignature { key_id, signature });
    (".+", vec(any::<u8>(), 0..200), vec(signature, signatures)).prop_map(
        |(payload_type, payload, signatures)| Envelope { payload_type, payload, signatures },
    )
}

fn bundle() -> impl Strategy<Value = Bundle> {
    let material = prop_oneof![
        proptest::option::of(".+").prop_map(|hint| VerificationMaterial::PublicKey { hint }),
        bytes().prop_map(|der| VerificationMaterial::Certificate { der }),
        vec(bytes(), 1..4).prop_map(VerificationMaterial::CertificateChain),
    ];
    let content = prop_oneof![
        envelope(1..2).prop_map(Content::Dsse),
        (proptest::option::of(digest()), bytes())
            .prop_map(|(digest, signature)| Content::Message { digest, signature }),
    ];
    (material, content, vec(bytes(), 0..3)).prop_map(|(material, content, timestamps)| {
        let media_type = match material {
            VerificationMaterial::CertificateChain(_) => MediaType::V01,
            _ => MediaType::V03,
        };
        Bundle { media_type, material, content, log_entries: Vec::new(), timestamps }
    })
}

proptest! {
    #[test]
    fn any_envelope_round_trips(envelope in envelope(1..5)) {
        prop_assert_eq!(Envelope::parse(&envelope.render()), Ok(envelope));
    }

    #[test]
    fn any_bundle_round_trips(bundle in bundle()) {
        prop_assert_eq!(Bundle::parse(&bundle.render()), Ok(bundle));
    }

    #[test]
    fn any_hmac_envelope_round_trips(
        names in (".*", ".*", ".*"),
        signature in any::<[u8; 32]>(),
        signed in any::<[u8; 32]>(),
    ) {
        let (algorithm, key_id, signed_path) = names;
        let signed_sha256 = Digest::new(DigestAlgorithm::Sha256, &signed).unwrap();
        let envelope = HmacEnvelope { algorithm, key_id, signature, signed_path, signed_sha256 };
        prop_assert_eq!(HmacEnvelope::parse(&envelope.render()), Ok(envelope));
    }

    #[test]
    fn any_statement_round_trips(
        subjects in vec((".*", vec(digest(), 1..4)), 1..5),
        predicate_type in ".+",
        value in ".*",
    ) {
        let subjects: Vec<Subject> = subjects
            .into_iter()
            .map(|(name, mut digests)| {
                digests.sort();
                digests.dedup_by_key(|digest| digest.algorithm());
                Subject { name, size: None, digests }
            })
            .collect();
        let predicate = serde_json::to_vec(&serde_json::json!({ "value": value })).unwrap();
        let text = statement::render(&subjects, &predicate_type, &predicate).unwrap();
        prop_assert_eq!(&statement::wrap(&subjects, &predicate_type, &predicate), &text);
        let read = Statement::parse(&text).unwrap();
        prop_assert_eq!(read.subjects.as_slice(), subjects.as_slice());
        prop_assert_eq!(&read.predicate_type, &predicate_type);
        prop_assert_eq!(read.predicate_bytes(), predicate.as_slice());
    }

    #[test]
    fn any_bytes_give_a_value_or_an_error(bytes in vec(any::<u8>(), 0..300)) {
        let _ = (Bundle::parse(&bytes), Envelope::parse(&bytes), Statement::parse(&bytes).is_ok());
        let _ = (HmacEnvelope::parse(&bytes), EncryptedKey::parse(&bytes));
    }
}
