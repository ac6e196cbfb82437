//! Who else saw the tree.

use keelmark_formats::note_key::{ED25519, ED25519_COSIGNATURE, NoteKey};

use super::{Case, generate, line, note_key};
use crate::log::{WitnessKey, verify_cosignatures, verify_inclusion};
use crate::{KeyAlgorithm, PrivateKey};

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
    // Without a clock, it saw the tree all the same.
    assert_eq!(found(&[cosigned("w/1", &keys[0], 0)]), Ok(vec![("w/1".to_owned(), 0)]));
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
