//! Certificates: what is read of them, and what is refused.

#[path = "common/certificate.rs"]
mod made;

use keelmark_formats::certificate::fulcio::Claims;
use keelmark_formats::certificate::transparency::{SignedCertificateTimestamp, precertificate};
use keelmark_formats::certificate::{AlternativeName, Certificate, KeyUsage};
use keelmark_model::Timestamp;
use made::{Fields, extension, extensions, name, oid, sequence, some_key, tlv};
use proptest::collection::vec;
use proptest::prelude::*;

const URI: &str = "https://example.com/workflow@refs/heads/main";

fn leaf() -> Fields {
    Fields::leaf("authority", &some_key(), URI)
}

/// `leaf` with one change, read.
fn changed(change: impl FnOnce(&mut Fields)) -> Result<Certificate, String> {
    let mut fields = leaf();
    change(&mut fields);
    Certificate::parse(&fields.signed(b"signature")).map_err(|error| {
        assert_eq!(error.code.id, "certificate.form");
        error.message
    })
}

#[test]
fn every_field_is_read_and_ranges_are_exact() {
    let fields = leaf();
    let der = fields.signed(b"signature");
    let certificate = Certificate::parse(&der).expect("a certificate");
    assert_eq!(certificate.der(), der);
    assert_eq!(certificate.signed_bytes(), fields.to_be_signed());
    assert_eq!(certificate.serial(), [0x12, 0x34]);
    assert_eq!(certificate.serial_text(), "1234");
    assert_eq!(certificate.issuer(), fields.issuer);
    assert_eq!(certificate.issuer_text(), "CN=authority");
    assert_eq!(certificate.subject(), fields.subject);
    assert_eq!(certificate.subject_text(), "");
    assert_eq!(certificate.not_before(), Timestamp(1_767_225_600));
    assert_eq!(certificate.not_after(), Timestamp(1_767_226_200));
    assert_eq!(certificate.public_key_info(), fields.key);
    assert_eq!(certificate.signature_algorithm(), fields.algorithm);
    assert_eq!(certificate.signature(), b"signature");
    assert!(!certificate.is_authority() && certificate.basic_constraints().is_none());
    let usage = certificate.key_usage().expect("a key usage");
    assert!(usage.digital_signature() && !usage.certificate_signing());
    let purposes = certificate.extended_key_usage().expect("purposes").purposes;
    assert!(purposes.code_signing && !purposes.time_stamping && !purposes.any && !purposes.others);
    assert_eq!(certificate.alternative_names(), [AlternativeName::Uri(URI.to_owned())]);
    assert_eq!(certificate.extensions().count(), 4);
    assert_eq!(certificate.unknown_critical_extension(), None);
    assert_eq!(format!("{certificate:?}"), "Certificate(, 1234)");
}

#[test]
fn authorities_say_how_long_a_chain_may_be() {
    let read = |length| {
        let fields = Fields::authority("root", "issuing", &some_key(), length);
        let authority = Certificate::parse(&fields.signed(b"s")).expect("a certificate");
        assert!(authority.is_authority());
        assert!(authority.key_usage().is_some_and(KeyUsage::certificate_signing));
        authority.basic_constraints().and_then(|constraints| constraints.path_length)
    };
    assert_eq!(read(None), None);
    assert_eq!(read(Some(0)), Some(0));
    assert_eq!(read(Some(3)), Some(3));
}

type Case = (&'static str, fn(&mut Fields), &'static str);

/// Something wrong with a field, and what is said of it.
const WRONG_FIELDS: &[Case] = &[
    ("version 1", |fields| fields.version = vec![], "version at byte"),
    ("version 2", |fields| fields.version = tlv(0xa0, &[2, 1, 1]), "not 3"),
    ("negative serial", |fields| fields.serial = tlv(2, &[0x80]), "negative"),
    ("long serial", |fields| fields.serial = tlv(2, &[1; 22]), "longer than 20 octets"),
    ("padded serial", |fields| fields.serial = tlv(2, &[0, 1]), "not the shortest form"),
    ("no serial", |fields| fields.serial = tlv(2, &[]), "without a value"),
    ("issuer is no name", |fields| fields.issuer = tlv(4, b"x"), "another type"),
    ("empty set", |fields| fields.issuer = sequence(&[tlv(0x31, &[])]), "an empty set"),
    ("no seconds", |fields| fields.not_before = tlv(0x17, b"2601010000Z"), "not a time as RFC"),
    ("offset", |fields| fields.not_after = tlv(0x17, b"260101000000+0000"), "not a time as RFC"),
    (
        "2030 in full",
        |fields| fields.not_after = tlv(0x18, b"20300101000000Z"),
        "a year before 2050",
    ),
    ("no extension", |fields| fields.extensions = vec![vec![]], "an empty list"),
];

/// An extension that is not as it must be, in place of the leaf's or besides them.
type WrongExtension = (&'static str, Option<usize>, fn() -> Vec<u8>, &'static str);

const WRONG_EXTENSIONS: &[WrongExtension] = &[
    ("known twice", None, || extensions::key_usage(0x80), "one of them is there twice"),
    (
        "unknown twice",
        None,
        || extension("1.2.3", false, b"").repeat(2),
        "one of them is there twice",
    ),
    ("false", None, || sequence(&[oid("1.2.3"), vec![1, 1, 0], tlv(4, b"")]), "left out in DER"),
    ("1", None, || sequence(&[oid("1.2.3"), vec![1, 1, 1], tlv(4, b"")]), "not a boolean of DER"),
    (
        "path length of no authority",
        None,
        || extension("2.5.29.19", true, &sequence(&[vec![2, 1, 0]])),
        "a path length for what is no authority",
    ),
    ("more", None, || extension("2.5.29.19", true, &[0x30, 0, 0]), "something follows its end"),
    ("no purpose", Some(1), || extension("2.5.29.37", false, &sequence(&[])), "an empty list"),
    ("no name", Some(2), || extensions::names(&[]), "an empty list"),
    ("empty", Some(2), || extensions::names(&[extensions::uri("")]), "empty or not ASCII"),
    ("\u{e4}", Some(2), || extensions::names(&[extensions::uri("\u{e4}")]), "empty or not ASCII"),
    ("text", Some(2), || extensions::names(&[tlv(UTF8, b"x")]), "not a GeneralName"),
];

#[test]
fn what_rfc_5280_forbids_is_refused() {
    assert!(changed(|_| {}).is_ok());
    for (what, change, message) in WRONG_FIELDS {
        let error = changed(change).expect_err(what);
        assert!(error.contains(message), "{what}: {error}");
    }
    for (what, place, wrong, message) in WRONG_EXTENSIONS {
        let change = |fields: &mut Fields| match place {
            Some(place) => fields.extensions[*place] = wrong(),
            None => fields.extensions.push(wrong()),
        };
        let error = changed(change).expect_err(what);
        assert!(error.contains(message), "{what}: {error}");
    }
    let many = (0..64).map(|number| extension(&format!("1.2.{number}"), false, b""));
    let error = changed(|fields| fields.extensions.extend(many)).expect_err("too many");
    assert!(error.contains("too many of them"), "{error}");
}

const UTF8: u8 = made::UTF8_STRING;

#[test]
fn other_encodings_of_the_same_are_refused() {
    let der = leaf().signed(b"signature");
    assert_eq!(der[..2], [0x30, 0x82]);
    let padded = [&[0x30, 0x83, 0], &der[2..]].concat();
    let trailing = [&der[..], &[0]].concat();
    let indefinite = [&[0x30, 0x80], &der[4..], &[0, 0]].concat();
    for (what, der) in [("a longer length", padded), ("more", trailing), ("no length", indefinite)]
    {
        assert!(Certificate::parse(&der).is_err(), "{what}");
    }
    for end in 0..der.len() {
        assert!(Certificate::parse(&der[..end]).is_err(), "cut off at {end}");
    }
    let two_algorithms = sequence(&[
        leaf().to_be_signed(),
        sequence(&[oid("1.2.840.10045.4.3.3")]),
        tlv(3, b"\0signature"),
    ]);
    assert!(Certificate::parse(&two_algorithms).is_err());
    let part_of_an_octet =
        sequence(&[leaf().to_be_signed(), made::ecdsa_sha256(), tlv(3, b"\x01\x02")]);
    assert!(Certificate::parse(&part_of_an_octet).is_err());
    assert!(Certificate::parse(&vec![0; (64 << 10) + 1]).is_err());
}

#[test]
fn names_of_every_kind_are_told_apart() {
    let names = [
        tlv(0x81, b"a@example.com"),
        tlv(0x82, b"example.com"),
        extensions::uri(URI),
        extensions::user_name("1.3.6.1.4.1.57264.1.7", "user!example.com"),
        extensions::user_name("1.3.6.1.4.1.311.20.2.3", "user@windows"),
        tlv(0xa4, &name("directory")),
        tlv(0x87, &[127, 0, 0, 1]),
    ];
    let certificate =
        changed(|fields| fields.extensions[2] = extensions::names(&names)).expect("names");
    assert_eq!(
        certificate.alternative_names(),
        [
            AlternativeName::Email("a@example.com".to_owned()),
            AlternativeName::Dns("example.com".to_owned()),
            AlternativeName::Uri(URI.to_owned()),
            AlternativeName::UserName("user!example.com".to_owned()),
            AlternativeName::Unsupported(0),
            AlternativeName::Unsupported(4),
            AlternativeName::Unsupported(7),
        ]
    );
}

#[test]
fn critical_extensions_that_nobody_reads_are_told() {
    let unknown = changed(|fields| fields.extensions.push(extension("1.2.3.4", true, b"x")));
    let unknown = unknown.expect("well-formed").unknown_critical_extension();
    assert_eq!(unknown, Some("1.2.3.4".to_owned()));
    let constrained = changed(|fields| fields.extensions.push(extension("2.5.29.30", false, b"x")));
    assert!(constrained.expect("well-formed").has_name_constraints());
}

fn claims(added: &[Vec<u8>]) -> Result<Claims, String> {
    let certificate = changed(|fields| {
        fields.extensions.truncate(3);
        fields.extensions.extend(added.iter().cloned());
    })?;
    Claims::of(&certificate).map_err(|error| {
        assert_eq!(error.code.id, "certificate.claims");
        error.message
    })
}

#[test]
fn claims_are_read_by_their_number() {
    use extensions::{claim, text};
    let read = claims(&[
        claim(1, b"https://issuer.example"),
        claim(2, b"push"),
        claim(8, &text("https://issuer.example")),
        claim(12, &text("https://example.com/source")),
        claim(23, &text("release")),
        claim(99, b"of a later Fulcio"),
    ]);
    let read = read.expect("claims");
    assert_eq!(
        read.iter().collect::<Vec<_>>(),
        [
            ("issuer", "https://issuer.example"),
            ("githubWorkflowTrigger", "push"),
            ("sourceRepositoryURI", "https://example.com/source"),
            ("deploymentEnvironment", "release"),
        ]
    );
    assert_eq!(read.source_repository_uri.as_deref(), Some("https://example.com/source"));
    let issuer = |added: &[Vec<u8>]| claims(added).expect("claims").issuer;
    assert_eq!(issuer(&[]), None);
    assert_eq!(issuer(&[claim(1, b"old")]).as_deref(), Some("old"));
    assert_eq!(issuer(&[claim(8, &text("new"))]).as_deref(), Some("new"));
    assert_eq!(Claims::NAMES.len(), 22);
}

#[test]
fn claims_in_another_form_are_refused() {
    use extensions::{claim, text};
    let cases = [
        (claim(1, b"https://other.example"), "issuer `https://other.example` in extension 1"),
        (claim(2, &[0xff]), "claim githubWorkflowTrigger: not UTF-8"),
        (claim(9, b"raw text"), "claim buildSignerURI at byte 0"),
        (claim(9, &tlv(0x16, b"ia5")), "another type than it must have"),
        (claim(9, &[&text("a")[..], b"b"].concat()), "something follows its end"),
        (claim(9, &tlv(UTF8, &[0xff])), "claim buildSignerURI: not UTF-8"),
    ];
    for (extension, message) in cases {
        let error =
            claims(&[claim(8, &text("https://issuer.example")), extension]).expect_err(message);
        assert!(error.contains(message), "{error}");
    }
}

const PROMISES: &str = "1.3.6.1.4.1.11129.2.4.2";

#[test]
fn a_precertificate_is_the_certificate_without_its_promises() {
    let promises = extension(PROMISES, false, &tlv(4, &[0, 0]));
    // Lengths around one octet and two, so that every header shrinks in some case.
    for padding in [0, 1, 60, 70, 100, 110, 120, 130, 200, 250, 300, 1000] {
        for place in 0..=4 {
            let mut fields = leaf();
            fields.extensions[3] = extension("1.2.3", false, &vec![7; padding]);
            let expected = fields.to_be_signed();
            fields.extensions.insert(place, promises.clone());
            let certificate = Certificate::parse(&fields.signed(b"s")).expect("a certificate");
            assert_eq!(precertificate(&certificate), expected, "{padding} {place}");
            assert_eq!(SignedCertificateTimestamp::all_of(&certificate), Ok(vec![]));
        }
    }
    let without = Certificate::parse(&leaf().signed(b"s")).expect("a certificate");
    assert_eq!(precertificate(&without), without.signed_bytes());
    let alone = changed(|fields| fields.extensions = vec![promises.clone()]).expect("well-formed");
    let bare = Fields { extensions: vec![], ..leaf() };
    assert_eq!(precertificate(&alone), bare.to_be_signed());
}

#[test]
fn promises_in_another_form_are_refused() {
    for value in [&[][..], &[0, 0], &[4, 1, 0], &[4, 3, 0, 0, 0], &[4, 2, 0, 0, 0]] {
        let certificate =
            changed(|fields| fields.extensions.push(extension(PROMISES, false, value)));
        let error = SignedCertificateTimestamp::all_of(&certificate.expect("well-formed"));
        assert_eq!(error.expect_err("malformed").code.id, "certificate.promises", "{value:?}");
    }
}

proptest! {
    /// However a certificate is damaged, it is refused or read as the bytes it is.
    #[test]
    fn damage_is_refused_or_read_as_it_is(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut fields = leaf();
        fields.extensions.push(extension(PROMISES, false, &tlv(4, &[0, 0])));
        let mut der = fields.signed(b"signature");
        for (place, octet) in changes {
            let place = place.index(der.len());
            der[place] = octet;
        }
        if let Ok(certificate) = Certificate::parse(&der) {
            prop_assert_eq!(certificate.der(), &der[..]);
            drop((certificate.issuer_text(), certificate.subject_text(), precertificate(&certificate)));
            drop((Claims::of(&certificate), SignedCertificateTimestamp::all_of(&certificate)));
        }
    }

    /// Whatever is put into a certificate comes out of it.
    #[test]
    fn what_is_written_is_read(
        serial in vec(any::<u8>(), 1..19),
        issuer in "[ -~]{1,200}",
        claim in "\\PC{0,300}",
        uri in "[!-~]{1,300}",
    ) {
        let serial = [&[1], &serial[..]].concat();
        let certificate = changed(|fields| {
            fields.serial = tlv(2, &serial);
            fields.issuer = name(&issuer);
            fields.extensions[2] = extensions::names(&[extensions::uri(&uri)]);
            fields.extensions[3] = extensions::claim(9, &extensions::text(&claim));
        }).expect("a certificate");
        prop_assert_eq!(certificate.serial(), &serial[..]);
        prop_assert_eq!(certificate.issuer(), name(&issuer));
        prop_assert_eq!(certificate.alternative_names(), [AlternativeName::Uri(uri)]);
        let claims = Claims::of(&certificate).expect("claims");
        prop_assert_eq!(claims.build_signer_uri, Some(claim));
    }
}
