//! Promises of certificate logs: those that hold, and each way in which one does not.

#![expect(clippy::expect_used, reason = "what is made here is well-formed")]

#[path = "../../formats/tests/common/certificate.rs"]
mod made;

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use keelmark_formats::certificate::Certificate;
use keelmark_formats::hash::sha256;
use keelmark_formats::trusted_root::{self, TrustedRoot, Validity};
use keelmark_model::Timestamp;
use keelmark_trust::certificate::{CertificateLogError, verify_chain, verify_transparency};
use keelmark_trust::root::TrustRoot;
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};
use made::{Fields, extension, tlv};

const DURING: Timestamp = Timestamp(1_767_225_900);
const PROMISES: &str = "1.3.6.1.4.1.11129.2.4.2";

/// The keys of an authority, of two logs, and of a log nobody knows.
static KEYS: LazyLock<[PrivateKey; 4]> = LazyLock::new(|| {
    [(); 4].map(|()| {
        PrivateKey::generate(KeyAlgorithm::EcdsaP256, &SystemRandom::new()).expect("a key")
    })
});

static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));

const AUTHORITY: usize = 0;
const FIRST: usize = 1;
const SECOND: usize = 2;
const UNKNOWN: usize = 3;

/// A promise to be made, right unless a case changes it.
#[derive(Clone)]
struct Promise {
    /// Whose identifier it has, and whose signature; `None` for the log that signs with RSA.
    log: Option<usize>,
    signer: Option<usize>,
    milliseconds: u64,
    extensions: Vec<u8>,
    algorithm: [u8; 2],
    /// The key of the authority it is for.
    issuer: usize,
    /// Changes the certificate it is for.
    certificate: fn(&mut Fields),
}

impl Promise {
    fn by(log: usize) -> Self {
        Self {
            log: Some(log),
            signer: Some(log),
            milliseconds: 1_767_225_700_999,
            extensions: Vec::new(),
            algorithm: [4, 3],
            issuer: AUTHORITY,
            certificate: |_| {},
        }
    }

    fn by_rsa() -> Self {
        Self { log: None, signer: None, algorithm: [4, 1], ..Self::by(FIRST) }
    }

    /// RFC 6962, section 3.2, for the certificate with these `fields`.
    fn make(&self, fields: &Fields) -> Vec<u8> {
        let mut fields = fields.clone();
        (self.certificate)(&mut fields);
        let signed = fields.to_be_signed();
        let length = u32::try_from(signed.len()).expect("short").to_be_bytes();
        let time = self.milliseconds.to_be_bytes();
        let issuer = sha256(KEYS[self.issuer].public().spki());
        let extensions = vector(&self.extensions);
        let message =
            [&[0, 0][..], &time, &[0, 1], issuer.as_bytes(), &length[1..], &signed, &extensions];
        let signature = vector(&sign(self.signer, &message.concat()));
        let id = sha256(&log_key(self.log));
        let promise =
            [&[0], id.as_bytes(), &time, &extensions, &self.algorithm, &signature].concat();
        vector(&promise)
    }
}

fn vector(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("short").to_be_bytes();
    [&length, content].concat()
}

fn sign(signer: Option<usize>, message: &[u8]) -> Vec<u8> {
    let Some(signer) = signer else {
        let mut signature = vec![0; RSA.public_modulus_len()];
        RSA.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("signs");
        return signature;
    };
    KEYS[signer].sign(message)
}

fn log_key(log: Option<usize>) -> Vec<u8> {
    let rsa = || {
        let der: PublicKeyX509Der<'_> = RSA.public_key().as_der().expect("a key in DER");
        der.as_ref().to_vec()
    };
    log.map_or_else(rsa, |log| KEYS[log].public().spki().to_vec())
}

fn log(key: Option<usize>, valid: Validity) -> trusted_root::Log {
    let details = if key.is_some() { "PKIX_ECDSA_P256_SHA_256" } else { "PKIX_RSA_PKCS1V5" };
    trusted_root::Log {
        base_url: format!("https://log.example/{key:?}"),
        operator: String::new(),
        key: log_key(key),
        key_details: details.to_owned(),
        valid,
        id: Vec::new(),
        checkpoint_key_id: Vec::new(),
    }
}

/// Two logs with ECDSA, and one with RSA; of the second, the key was in use for one second only.
fn logs() -> Vec<trusted_root::Log> {
    let second = Some(Timestamp(1_767_225_700));
    vec![
        log(Some(FIRST), Validity::default()),
        log(Some(SECOND), Validity { start: second, end: second }),
        log(None, Validity::default()),
    ]
}

fn certificate(fields: &Fields) -> Certificate {
    let signature = KEYS[AUTHORITY].sign(&fields.to_be_signed());
    Certificate::parse(&fields.signed(&signature)).expect("a certificate")
}

/// Where each promise that holds is from, and why each of the others does not.
fn verify(
    promises: &[Promise],
    logs: Vec<trusted_root::Log>,
) -> Result<(Vec<String>, Vec<&'static str>), CertificateLogError> {
    let key = |index: usize| KEYS[index].public().spki().to_vec();
    let mut fields = Fields::leaf("authority", &key(UNKNOWN), "https://example.com/workflow");
    let list: Vec<u8> = promises.iter().flat_map(|promise| promise.make(&fields)).collect();
    // In the midst, as Fulcio has it last: what stands on both sides stays as it is.
    fields.extensions.insert(2, extension(PROMISES, false, &tlv(4, &vector(&list))));
    let leaf = certificate(&fields);
    let authority =
        certificate(&Fields::authority("authority", "authority", &key(AUTHORITY), None));
    let root = TrustedRoot {
        certificate_logs: logs,
        certificate_authorities: vec![trusted_root::Authority {
            uri: String::new(),
            operator: String::new(),
            chain: vec![authority],
            valid: Validity::default(),
        }],
        ..TrustedRoot::default()
    };
    let root = TrustRoot::new(vec![("test".to_owned(), root)]).expect("a root");
    let chain = verify_chain(&leaf, &root, DURING).expect("a chain");
    let found = verify_transparency(&leaf, &chain)?;
    assert!(found.logged.iter().all(|logged| logged.time == Timestamp(1_767_225_700)));
    let logged = found.logged.iter().map(|logged| logged.log.base_url.clone()).collect();
    Ok((logged, found.ignored.iter().map(|ignored| ignored.reason).collect()))
}

/// Which of the logs hold, by their index, and why the others do not.
fn holding(promises: &[Promise]) -> Result<(Vec<String>, Vec<&'static str>), &'static str> {
    verify(promises, logs()).map_err(|error| error.code().id)
}

const FIRST_URL: &str = "https://log.example/Some(1)";
const SECOND_URL: &str = "https://log.example/Some(2)";
const RSA_URL: &str = "https://log.example/None";

#[test]
fn each_log_counts_once() {
    let (first, second, unknown) = (Promise::by(FIRST), Promise::by(SECOND), Promise::by(UNKNOWN));
    let urls = |urls: &[&str]| urls.iter().map(|url| (*url).to_owned()).collect::<Vec<_>>();
    let cases = [
        (vec![first.clone()], urls(&[FIRST_URL]), vec![]),
        (vec![second.clone(), first.clone()], urls(&[SECOND_URL, FIRST_URL]), vec![]),
        (vec![Promise::by_rsa()], urls(&[RSA_URL]), vec![]),
        (
            vec![first.clone(), Promise { extensions: b"x".to_vec(), ..first.clone() }],
            urls(&[FIRST_URL]),
            vec!["by a log that promised before"],
        ),
        (
            vec![unknown, first.clone()],
            urls(&[FIRST_URL]),
            vec!["by a log that the trusted root does not have"],
        ),
        (
            vec![Promise { signer: Some(UNKNOWN), ..first.clone() }, first],
            urls(&[FIRST_URL]),
            vec!["not signed by the log"],
        ),
    ];
    for (promises, logged, ignored) in cases {
        assert_eq!(holding(&promises), Ok((logged, ignored)));
    }
    let extended = Promise { extensions: vec![7; 300], ..Promise::by(FIRST) };
    assert_eq!(holding(&[extended]), Ok((urls(&[FIRST_URL]), vec![])));
}

#[test]
fn promises_that_do_not_hold_prove_nothing() {
    let first = Promise::by(FIRST);
    let cases = [
        (Promise::by(UNKNOWN), "by a log that the trusted root does not have"),
        (Promise { signer: Some(SECOND), ..first.clone() }, "not signed by the log"),
        (Promise { issuer: SECOND, ..first.clone() }, "not signed by the log"),
        (
            Promise {
                certificate: |fields| fields.serial = tlv(2, &[0x12, 0x35]),
                ..first.clone()
            },
            "not signed by the log",
        ),
        (Promise { algorithm: [4, 1], ..first.clone() }, "signed otherwise than the log signs"),
        (Promise { algorithm: [2, 3], ..first }, "signed otherwise than the log signs"),
        (Promise { algorithm: [4, 3], ..Promise::by_rsa() }, "signed otherwise than the log signs"),
        (Promise { signer: Some(FIRST), ..Promise::by_rsa() }, "not signed by the log"),
        (
            Promise { milliseconds: 1_767_225_699_999, ..Promise::by(SECOND) },
            "made when the log's key was not in use",
        ),
        (
            Promise { milliseconds: 1_767_225_701_000, ..Promise::by(SECOND) },
            "made when the log's key was not in use",
        ),
        (
            Promise { milliseconds: u64::MAX, ..Promise::by(SECOND) },
            "made when the log's key was not in use",
        ),
    ];
    for (promise, reason) in cases {
        let error = verify(&[promise], logs()).expect_err(reason);
        assert_eq!(error.code().id, "certificate.log", "{reason}");
        assert!(error.to_string().ends_with(reason), "{error}");
    }
}

#[test]
fn without_promises_or_logs_nothing_is_logged() {
    assert_eq!(holding(&[]), Err("certificate.unlogged"));
    let error = verify(&[Promise::by(FIRST)], Vec::new()).expect_err("no log is known");
    assert_eq!(error.code().id, "certificate.log");
}

#[test]
fn a_log_may_have_its_key_in_use_twice() {
    let early = Validity { start: None, end: Some(Timestamp(1_000)) };
    let both = vec![log(Some(FIRST), early), log(Some(FIRST), Validity::default())];
    assert!(verify(&[Promise::by(FIRST)], both).is_ok());
}

#[test]
fn a_log_of_an_unknown_kind_is_left_out_and_told() {
    let mut unknown = log(Some(FIRST), Validity::default());
    unknown.key_details = "PKIX_OF_THE_FUTURE".to_owned();
    let root = TrustedRoot { certificate_logs: vec![unknown], ..TrustedRoot::default() };
    let root = TrustRoot::new(vec![("test".to_owned(), root)]).expect("a root");
    let domain = &root.domains[0];
    assert_eq!(domain.profile, keelmark_trust::root::Profile::Transparency);
    assert!(domain.certificate_logs.is_empty());
    assert_eq!(domain.unusable_logs.len(), 1);

    let mut damaged = log(Some(FIRST), Validity::default());
    damaged.key.truncate(20);
    let root = TrustedRoot { signature_logs: vec![damaged], ..TrustedRoot::default() };
    let error = TrustRoot::new(vec![("test".to_owned(), root)]).expect_err("a damaged key");
    assert_eq!(error.code().id, "trusted-root.key");
}
