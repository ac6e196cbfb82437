//! A Sigstore of one's own: an authority, a certificate log, a Rekor of each version, timestamping
//! authorities and witnesses. What it makes is right; a test changes what should not hold.
//!
//! Everything is of the first hour of 2026, when [`MIDNIGHT`] is long past.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test that includes this uses another part of it, and lints see no test in it"
)]

pub(crate) mod case;
#[path = "../../../formats/tests/common/certificate.rs"]
pub(crate) mod made;

mod token;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::certificate::Certificate;
use keelmark_formats::dsse::{Envelope, EnvelopeSignature, pre_authentication_head};
use keelmark_formats::hash::sha256;
use keelmark_formats::log_entry::{InclusionProof, LogEntry};
use keelmark_formats::note_key::{ED25519, ED25519_COSIGNATURE, NoteKey};
use keelmark_formats::trusted_root::{self, TrustedRoot, Validity};
use keelmark_model::{Digest, Timestamp};
use keelmark_trust::log::WitnessKey;
use keelmark_trust::{KeyAlgorithm, KeyType, PrivateKey, SystemRandom};
use made::{Fields, extension, tlv};
use serde_json::json;

/// 2026-01-01T00:00:00Z, from which certificates of signers hold for ten minutes.
pub(crate) const MIDNIGHT: i64 = 1_767_225_600;

/// When everything is signed, unless said otherwise.
pub(crate) const DURING: Timestamp = Timestamp(MIDNIGHT + 300);

pub(crate) const ARTIFACT: &[u8] = b"the artifact\n";

pub(crate) fn generate(algorithm: KeyAlgorithm) -> PrivateKey {
    PrivateKey::generate(algorithm, &SystemRandom::new()).unwrap()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// An operator of all that a trusted root lists.
pub(crate) struct Operator {
    pub(crate) name: String,
    authority: PrivateKey,
    certificate_log: PrivateKey,
    rekor: PrivateKey,
    tiles: PrivateKey,
    clocks: [PrivateKey; 2],
}

/// Who signs, and the certificate to be issued.
pub(crate) struct Signing {
    pub(crate) key: PrivateKey,
    pub(crate) fields: Fields,
}

impl Operator {
    pub(crate) fn new(name: &str) -> Self {
        let ecdsa = || generate(KeyAlgorithm::EcdsaP256);
        Self {
            name: name.to_owned(),
            authority: ecdsa(),
            certificate_log: ecdsa(),
            rekor: ecdsa(),
            tiles: generate(KeyAlgorithm::Ed25519),
            clocks: [ecdsa(), ecdsa()],
        }
    }

    pub(crate) fn trusted_root(&self) -> TrustedRoot {
        let spki = |key: &PrivateKey| key.public().spki().to_vec();
        let authority = self.authority_certificate();
        let clocks = self.clocks.iter().enumerate();
        TrustedRoot {
            signature_logs: vec![
                log(&self.rekor_host(), &self.rekor),
                log(&self.tiles_host(), &self.tiles),
            ],
            certificate_logs: vec![log(&format!("ct.{}", self.name), &self.certificate_log)],
            certificate_authorities: vec![list(vec![authority])],
            timestamp_authorities: clocks
                .map(|(at, key)| list(token::chain(&self.clock_name(at), &spki(key), key)))
                .collect(),
        }
    }

    pub(crate) fn rekor_host(&self) -> String {
        format!("rekor.{}", self.name)
    }

    pub(crate) fn tiles_host(&self) -> String {
        format!("tiles.{}", self.name)
    }

    pub(crate) fn clock_name(&self, at: usize) -> String {
        format!("clock {at} of {}", self.name)
    }

    fn authority_name(&self) -> String {
        format!("authority of {}", self.name)
    }

    pub(crate) fn authority_certificate(&self) -> Certificate {
        let name = self.authority_name();
        let fields = Fields::authority(&name, &name, self.authority.public().spki(), None);
        let der = fields.signed(&self.authority.sign(&fields.to_be_signed()));
        Certificate::parse(&der).unwrap()
    }

    /// A signer with `identity`, whose certificate is not issued yet.
    pub(crate) fn signing(&self, identity: &str) -> Signing {
        let key = generate(KeyAlgorithm::EcdsaP256);
        let fields = Fields::leaf(&self.authority_name(), key.public().spki(), identity);
        Signing { key, fields }
    }

    /// Issues the certificate, with a promise by this operator's certificate log.
    pub(crate) fn issue(&self, fields: &Fields) -> Vec<u8> {
        self.issue_promised(fields, self)
    }

    /// Issues the certificate with a promise by another's certificate log.
    pub(crate) fn issue_promised(&self, fields: &Fields, by: &Self) -> Vec<u8> {
        let mut fields = fields.clone();
        let promise =
            by.certificate_promise(&fields.to_be_signed(), self.authority.public().spki());
        fields.extensions.push(extension(
            "1.3.6.1.4.1.11129.2.4.2",
            false,
            &tlv(4, &vector(&promise)),
        ));
        fields.signed(&self.authority.sign(&fields.to_be_signed()))
    }

    /// RFC 6962, section 3.2.
    fn certificate_promise(&self, signed: &[u8], issuer: &[u8]) -> Vec<u8> {
        let length = u32::try_from(signed.len()).unwrap().to_be_bytes();
        let time = (u64::try_from(DURING.0).unwrap() * 1000).to_be_bytes();
        let issuer = sha256(issuer);
        let message =
            [&[0, 0][..], &time, &[0, 1], issuer.as_bytes(), &length[1..], signed, &[0, 0]];
        let signature = vector(&self.certificate_log.sign(&message.concat()));
        let id = self.certificate_log.public().fingerprint();
        vector(&[&[0], id.as_bytes(), &time, &[0, 0], &[4, 3], &signature[..]].concat())
    }

    /// The entry of a bundle's signature in Rekor v1: promised, and second of two leaves.
    pub(crate) fn rekor_entry(&self, bundle: &Bundle, at: Timestamp) -> LogEntry {
        let (digest, signature) = signed_content(bundle);
        let (label, der) = verifier(bundle);
        let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines(&der));
        let body = json!({ "apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
            "data": { "hash": { "algorithm": "sha256", "value": digest.hex() } },
            "signature": { "content": base64(&signature),
                "publicKey": { "content": base64(pem.as_bytes()) } } } });
        let mut entry = entry("0.0.1", body.to_string().into_bytes());
        entry.log_index = 1_000_001;
        entry.log_id = self.rekor.public().fingerprint().as_bytes().to_vec();
        entry.integrated_time = Some(at);
        self.promise(&mut entry);
        let host = self.rekor_host();
        self.include(&mut entry, &format!("{host} - 7"), &[]);
        entry
    }

    /// Signs the promise of a Rekor v1 anew.
    pub(crate) fn promise(&self, entry: &mut LogEntry) {
        let id: String = entry.log_id.iter().map(|byte| format!("{byte:02x}")).collect();
        let time = entry.integrated_time.map_or(0, |time| time.0);
        let message = json!({ "body": base64(&entry.body), "integratedTime": time, "logID": id,
            "logIndex": entry.log_index });
        entry.promise = Some(self.rekor.sign(message.to_string().as_bytes()));
    }

    /// The entry of a bundle's signature in Rekor v2, seen by `witnesses`.
    pub(crate) fn tiles_entry(&self, bundle: &Bundle, witnesses: &[Witness]) -> LogEntry {
        let (digest, signature) = signed_content(bundle);
        let (label, der) = verifier(bundle);
        let mut verifier = json!({ "keyDetails": "PKIX_ECDSA_P256_SHA_256" });
        let kind = if label == "CERTIFICATE" { "x509Certificate" } else { "publicKey" };
        verifier[kind] = json!({ "rawBytes": base64(&der) });
        let body = json!({ "apiVersion": "0.0.2", "kind": "hashedrekord", "spec": {
            "hashedRekordV002": {
                "data": { "algorithm": "SHA2_256", "digest": base64(digest.as_bytes()) },
                "signature": { "content": base64(&signature), "verifier": verifier } } } });
        let mut entry = entry("0.0.2", body.to_string().into_bytes());
        entry.log_index = 1;
        entry.log_id =
            sha256(&[self.tiles_host().as_bytes(), b"\n\x01", raw(&self.tiles)].concat())
                .as_bytes()
                .to_vec();
        self.include(&mut entry, &self.tiles_host(), witnesses);
        entry
    }

    /// Puts the entry second into a tree of two, and signs the checkpoint with the log of `origin`.
    fn include(&self, entry: &mut LogEntry, origin: &str, witnesses: &[Witness]) {
        let hash = |parts: &[&[u8]]| -> [u8; 32] {
            sha256(&parts.concat()).as_bytes().try_into().unwrap()
        };
        let first = hash(&[&[0], b"another"]);
        let root_hash = hash(&[&[1], &first, &hash(&[&[0], &entry.body])]);
        let text = format!("{origin}\n2\n{}\n", base64(&root_hash));
        let is_rekor = origin.starts_with("rekor.");
        let key = if is_rekor { &self.rekor } else { &self.tiles };
        let name = if is_rekor { self.rekor_host() } else { self.tiles_host() };
        let id = match is_rekor {
            true => key.public().fingerprint().as_bytes()[..4].to_vec(),
            false => note_key(&name, ED25519, key).id().to_vec(),
        };
        let mut note = format!("{text}\n{}", line(&name, &id, &key.sign(text.as_bytes())));
        note.extend(witnesses.iter().map(|witness| witness.sign(&text)));
        let (hashes, checkpoint) = (vec![first], Some(note));
        entry.proof =
            Some(InclusionProof { log_index: 1, tree_size: 2, root_hash, hashes, checkpoint });
    }

    /// A timestamp over a bundle's signature by one of the two authorities.
    pub(crate) fn stamp(&self, bundle: &Bundle, clock: usize, at: Timestamp) -> Vec<u8> {
        let (_, signature) = signed_content(bundle);
        token::token(&self.clock_name(clock), &self.clocks[clock], &signature, at)
    }
}

impl Signing {
    /// A bundle with a statement about the artifact, without any proof of time.
    pub(crate) fn statement(&self, der: Vec<u8>, statement: Vec<u8>) -> Bundle {
        let payload_type = "application/vnd.in-toto+json".to_owned();
        let message = encoded(&payload_type, &statement);
        let signatures =
            vec![EnvelopeSignature { key_id: None, signature: self.key.sign(&message) }];
        let content = Content::Dsse(Envelope { payload_type, payload: statement, signatures });
        self.bundle(der, content)
    }

    /// A bundle with a signature over the artifact, without any proof of time.
    pub(crate) fn message(&self, der: Vec<u8>) -> Bundle {
        let digest = Some(sha256(ARTIFACT));
        self.bundle(der, Content::Message { digest, signature: self.key.sign(ARTIFACT) })
    }

    fn bundle(&self, der: Vec<u8>, content: Content) -> Bundle {
        let material = VerificationMaterial::Certificate { der };
        let (log_entries, timestamps) = (Vec::new(), Vec::new());
        Bundle { media_type: MediaType::V03, material, content, log_entries, timestamps }
    }
}

/// Who cosigns checkpoints.
pub(crate) struct Witness {
    name: &'static str,
    key: PrivateKey,
    pub(crate) at: Timestamp,
}

impl Witness {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, key: generate(KeyAlgorithm::Ed25519), at: DURING }
    }

    pub(crate) fn key(&self) -> WitnessKey {
        WitnessKey::parse(&note_key(self.name, ED25519_COSIGNATURE, &self.key).render()).unwrap()
    }

    fn sign(&self, text: &str) -> String {
        let message = format!("cosignature/v1\ntime {}\n{text}", self.at.0);
        let time = u64::try_from(self.at.0).unwrap().to_be_bytes();
        let signature = [&time[..], &self.key.sign(message.as_bytes())].concat();
        line(self.name, &note_key(self.name, ED25519_COSIGNATURE, &self.key).id(), &signature)
    }
}

fn log(host: &str, key: &PrivateKey) -> trusted_root::Log {
    let is_ed25519 = key.public().key_type() == KeyType::Ed25519;
    trusted_root::Log {
        base_url: format!("https://{host}"),
        operator: String::new(),
        key: key.public().spki().to_vec(),
        key_details: if is_ed25519 { "PKIX_ED25519" } else { "PKIX_ECDSA_P256_SHA_256" }.to_owned(),
        valid: Validity::default(),
        id: match is_ed25519 {
            true => {
                let message = [host.as_bytes(), b"\n\x01", raw(key)].concat();
                sha256(&message).as_bytes().to_vec()
            }
            false => Vec::new(),
        },
        checkpoint_key_id: Vec::new(),
    }
}

fn list(chain: Vec<Certificate>) -> trusted_root::Authority {
    let uri = format!("https://{}", chain[0].subject_text());
    trusted_root::Authority { uri, operator: String::new(), chain, valid: Validity::default() }
}

fn entry(version: &str, body: Vec<u8>) -> LogEntry {
    LogEntry {
        log_index: 0,
        log_id: Vec::new(),
        kind: "hashedrekord".to_owned(),
        version: version.to_owned(),
        integrated_time: None,
        promise: None,
        proof: None,
        body,
    }
}

/// What an envelope's signature is over.
fn encoded(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    [pre_authentication_head(payload_type, payload).as_bytes(), payload].concat()
}

/// Digest of what a bundle's signature is over, and the signature.
fn signed_content(bundle: &Bundle) -> (Digest, Vec<u8>) {
    match &bundle.content {
        Content::Dsse(envelope) => {
            let message = encoded(&envelope.payload_type, &envelope.payload);
            (sha256(&message), envelope.signatures[0].signature.clone())
        }
        Content::Message { signature, .. } => (sha256(ARTIFACT), signature.clone()),
    }
}

/// What a log keeps of the signer: the PEM label and DER of a certificate or key.
fn verifier(bundle: &Bundle) -> (&'static str, Vec<u8>) {
    match &bundle.material {
        VerificationMaterial::Certificate { der } => ("CERTIFICATE", der.clone()),
        VerificationMaterial::CertificateChain(chain) => ("CERTIFICATE", chain[0].clone()),
        // The test's own way to say which key it is: the hint is the key.
        VerificationMaterial::PublicKey { hint } => {
            ("PUBLIC KEY", STANDARD.decode(hint.as_deref().unwrap_or_default()).unwrap())
        }
    }
}

fn lines(der: &[u8]) -> String {
    let text = base64(der);
    let lines = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The 32 bytes of an Ed25519 key, with which its SubjectPublicKeyInfo ends.
fn raw(key: &PrivateKey) -> &[u8] {
    key.public().spki().last_chunk::<32>().unwrap()
}

fn note_key(name: &str, signature_type: u8, key: &PrivateKey) -> NoteKey {
    NoteKey { name: name.to_owned(), signature_type, key: raw(key).to_vec() }
}

fn line(name: &str, id: &[u8], signature: &[u8]) -> String {
    format!("\u{2014} {name} {}\n", base64(&[id, signature].concat()))
}

fn vector(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&length, content].concat()
}
