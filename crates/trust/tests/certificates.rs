//! Certificates under authorities made here: what is believed, and each thing that is not.

#![expect(clippy::expect_used, reason = "what is made here is well-formed")]

#[path = "../../formats/tests/common/certificate.rs"]
mod made;
#[path = "common/pem.rs"]
mod pem;

use std::sync::LazyLock;

use keelmark_formats::certificate::Certificate;
use keelmark_formats::trusted_root::{self, TrustedRoot, Validity};
use keelmark_model::Timestamp;
use keelmark_trust::certificate::{IdentityError, identity, paths, verify_chain};
use keelmark_trust::root::{Profile, TrustRoot};
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};
use made::{Fields, extension, extensions, name, sequence, tlv};

const URI: &str = "https://example.com/workflow@refs/heads/main";

/// 2026-01-01T00:05:00Z, halfway through the leaf's ten minutes.
const DURING: Timestamp = Timestamp(1_767_225_900);

/// The keys of a root, of two authorities below it, of somebody else and of a signer.
static KEYS: LazyLock<[PrivateKey; 5]> = LazyLock::new(|| {
    [(); 5].map(|()| {
        PrivateKey::generate(KeyAlgorithm::EcdsaP256, &SystemRandom::new()).expect("a key")
    })
});

/// root -> upper -> lower -> leaf, each with what signs it, for a case to change.
struct Pki {
    root: Fields,
    upper: Fields,
    lower: Fields,
    leaf: Fields,
    leaf_signer: usize,
    lower_signer: usize,
    /// Which of root, upper, lower the trusted root has, lowest first.
    trusted: Vec<usize>,
    valid: Validity,
    at: Timestamp,
}

const ROOT: usize = 0;
const UPPER: usize = 1;
const LOWER: usize = 2;
const OTHER: usize = 3;
const SIGNER: usize = 4;

impl Pki {
    fn new() -> Self {
        let key = |index: usize| KEYS[index].public().spki().to_vec();
        Self {
            root: Fields::authority("root", "root", &key(ROOT), None),
            upper: Fields::authority("root", "upper", &key(UPPER), Some(1)),
            lower: Fields::authority("upper", "lower", &key(LOWER), Some(0)),
            leaf: Fields::leaf("lower", &key(SIGNER), URI),
            leaf_signer: LOWER,
            lower_signer: UPPER,
            trusted: vec![LOWER, UPPER, ROOT],
            valid: Validity::default(),
            at: DURING,
        }
    }

    fn certificates(&self) -> [Certificate; 3] {
        let authorities =
            [(&self.root, ROOT), (&self.upper, ROOT), (&self.lower, self.lower_signer)];
        authorities.map(|(fields, signer)| signed(fields, &KEYS[signer]))
    }

    fn leaf(&self) -> Certificate {
        signed(&self.leaf, &KEYS[self.leaf_signer])
    }

    fn trust_root(&self) -> TrustRoot {
        let certificates = self.certificates();
        let chain = self.trusted.iter().map(|index| certificates[*index].clone()).collect();
        trust_root(vec![authority(chain, self.valid)])
    }

    /// The code and message of what is wrong.
    fn verify(&self) -> Result<(), (&'static str, String)> {
        let root = self.trust_root();
        let verified = verify_chain(&self.leaf(), &root, self.at);
        verified.map(|_| ()).map_err(|error| (error.code().id, error.to_string()))
    }
}

fn signed(fields: &Fields, signer: &PrivateKey) -> Certificate {
    let der = fields.signed(&signer.sign(&fields.to_be_signed()));
    Certificate::parse(&der).expect("a certificate")
}

fn authority(chain: Vec<Certificate>, valid: Validity) -> trusted_root::Authority {
    let uri = "https://authority.example".to_owned();
    trusted_root::Authority { uri, operator: String::new(), chain, valid }
}

fn trust_root(authorities: Vec<trusted_root::Authority>) -> TrustRoot {
    let root = TrustedRoot { certificate_authorities: authorities, ..TrustedRoot::default() };
    TrustRoot::new(vec![("test".to_owned(), root)]).expect("a root")
}

#[test]
fn a_chain_leads_to_the_root_that_is_trusted() {
    let pki = Pki::new();
    let root = pki.trust_root();
    let leaf = pki.leaf();
    let chain = verify_chain(&leaf, &root, DURING).expect("a chain");
    assert_eq!(chain.domain.name, "test");
    assert_eq!(chain.domain.profile, Profile::TimestampOnly);
    assert_eq!(chain.authority.uri, "https://authority.example");
    assert_eq!(chain.issuer.subject_text(), "CN=lower");
}

/// What OpenSSL issued: a P-384 authority below a P-256 root, and a signer with an RSA key.
#[test]
fn a_chain_that_openssl_made_holds() {
    let certificates = pem::certificates(include_str!("../testdata/certificate/chain.pem"));
    let [leaf, authorities @ ..] = &certificates[..] else { panic!("three certificates") };
    let trust = trust_root(vec![authority(authorities.to_vec(), Validity::default())]);
    let chain = verify_chain(leaf, &trust, leaf.not_before()).expect("a chain");
    assert_eq!(chain.issuer.subject_text(), "O=example, CN=intermediate");
    let identity = identity(leaf).expect("an identity");
    assert_eq!(identity.text(), URI);
    assert_eq!(
        identity.claims.source_repository_uri.as_deref(),
        Some("https://example.com/source")
    );
    let other = trust_root(vec![authority(authorities[1..].to_vec(), Validity::default())]);
    assert!(verify_chain(leaf, &other, leaf.not_before()).is_err());
}

#[test]
fn both_ends_of_a_validity_are_in_it() {
    let verify = |at| Pki { at: Timestamp(at), ..Pki::new() }.verify().map_err(|error| error.0);
    assert_eq!(verify(1_767_225_599), Err("certificate.validity"));
    assert_eq!(verify(1_767_225_600), Ok(()));
    assert_eq!(verify(1_767_226_200), Ok(()));
    assert_eq!(verify(1_767_226_201), Err("certificate.validity"));
    let valid = Validity { start: Some(DURING), end: Some(DURING) };
    let verify = |at| Pki { at: Timestamp(at), valid, ..Pki::new() }.verify();
    assert_eq!(verify(DURING.0), Ok(()));
    let (code, message) = verify(DURING.0 + 1).expect_err("the authority is not trusted then");
    assert_eq!(code, "certificate.validity");
    assert_eq!(
        message,
        "authority `https://authority.example` is trusted from 2026-01-01T00:05:00Z to \
         2026-01-01T00:05:00Z, not at 2026-01-01T00:05:01Z"
    );
}

#[test]
fn a_second_time_is_judged_by_the_same_verification() {
    let pki = Pki::new();
    let root = pki.trust_root();
    let leaf = pki.leaf();
    let paths = paths(&leaf, &root).expect("paths");
    assert!(paths.at(DURING).is_ok());
    assert!(paths.at(Timestamp(0)).is_err());
    assert!(paths.at(DURING).is_ok());
}

#[test]
fn an_anchor_need_not_be_a_root() {
    for trusted in [vec![LOWER], vec![LOWER, UPPER]] {
        assert_eq!(Pki { trusted, ..Pki::new() }.verify(), Ok(()));
    }
    let mut direct = Pki { leaf_signer: UPPER, ..Pki::new() };
    direct.leaf.issuer = name("upper");
    assert_eq!(direct.verify(), Ok(()), "any authority of the chain may issue");
}

type Case = (&'static str, fn(&mut Pki), &'static str, &'static str);

/// What is wrong with the issuer, a signature or a time; the code and part of what is said.
const WRONG_CHAINS: &[Case] = &[
    ("no issuer", |pki| pki.trusted = vec![ROOT], "certificate.issuer", "`CN=lower`, which no"),
    (
        "a gap in the chain",
        |pki| pki.trusted = vec![LOWER, ROOT],
        "certificate.issuer",
        "certificate `CN=lower` (serial 1234) is issued by `CN=upper`, which no trusted root has",
    ),
    (
        "another name",
        |pki| pki.leaf.issuer = name("Lower"),
        "certificate.issuer",
        "is issued by `CN=Lower`, which no",
    ),
    (
        "another key under the name",
        |pki| pki.leaf_signer = OTHER,
        "certificate.signature",
        "is not signed by `CN=lower`: its signature is not by the issuer's key",
    ),
    (
        "an authority by another key",
        |pki| pki.lower_signer = OTHER,
        "certificate.signature",
        "certificate `CN=lower` (serial 1234) is not signed by `CN=upper`",
    ),
    (
        "an algorithm that the key has not",
        |pki| pki.leaf.algorithm = sequence(&[made::oid("1.3.101.112")]),
        "certificate.signature",
        "is not signed by `CN=lower`",
    ),
    (
        "a key that is none",
        |pki| pki.lower.key = made::some_key(),
        "certificate.signature",
        "the issuer's key cannot be used",
    ),
    (
        "a leaf that ended",
        |pki| pki.leaf.not_after = tlv(0x17, b"260101000459Z"),
        "certificate.validity",
        "holds from 2026-01-01T00:00:00Z to 2026-01-01T00:04:59Z, not at 2026-01-01T00:05:00Z",
    ),
    (
        "a leaf that has not begun",
        |pki| pki.leaf.not_before = tlv(0x17, b"260101000501Z"),
        "certificate.validity",
        "holds from 2026-01-01T00:05:01Z",
    ),
    (
        "an issuer that ended",
        |pki| pki.lower.not_after = tlv(0x17, b"251231235959Z"),
        "certificate.validity",
        "certificate `CN=lower`",
    ),
    (
        "a root that has not begun",
        |pki| pki.root.not_before = tlv(0x17, b"260201000000Z"),
        "certificate.validity",
        "certificate `CN=root`",
    ),
];

/// Something changed, and part of what is said of it.
type Use = (&'static str, fn(&mut Pki), &'static str);

/// What a certificate of the chain is not for; all `certificate.usage`.
const WRONG_USES: &[Use] = &[
    (
        "CA is false",
        |pki| pki.lower.extensions[0] = extension("2.5.29.19", true, &sequence(&[])),
        "certificate `CN=lower` (serial 1234) is no authority",
    ),
    (
        "no constraints",
        |pki| drop(pki.lower.extensions.remove(0)),
        "`CN=lower` (serial 1234) is no",
    ),
    (
        "constraints not critical",
        |pki| {
            let authority = sequence(&[vec![1, 1, 0xff]]);
            pki.root.extensions[0] = extension("2.5.29.19", false, &authority);
        },
        "certificate `CN=root` (serial 1234) is no authority: its basic constraints are not critical",
    ),
    (
        "path length",
        |pki| pki.upper.extensions[0] = extensions::authority(Some(0)),
        "certificate `CN=upper` (serial 1234) has more authorities below it",
    ),
    (
        "path length of the root",
        |pki| pki.root.extensions[0] = extensions::authority(Some(1)),
        "certificate `CN=root` (serial 1234) has more authorities below it",
    ),
    (
        "no certificate signing",
        |pki| pki.lower.extensions[1] = extensions::key_usage(0x80),
        "`CN=lower` (serial 1234) is not for signing certificates",
    ),
    (
        "authority without key usage",
        |pki| drop(pki.upper.extensions.remove(1)),
        "`CN=upper` (serial 1234) is not for signing certificates",
    ),
    (
        "authority for another purpose",
        |pki| pki.upper.extensions.push(extensions::purposes(&[extensions::SERVER])),
        "`CN=upper` (serial 1234) may not issue certificates for this purpose",
    ),
    (
        "unknown critical extension of an authority",
        |pki| pki.upper.extensions.push(extension("1.2.3.4", true, b"")),
        "`CN=upper` (serial 1234) has the critical extension 1.2.3.4",
    ),
    (
        "unknown critical extension of the leaf",
        |pki| pki.leaf.extensions.push(extension("1.2.3.4", true, b"")),
        "main` (serial 1234) has the critical extension 1.2.3.4",
    ),
    (
        "name constraints",
        |pki| pki.lower.extensions.push(extension("2.5.29.30", false, b"")),
        "has name constraints",
    ),
    (
        "leaf for servers",
        |pki| pki.leaf.extensions[1] = extensions::purposes(&[extensions::SERVER]),
        "is not for code signing",
    ),
    ("leaf without purpose", |pki| drop(pki.leaf.extensions.remove(1)), "is not for code signing"),
    (
        "leaf without key usage",
        |pki| drop(pki.leaf.extensions.remove(0)),
        "is not for digital signatures",
    ),
    (
        "leaf for encryption",
        |pki| pki.leaf.extensions[0] = extensions::key_usage(0x20),
        "is not for digital signatures",
    ),
    (
        "leaf that is an authority",
        |pki| pki.leaf.extensions.push(extensions::authority(None)),
        "issues certificates, and so may sign nothing else",
    ),
];

#[test]
fn wrong_chains_are_refused() {
    for (what, change, code, message) in WRONG_CHAINS {
        let mut pki = Pki::new();
        assert_eq!(pki.verify(), Ok(()));
        change(&mut pki);
        let (found, said) = pki.verify().expect_err(what);
        assert_eq!(found, *code, "{what}: {said}");
        assert!(said.contains(message), "{what}: {said}");
    }
}

#[test]
fn wrong_uses_are_refused() {
    for (what, change, message) in WRONG_USES {
        let mut pki = Pki::new();
        change(&mut pki);
        let (code, said) = pki.verify().expect_err(what);
        assert_eq!(code, "certificate.usage", "{what}: {said}");
        assert!(said.contains(message), "{what}: {said}");
    }
}

#[test]
fn what_does_not_restrict_is_allowed() {
    type Allowed = (&'static str, fn(&mut Pki));
    let allowed: &[Allowed] = &[
        ("authority for code signing", |pki| {
            pki.upper.extensions.push(extensions::purposes(&[extensions::CODE_SIGNING]));
        }),
        ("authority for any purpose", |pki| {
            pki.upper.extensions.push(extensions::purposes(&["2.5.29.37.0"]));
        }),
        ("unknown extension", |pki| pki.leaf.extensions.push(extension("1.2.3.4", false, b"x"))),
        ("leaf that says it is none", |pki| {
            pki.leaf.extensions.push(extension("2.5.29.19", true, &sequence(&[])));
        }),
        ("authority issued to itself", |pki| {
            // It does not count for the path length of the root.
            pki.root.extensions[0] = extensions::authority(Some(1));
            pki.upper = Fields { subject: name("root"), ..pki.upper.clone() };
            pki.lower.issuer = name("root");
        }),
    ];
    for (what, change) in allowed {
        let mut pki = Pki::new();
        change(&mut pki);
        assert_eq!(pki.verify(), Ok(()), "{what}");
    }
}

#[test]
fn of_authorities_with_one_name_the_one_that_signed_is_found() {
    let pki = Pki::new();
    let [root, upper, lower] = pki.certificates();
    let early = Validity { start: None, end: Some(Timestamp(DURING.0 - 1)) };
    let other_key = Fields { key: KEYS[OTHER].public().spki().to_vec(), ..pki.lower.clone() };
    let other = signed(&other_key, &KEYS[UPPER]);
    let trust = trust_root(vec![
        authority(vec![other, upper.clone(), root.clone()], Validity::default()),
        authority(vec![lower.clone(), upper.clone(), root.clone()], early),
        authority(vec![lower, upper, root], Validity::default()),
    ]);
    let leaf = pki.leaf();
    let chain = verify_chain(&leaf, &trust, DURING).expect("the third");
    assert_eq!(chain.authority.valid, Validity::default());
    let before = paths(&leaf, &trust).expect("paths").at(Timestamp(1_767_225_600)).expect("early");
    assert_eq!(before.authority.valid, early, "the first chain that holds");
}

#[test]
fn a_root_that_comes_with_the_signature_is_nobody() {
    let mut pki = Pki { leaf_signer: SIGNER, ..Pki::new() };
    pki.leaf.issuer = name("");
    let trust = pki.trust_root();
    let error = verify_chain(&pki.leaf(), &trust, DURING).expect_err("it signed itself");
    assert_eq!(error.code().id, "certificate.issuer");
    let nothing = trust_root(vec![]);
    let error = verify_chain(&Pki::new().leaf(), &nothing, DURING).expect_err("nobody is trusted");
    assert_eq!(error.code().id, "certificate.issuer");
}

#[test]
fn an_identity_is_one_name() {
    let named = |names: &[Vec<u8>]| {
        let mut pki = Pki::new();
        pki.leaf.extensions[2] = extensions::names(names);
        identity(&pki.leaf())
    };
    let mail = tlv(0x81, b"signer@example.com");
    let user = extensions::user_name("1.3.6.1.4.1.57264.1.7", "user!example.com");
    for (name, kind, text) in [
        (&mail, "email", "signer@example.com"),
        (&extensions::uri(URI), "uri", URI),
        (&user, "user name", "user!example.com"),
    ] {
        let identity = named(std::slice::from_ref(name)).expect("one name");
        assert_eq!((identity.name.kind(), identity.text()), (kind, text));
        assert_eq!(identity.claims.issuer.as_deref(), Some("https://issuer.example"));
    }
    let code = |outcome: Result<_, IdentityError>| outcome.map(|_| ()).map_err(|e| e.code().id);
    assert_eq!(code(named(&[mail, user])), Err("certificate.identity"));
    assert_eq!(code(named(&[tlv(0x82, b"example.com")])), Err("certificate.identity"));
    let other = extensions::user_name("1.3.6.1.4.1.311.20.2.3", "user");
    assert_eq!(code(named(&[other])), Err("certificate.identity"));
    let mut nameless = Pki::new();
    nameless.leaf.extensions.remove(2);
    let error = identity(&nameless.leaf()).expect_err("no name");
    assert_eq!(
        error.to_string(),
        "certificate `` (serial 1234) has 0 subject alternative names, and must have one"
    );
    let mut torn = Pki::new();
    torn.leaf.extensions.push(extensions::claim(1, b"https://other.example"));
    assert_eq!(code(identity(&torn.leaf())), Err("certificate.claims"));
}
