//! A log of two leaves in memory, and every way its entry can be wrong.

mod body;
mod inclusion;
mod promise;
mod witness;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::hash::sha256;
use keelmark_formats::log_entry::{InclusionProof, LogEntry};
use keelmark_formats::note_key::{ED25519, NoteKey};
use keelmark_model::{Digest, Outcome, Timestamp};
use serde_json::{Value, json};

use super::inclusion::tests::{leaf_hash, path, root};
use super::{LogError, check_presence, verify_body, verify_inclusion, verify_promise};
use crate::key::KeyType;
use crate::root::{Log, Validity};
use crate::{KeyAlgorithm, PrivateKey, SystemRandom};

const TIME: Timestamp = Timestamp(1_700_000_000);
const CERTIFICATE: &[u8] = &[0x30, 0];
const PEM: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

/// A log, its only entry of interest, and the bundle that has it.
struct Case {
    key: PrivateKey,
    logs: Vec<Log>,
    name: String,
    bundle: Bundle,
    entry: LogEntry,
    digests: Vec<Digest>,
}

fn generate(algorithm: KeyAlgorithm) -> PrivateKey {
    PrivateKey::generate(algorithm, &SystemRandom::new()).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The key's name for notes.
fn note_key(name: &str, signature_type: u8, key: &PrivateKey) -> NoteKey {
    let key = key.public().raw().to_vec();
    NoteKey { name: name.to_owned(), signature_type, key }
}

fn line(name: &str, id: &[u8], signature: &[u8]) -> String {
    format!("\u{2014} {name} {}\n", base64(&[id, signature].concat()))
}

impl Case {
    /// As Rekor v1 makes it: ECDSA, a promise, places that differ, a tree's number in the origin.
    fn v1() -> Self {
        let mut case = Self::new(KeyAlgorithm::EcdsaP256, "0.0.1", "rekor.example");
        case.entry.body = serde_json::to_vec(&json!({
            "apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
                "data": { "hash": { "algorithm": "sha256", "value": sha256(b"artifact").hex() } },
                "signature": { "content": base64(b"sig"), "publicKey": { "content": base64(PEM.as_bytes()) } } }
        }))
        .unwrap();
        case.entry.log_index = 1_000_001;
        case.entry.integrated_time = Some(TIME);
        case.grow("rekor.example - 42");
        case.promise();
        case
    }

    /// As Rekor v2 makes it: Ed25519, no promise.
    fn v2() -> Self {
        let mut case = Self::new(KeyAlgorithm::Ed25519, "0.0.2", "log.example");
        case.entry.body = serde_json::to_vec(&json!({
            "apiVersion": "0.0.2", "kind": "hashedrekord", "spec": { "hashedRekordV002": {
                "data": { "algorithm": "SHA2_256", "digest": base64(sha256(b"artifact").as_bytes()) },
                "signature": { "content": base64(b"sig"), "verifier": {
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": { "rawBytes": "MAA=" } } } } }
        }))
        .unwrap();
        case.entry.log_index = 1;
        case.grow("log.example");
        case
    }

    fn new(algorithm: KeyAlgorithm, version: &str, name: &str) -> Self {
        let key = generate(algorithm);
        let id = match algorithm {
            KeyAlgorithm::EcdsaP256 => key.public().fingerprint().as_bytes().to_vec(),
            KeyAlgorithm::Ed25519 => {
                let message = [name.as_bytes(), b"\n\x01", key.public().raw()].concat();
                sha256(&message).as_bytes().to_vec()
            }
        };
        let log = Log {
            base_url: format!("https://{name}/"),
            key: key.public().clone(),
            scheme: key.public().default_scheme(),
            id: id.clone(),
            checkpoint_key_id: None,
            origin: name.to_owned(),
            valid: Validity { start: Some(TIME), end: Some(TIME) },
        };
        let entry = LogEntry {
            log_index: 0,
            log_id: id,
            kind: "hashedrekord".to_owned(),
            version: version.to_owned(),
            integrated_time: None,
            promise: None,
            proof: None,
            body: Vec::new(),
        };
        let bundle = Bundle {
            media_type: MediaType::V03,
            material: VerificationMaterial::Certificate { der: CERTIFICATE.to_vec() },
            content: Content::Message { digest: None, signature: b"sig".to_vec() },
            log_entries: Vec::new(),
            timestamps: Vec::new(),
        };
        let digests = vec![sha256(b"artifact")];
        Self { key, logs: vec![log], name: name.to_owned(), bundle, entry, digests }
    }

    /// Puts the body after another leaf and has the log sign the tree as `origin`.
    fn grow(&mut self, origin: &str) {
        let leaves = [leaf_hash(b"first"), leaf_hash(&self.entry.body)];
        let root_hash = root(&leaves);
        let text = format!("{origin}\n2\n{}\n", base64(&root_hash));
        let checkpoint = self.signed(&text, &self.name);
        self.entry.proof = Some(InclusionProof {
            log_index: 1,
            tree_size: 2,
            root_hash,
            hashes: path(1, &leaves),
            checkpoint: Some(checkpoint),
        });
    }

    /// A note of `text` signed by the log as `name`.
    fn signed(&self, text: &str, name: &str) -> String {
        let id = match self.key.public().key_type() {
            KeyType::Ecdsa(_) => self.key.public().fingerprint().as_bytes()[..4].to_vec(),
            _ => note_key(name, ED25519, &self.key).id().to_vec(),
        };
        format!("{text}\n{}", line(name, &id, &self.key.sign(text.as_bytes())))
    }

    fn promise(&mut self) {
        let id: String = self.entry.log_id.iter().map(|byte| format!("{byte:02x}")).collect();
        let time = self.entry.integrated_time.map_or(0, |time| time.0);
        // serde_json sorts keys and writes no white space, which is RFC 8785 for such values.
        let message = json!({ "body": base64(&self.entry.body), "integratedTime": time, "logID": id,
            "logIndex": self.entry.log_index });
        self.entry.promise = Some(self.key.sign(message.to_string().as_bytes()));
    }

    fn proof(&mut self) -> &mut InclusionProof {
        self.entry.proof.as_mut().unwrap()
    }

    fn checkpoint(&self) -> String {
        self.entry.proof.as_ref().unwrap().checkpoint.clone().unwrap()
    }

    /// Has the log sign a text that `change` makes of the checkpoint's.
    fn resign(&mut self, change: impl Fn(&str) -> String) {
        let note = self.checkpoint();
        let text = change(&note[..=note.find("\n\n").unwrap()]);
        let note = self.signed(&text, &self.name.clone());
        self.proof().checkpoint = Some(note);
    }

    fn edit_body(&mut self, change: impl Fn(&mut Value)) {
        let mut body: Value = serde_json::from_slice(&self.entry.body).unwrap();
        change(&mut body);
        self.entry.body = serde_json::to_vec(&body).unwrap();
    }
}

/// What is checked of an entry; each gives the first error there is.
fn promise(case: &Case) -> Option<LogError> {
    verify_promise(&case.entry, &case.logs).err()
}

fn inclusion(case: &Case) -> Option<LogError> {
    verify_inclusion(&case.entry, &case.logs).err()
}

fn body(case: &Case) -> Option<LogError> {
    verify_body(&case.entry, &case.bundle, None, &case.digests).err()
}

fn presence(case: &Case) -> Option<LogError> {
    check_presence(case.bundle.media_type, &case.entry).err()
}

type Check = fn(&Case) -> Option<LogError>;
type Row = (&'static str, fn() -> Case, Check, fn(&mut Case));

/// Runs rows of code, case, check and what is done to the case before.
fn refused(rows: &[Row]) {
    for (at, (code, make, check, change)) in rows.iter().enumerate() {
        let mut case = make();
        change(&mut case);
        let found = check(&case);
        assert_eq!(found.as_ref().map(|error| error.code().id), Some(*code), "row {at}: {found:?}");
    }
}

#[test]
fn what_holds() {
    let case = Case::v1();
    let promised = verify_promise(&case.entry, &case.logs).unwrap();
    assert_eq!((promised.index, promised.time), (1_000_001, TIME));
    assert!(std::ptr::eq(promised.log, &case.logs[0]));
    for case in [case, Case::v2()] {
        let included = verify_inclusion(&case.entry, &case.logs).unwrap();
        assert_eq!((included.index, included.checkpoint.size), (1, 2));
        assert!(std::ptr::eq(included.log, &case.logs[0]));
        assert_eq!((body(&case), presence(&case)), (None, None));
    }
}

#[test]
fn versions_of_bundles() {
    refused(&[
        ("log.promise-missing", Case::v2, presence, |case| case.bundle.media_type = MediaType::V01),
        ("log.proof-missing", Case::v1, presence, |case| case.entry.proof = None),
        ("log.checkpoint-missing", Case::v1, presence, |case| case.proof().checkpoint = None),
        ("log.proof-missing", Case::v1, presence, |case| {
            case.bundle.media_type = MediaType::V02;
            case.entry.proof = None;
        }),
    ]);
    // A v0.3 bundle stripped of its proof and relabelled passes for a v0.1, but has no proof.
    let mut case = Case::v1();
    case.bundle.media_type = MediaType::V01;
    case.entry.proof = None;
    assert_eq!(presence(&case), None);
    assert_eq!(inclusion(&case).map(|error| error.code().id), Some("log.proof-missing"));
}

#[test]
fn what_could_not_be_decided_is_not_called_false() {
    let mut case = Case::v1();
    case.entry.kind = "rekord".to_owned();
    assert_eq!(body(&case).map(|error| error.outcome()), Some(Outcome::Unknown));
    case.entry.kind = "dsse".to_owned();
    assert_eq!(body(&case).map(|error| error.outcome()), Some(Outcome::Fail));
    case.logs.clear();
    assert_eq!(promise(&case).map(|error| error.outcome()), Some(Outcome::Unknown));
}
