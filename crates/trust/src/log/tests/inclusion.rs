//! Trees that have the entry, and whose they are.

use keelmark_formats::note_key::ED25519;

use super::{Case, generate, inclusion, line, note_key, refused};
use crate::KeyAlgorithm;
use crate::log::verify_inclusion;

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
