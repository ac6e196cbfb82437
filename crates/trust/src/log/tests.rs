//! A log of two leaves in memory, and every way its entry can be wrong.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::dsse::{Envelope, EnvelopeSignature, pre_authentication_encoding};
use keelmark_formats::hash::sha256;
use keelmark_formats::log_entry::{InclusionProof, LogEntry};
use keelmark_formats::note_key::{ED25519, ED25519_COSIGNATURE, NoteKey};
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Timestamp};
use serde_json::{Value, json};

use super::inclusion::tests::{leaf_hash, path, root};
use super::{
    LogError, WitnessKey, check_presence, distinct_logs, verify_body, verify_cosignatures,
    verify_inclusion, verify_promise,
};
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
fn promises() {
    refused(&[
        ("log.promise-missing", Case::v2, promise, |_| ()),
        ("log.time-unsigned", Case::v2, promise, |case| case.entry.integrated_time = Some(TIME)),
        ("log.time-unsigned", Case::v1, promise, |case| case.entry.promise = None),
        ("log.time-missing", Case::v1, promise, |case| {
            case.entry.integrated_time = None;
            case.promise();
        }),
        ("log.unknown", Case::v1, promise, |case| case.entry.log_id[0] ^= 1),
        ("log.unknown", Case::v1, promise, |case| case.entry.log_id.clear()),
        ("log.unknown", Case::v1, promise, |case| case.entry.log_id.truncate(3)),
        ("log.unknown", Case::v1, promise, |case| case.logs.clear()),
        ("log.promise-signature", Case::v1, promise, |case| case.entry.log_id.truncate(31)),
        ("log.promise-signature", Case::v1, promise, |case| case.entry.log_index += 1),
        ("log.promise-signature", Case::v1, promise, |case| case.entry.body.push(b' ')),
        ("log.promise-signature", Case::v1, promise, |case| {
            case.entry.promise.as_mut().unwrap()[20] ^= 1;
        }),
        ("log.promise-signature", Case::v1, promise, |case| {
            case.logs[0].key = generate(KeyAlgorithm::EcdsaP256).public().clone();
        }),
        ("log.promise-signature", Case::v1, promise, |case| {
            case.logs[0].valid.end = None;
            case.entry.integrated_time = Some(Timestamp(TIME.0 + 1));
        }),
        ("log.key-validity", Case::v1, promise, |case| {
            case.entry.integrated_time = Some(Timestamp(TIME.0 + 1));
            case.promise();
        }),
        ("log.key-validity", Case::v1, promise, |case| {
            case.entry.integrated_time = Some(Timestamp(TIME.0 - 1));
            case.promise();
        }),
    ]);
}

#[test]
fn a_key_in_use_twice_is_found_by_time() {
    let mut case = Case::v1();
    let mut earlier = case.logs[0].clone();
    earlier.valid = Validity { start: None, end: Some(Timestamp(1)) };
    case.logs.insert(0, earlier);
    let promised = verify_promise(&case.entry, &case.logs).unwrap();
    assert!(std::ptr::eq(promised.log, &case.logs[1]));
    let logs: Vec<&Log> = case.logs.iter().collect();
    assert_eq!(distinct_logs(&logs), 1);
    let other = Case::v2();
    assert_eq!(distinct_logs(&[logs[0], &other.logs[0], logs[1], &other.logs[0]]), 2);
    assert_eq!(distinct_logs(&[]), 0);
}

#[test]
fn inclusion_and_checkpoints() {
    refused(&[
        ("log.proof-missing", Case::v2, inclusion, |case| case.entry.proof = None),
        ("log.checkpoint-missing", Case::v2, inclusion, |case| case.proof().checkpoint = None),
        ("log.proof-root", Case::v2, inclusion, |case| {
            case.proof().checkpoint = None;
            case.proof().hashes[0][0] ^= 1;
        }),
        ("log.checkpoint-form", Case::v2, inclusion, |case| {
            case.proof().checkpoint = Some("x".to_owned());
        }),
        ("log.unknown", Case::v2, inclusion, |case| case.entry.log_id[0] ^= 1),
        ("log.unknown", Case::v2, inclusion, |case| case.logs.clear()),
        ("log.proof-root", Case::v2, inclusion, |case| case.entry.body.push(b' ')),
        ("log.proof-root", Case::v2, inclusion, |case| case.proof().hashes[0][0] ^= 1),
        ("log.proof-root", Case::v2, inclusion, |case| case.proof().log_index = 0),
        ("log.proof-index", Case::v2, inclusion, |case| case.proof().log_index = 2),
        ("log.proof-index", Case::v2, inclusion, |case| case.entry.log_index = 0),
        ("log.proof-index", Case::v2, inclusion, |case| case.entry.log_index = 2),
        ("log.proof-length", Case::v2, inclusion, |case| case.proof().hashes.push([0; 32])),
        ("log.proof-length", Case::v2, inclusion, |case| case.proof().hashes.clear()),
        ("log.checkpoint-root", Case::v2, inclusion, |case| case.proof().root_hash[0] ^= 1),
        ("log.checkpoint-root", Case::v2, inclusion, |case| case.proof().tree_size = 3),
        ("log.checkpoint-root", Case::v2, inclusion, |case| {
            case.resign(|text| text.replace("\n2\n", "\n3\n"));
        }),
        ("log.checkpoint-signature", Case::v2, inclusion, |case| {
            let note = case.checkpoint().replacen("\n\n", "\nextension\n\n", 1);
            case.proof().checkpoint = Some(note);
        }),
        ("log.checkpoint-signature", Case::v1, inclusion, |case| {
            let note = case.checkpoint().replacen("- 42", "- 43", 1);
            case.proof().checkpoint = Some(note);
        }),
        ("log.checkpoint-unsigned", Case::v1, inclusion, |case| {
            case.logs[0].key = generate(KeyAlgorithm::EcdsaP256).public().clone();
        }),
        ("log.checkpoint-unsigned", Case::v2, inclusion, |case| {
            case.logs[0].key = generate(KeyAlgorithm::Ed25519).public().clone();
        }),
        ("log.checkpoint-unsigned", Case::v2, inclusion, |case| {
            case.name = "another.example".to_owned();
            case.grow("another.example");
        }),
        ("log.checkpoint-origin", Case::v2, inclusion, |case| case.grow("another.example")),
        ("log.checkpoint-origin", Case::v1, inclusion, |case| case.grow("rekor.example - ")),
        ("log.checkpoint-origin", Case::v1, inclusion, |case| case.grow("rekor.example - 4x")),
        ("log.checkpoint-origin", Case::v1, inclusion, |case| case.grow("rekor.example2")),
    ]);
}

#[test]
fn every_signature_line_is_tried_and_others_are_ignored() {
    let case = Case::v2();
    let note = case.checkpoint();
    let (text, own) = note.split_once("\n\n").unwrap();
    let own_id = note_key("log.example", ED25519, &case.key).id();
    let forged = line("log.example", &own_id, &[0; 64]);
    let unknown_key = line("log.example", &[1, 2, 3, 4], &[0; 64]);
    let same_id = line("witness.example", &own_id, &[0; 64]);
    let with = |lines: &[&str]| {
        let mut entry = case.entry.clone();
        let note = format!("{text}\n\n{}", lines.concat());
        entry.proof.as_mut().unwrap().checkpoint = Some(note);
        verify_inclusion(&entry, &case.logs).map(|_| ()).map_err(|error| error.code().id)
    };
    assert_eq!(with(&[&unknown_key, &same_id, own]), Ok(()));
    assert_eq!(with(&[own, &unknown_key]), Ok(()));
    assert_eq!(with(&[&forged, own]), Ok(()));
    assert_eq!(with(&[&forged]), Err("log.checkpoint-signature"));
    assert_eq!(with(&[&same_id, &unknown_key]), Err("log.checkpoint-unsigned"));
}

#[test]
fn names_of_logs() {
    // Reached at a port, the log has it in its name.
    let mut case = Case::new(KeyAlgorithm::Ed25519, "0.0.2", "log.example:8000");
    case.logs[0].origin = "log.example".to_owned();
    case.logs[0].id = vec![0; 32];
    case.entry.log_id = vec![0; 32];
    case.entry.log_index = 1;
    case.grow("log.example:8000");
    assert_eq!(inclusion(&case), None);
    // Reached under another name than its own, the log is known by its checkpoints' key id.
    let mut case = Case::v2();
    case.logs[0].origin = "proxy.example".to_owned();
    case.logs[0].base_url = "https://proxy.example".to_owned();
    assert_eq!(inclusion(&case), None);
    case.logs[0].checkpoint_key_id = Some(std::mem::take(&mut case.logs[0].id));
    assert_eq!(inclusion(&case), None);
    case.logs[0].id = case.entry.log_id.clone();
    case.logs[0].checkpoint_key_id = Some(vec![0; 4]);
    assert_eq!(inclusion(&case).map(|error| error.code().id), Some("log.checkpoint-unsigned"));
    // An id that does not cover the name is taken of a log only that the root has by such an id.
    let mut case = Case::v2();
    let unnamed = case.key.public().fingerprint().as_bytes().to_vec();
    case.name = "another.example".to_owned();
    case.grow("another.example");
    let note = case.checkpoint();
    let text = &note[..=note.find("\n\n").unwrap()];
    let rewritten = line("another.example", &unnamed[..4], &case.key.sign(text.as_bytes()));
    case.proof().checkpoint = Some(format!("{text}\n{rewritten}"));
    assert_eq!(inclusion(&case).map(|error| error.code().id), Some("log.checkpoint-unsigned"));
    case.logs[0].id = unnamed.clone();
    case.entry.log_id = unnamed;
    assert_eq!(inclusion(&case), None);
    // A Rekor v1 calls itself by the name of its machine.
    let mut case = Case::v1();
    case.name = "rekor-0001-x".to_owned();
    case.grow("rekor-0001-x - 7");
    assert_eq!(inclusion(&case), None);
    // The entry may leave it to the checkpoint to name the log, or give four bytes of its id.
    for length in [0, 4] {
        let mut case = Case::v2();
        case.logs.insert(0, Case::v2().logs.remove(0));
        case.entry.log_id.truncate(length);
        let included = verify_inclusion(&case.entry, &case.logs).unwrap();
        assert!(std::ptr::eq(included.log, &case.logs[1]));
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
fn bodies_of_files() {
    refused(&[
        ("log.kind", Case::v1, body, |case| case.entry.kind = "rekord".to_owned()),
        ("log.body-form", Case::v1, body, |case| case.entry.version = "0.0.2".to_owned()),
        ("log.body-form", Case::v2, body, |case| case.entry.body.push(b'x')),
        ("log.body-digest", Case::v1, body, |case| case.digests = vec![sha256(b"another")]),
        ("log.body-digest", Case::v2, body, |case| case.digests = vec![sha256(b"another")]),
        ("log.digest-missing", Case::v2, body, |case| case.digests.clear()),
        ("log.digest-missing", Case::v1, body, |case| {
            case.digests = vec![Digest::new(DigestAlgorithm::Sha512, &[0; 64]).unwrap()];
        }),
        ("log.body-signature", Case::v1, body, |case| {
            case.bundle.content = Content::Message { digest: None, signature: b"gis".to_vec() };
        }),
        ("log.body-verifier", Case::v2, body, |case| {
            case.bundle.material = VerificationMaterial::Certificate { der: vec![0x30, 1, 0] };
        }),
        ("log.body-verifier", Case::v1, body, |case| {
            case.bundle.material =
                VerificationMaterial::CertificateChain(vec![vec![1], CERTIFICATE.to_vec()]);
        }),
        ("log.body-verifier", Case::v1, body, |case| {
            case.bundle.material = VerificationMaterial::PublicKey { hint: None };
        }),
    ]);
    let mut case = Case::v1();
    case.bundle.material =
        VerificationMaterial::CertificateChain(vec![CERTIFICATE.to_vec(), vec![1]]);
    assert_eq!(body(&case), None);
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

#[test]
fn bodies_by_a_key() {
    let mut case = Case::v2();
    case.bundle.material = VerificationMaterial::PublicKey { hint: None };
    let (own, other) = (case.key.public().clone(), generate(KeyAlgorithm::EcdsaP256));
    let verifier = json!({ "publicKey": { "rawBytes": base64(own.spki()) } });
    case.edit_body(|body| {
        body["spec"]["hashedRekordV002"]["signature"]["verifier"] = verifier.clone();
    });
    let found = |key| {
        let found = verify_body(&case.entry, &case.bundle, key, &case.digests);
        found.map(|_| ()).map_err(|error| error.code().id)
    };
    assert_eq!(found(Some(&own)), Ok(()));
    assert_eq!(found(Some(other.public())), Err("log.body-verifier"));
    assert_eq!(found(None), Err("log.body-verifier"));
    case.bundle.material = VerificationMaterial::Certificate { der: own.spki().to_vec() };
    let found = verify_body(&case.entry, &case.bundle, Some(&own), &case.digests);
    assert_eq!(found.unwrap_err().code().id, "log.body-verifier");
}

/// A bundle with an envelope, and an entry that records it as `dsse`, `intoto` or `hashedrekord`.
fn envelope(kind: &str, version: &str) -> Case {
    let mut case = Case::new(KeyAlgorithm::Ed25519, version, "log.example");
    let (pem, sig, payload) = (base64(PEM.as_bytes()), base64(b"sig"), sha256(b"{}"));
    let hex = |digest: Digest| json!({ "algorithm": "sha256", "value": digest.hex() });
    let pae = sha256(&pre_authentication_encoding("text/plain", b"{}"));
    let spec = match kind {
        "dsse" => {
            json!({ "envelopeHash": hex(sha256(b"whatever was sent")), "payloadHash": hex(payload),
            "signatures": [{ "signature": sig, "verifier": pem }] })
        }
        "intoto" => json!({ "content": { "payloadHash": hex(payload), "envelope": {
            "payloadType": "text/plain",
            "signatures": [{ "publicKey": pem, "sig": base64(sig.as_bytes()) }] } } }),
        _ => json!({ "data": { "hash": hex(pae) },
            "signature": { "content": sig, "publicKey": { "content": pem } } }),
    };
    let record = json!({ "apiVersion": version, "kind": kind, "spec": spec });
    case.entry.body = serde_json::to_vec(&record).unwrap();
    case.entry.kind = kind.to_owned();
    case.bundle.content = Content::Dsse(Envelope {
        payload_type: "text/plain".to_owned(),
        payload: b"{}".to_vec(),
        signatures: vec![EnvelopeSignature { key_id: None, signature: b"sig".to_vec() }],
    });
    case.digests.clear();
    case
}

fn change_envelope(case: &mut Case, change: impl Fn(&mut Envelope)) {
    let Content::Dsse(envelope) = &mut case.bundle.content else { panic!("an envelope") };
    change(envelope);
}

#[test]
fn bodies_of_envelopes() {
    const DSSE: fn() -> Case = || envelope("dsse", "0.0.1");
    const INTOTO: fn() -> Case = || envelope("intoto", "0.0.2");
    const HASHEDREKORD: fn() -> Case = || envelope("hashedrekord", "0.0.1");
    for make in [DSSE, INTOTO, HASHEDREKORD] {
        assert_eq!(body(&make()), None);
        refused(&[
            ("log.body-digest", make, body, |case| {
                change_envelope(case, |envelope| envelope.payload.push(b' '));
            }),
            ("log.body-signature", make, body, |case| {
                change_envelope(case, |envelope| envelope.signatures[0].signature.push(0));
            }),
            ("log.body-signature", make, body, |case| {
                change_envelope(case, |envelope| {
                    envelope.signatures.push(envelope.signatures[0].clone());
                });
            }),
            ("log.body-verifier", make, body, |case| {
                case.bundle.material = VerificationMaterial::Certificate { der: vec![0x30, 1, 0] };
            }),
        ]);
    }
    refused(&[
        ("log.body-content", INTOTO, body, |case| {
            change_envelope(case, |envelope| envelope.payload_type.push('x'));
        }),
        ("log.body-digest", HASHEDREKORD, body, |case| {
            change_envelope(case, |envelope| envelope.payload_type.push('x'));
        }),
        ("log.body-content", DSSE, body, |case| {
            case.bundle.content = Content::Message { digest: None, signature: b"sig".to_vec() };
        }),
        ("log.body-signature", DSSE, body, |case| {
            case.edit_body(|body| {
                let signatures = body["spec"]["signatures"].as_array_mut().unwrap();
                signatures.push(signatures[0].clone());
            });
        }),
    ]);
}

#[test]
fn witnesses() {
    let case = Case::v2();
    let note = case.checkpoint();
    let text = &note[..=note.find("\n\n").unwrap()];
    let keys = [(); 3].map(|()| generate(KeyAlgorithm::Ed25519));
    let cosigned = |name: &str, key: &PrivateKey, time: u64| {
        let message = format!("cosignature/v1\ntime {time}\n{text}");
        let signature = [&time.to_be_bytes()[..], &key.sign(message.as_bytes())].concat();
        line(name, &note_key(name, ED25519_COSIGNATURE, key).id(), &signature)
    };
    let witness = |name: &str, key: &PrivateKey| {
        WitnessKey::parse(&note_key(name, ED25519_COSIGNATURE, key).render()).unwrap()
    };
    let known =
        [witness("w/1", &keys[0]), witness("w/2", &keys[1]), witness("w/1-again", &keys[0])];
    let found = |lines: &[String]| {
        let mut entry = case.entry.clone();
        entry.proof.as_mut().unwrap().checkpoint = Some(format!("{note}{}", lines.concat()));
        let included = verify_inclusion(&entry, &case.logs).unwrap();
        let found = verify_cosignatures(&included.checkpoint, &known);
        found
            .map(|all| all.iter().map(|one| (one.witness.name().to_owned(), one.time.0)).collect())
            .map_err(|error| error.code().id)
    };
    let (one, two) = (("w/1".to_owned(), 5), ("w/2".to_owned(), 7));
    let unknown = cosigned("w/3", &keys[2], 1);
    assert_eq!(found(std::slice::from_ref(&unknown)), Ok(vec![]));
    let lines = [cosigned("w/2", &keys[1], 7), unknown, cosigned("w/1", &keys[0], 5)];
    assert_eq!(found(&lines), Ok(vec![one.clone(), two]));
    // Repeated, later, and under another name: one witness all the same.
    let lines = [
        cosigned("w/1", &keys[0], 9),
        cosigned("w/1", &keys[0], 5),
        cosigned("w/1", &keys[0], 5),
        cosigned("w/1-again", &keys[0], 6),
    ];
    assert_eq!(found(&lines), Ok(vec![one]));
    let id = note_key("w/1", ED25519_COSIGNATURE, &keys[0]).id();
    let far = cosigned("w/1", &keys[0], 1 << 63);
    let plain = line("w/1", &id, &keys[0].sign(text.as_bytes()));
    for wrong in [line("w/1", &id, &[0; 72]), line("w/1", &id, &[0; 7]), plain, far] {
        assert_eq!(found(&[wrong]), Err("log.cosignature"));
    }
}

#[test]
fn what_is_no_witness() {
    let key = generate(KeyAlgorithm::Ed25519);
    for (line, code) in [
        ("x".to_owned(), "log.witness-key"),
        (note_key("w", ED25519, &key).render(), "log.witness-key"),
        (NoteKey { key: vec![1; 31], ..note_key("w", 4, &key) }.render(), "key.format"),
    ] {
        assert_eq!(WitnessKey::parse(&line).unwrap_err().code().id, code, "{line}");
    }
}
