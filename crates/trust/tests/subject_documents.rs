//! Documents about one subject in an evidence folder, changed, removed and exchanged.

mod evidence;

use std::collections::BTreeSet;

use evidence::{Tally, With, described, fixture_with, key, repaired};
use keelmark_formats::evidence::layout;
use keelmark_model::{Outcome, Verdict};
use keelmark_trust::evidence::verify::Entry;
use serde_json::Value;

#[test]
fn no_changed_document_of_a_subject_is_accepted() {
    let key = key();
    let fixture = fixture_with(&key, b"one", described);
    let verdict = fixture.verify(&fixture.folder, With::Both);
    assert_eq!(verdict.outcome(), Outcome::Pass, "{:#?}", verdict.checks);
    let of_subjects: Vec<&String> = fixture
        .folder
        .keys()
        .filter(|name| layout::SubjectFiles::subject(name).is_some())
        .collect();
    assert_eq!(of_subjects.len(), 8);
    let mut tally = Tally::default();
    for name in of_subjects {
        let bytes = fixture.bytes(name);
        for at in (0..bytes.len()).step_by((bytes.len() / 60).max(1)) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x20;
            let changed = fixture.with(name, changed);
            let what = format!("{name} byte {at}");
            tally.judge(
                "byte flipped",
                &what,
                &fixture.verify(&changed, With::Key),
                &["evidence.digest"],
            );
            let verdict = fixture.verify(&repaired(&changed), With::Key);
            tally.judge("and repaired", &what, &verdict, &["evidence.statement"]);
        }
        let mut fewer = fixture.folder.clone();
        fewer.remove(name);
        tally.judge("removed", name, &fixture.verify(&fewer, With::Key), &["evidence.missing"]);
    }
    tally.finish(900);
}

#[test]
fn a_document_is_of_one_subject_that_the_index_names() {
    let key = key();
    // Signed by the right key, and of the other subject.
    let swapped =
        fixture_with(&key, b"one", |subjects| described(subjects).into_iter().rev().collect());
    let reasons = |verdict: &Verdict| {
        let codes = verdict.checks.iter().filter_map(|check| check.code).map(|code| code.id);
        codes.collect::<BTreeSet<_>>()
    };
    let verdict = swapped.verify(&swapped.folder, With::Key);
    assert_eq!(verdict.outcome(), Outcome::Fail);
    assert_eq!(reasons(&verdict), BTreeSet::from(["evidence.disagree"]));

    let fixture = fixture_with(&key, b"one", described);
    let stranger = layout::SubjectFiles::of("stranger.whl").spdx;
    let known = layout::SubjectFiles::of("demo-1.0.whl").spdx;
    let mut folder = fixture.with(&stranger, fixture.bytes(&known).to_vec());
    let mut index: Value = serde_json::from_slice(fixture.bytes(layout::INDEX)).expect("JSON");
    let artifacts = index["artifacts"].as_array_mut().expect("artifacts");
    let mut more = artifacts.iter().find(|one| one["path"] == *known).expect("listed").clone();
    more["path"] = stranger.into();
    artifacts.push(more);
    folder.insert(layout::INDEX.to_owned(), Entry::File(serde_json::to_vec(&index).expect("JSON")));
    let verdict = fixture.verify(&repaired(&folder), With::Key);
    assert!(reasons(&verdict).contains("evidence.form"), "{:?}", reasons(&verdict));
}
