//! Every way to change an evidence folder, and the reason each is refused for.
#![expect(clippy::expect_used, reason = "a test stops where it cannot go on")]

mod evidence;

use std::collections::BTreeSet;

use evidence::{Tally, With, fixture, key, repaired, subject};
use keelmark_formats::evidence::layout;
use keelmark_model::{Outcome, Subject};
use keelmark_trust::evidence::verify::{Entry, Expectation, SubjectScope, TrustedKey, verify};
use serde_json::Value;

/// Files the index lists, by the role that decides why a change is refused.
fn reasons(name: &str) -> &'static [&'static str] {
    match name {
        layout::INDEX => &[
            "evidence.form",
            "evidence.schema",
            "evidence.statement",
            "hmac.file",
            "document.syntax",
            "document.shape",
            "document.encoding",
            "document.empty",
        ],
        layout::CHECKSUMS | layout::INDEX_BUNDLE | layout::INDEX_HMAC => &["evidence.checksums"],
        _ => &["evidence.digest"],
    }
}

#[test]
fn unchanged_folder_is_verified() {
    let key = key();
    let fixture = fixture(&key, b"one");
    for with in [With::Key, With::Secret, With::Both] {
        let verdict = fixture.verify(&fixture.folder, with);
        assert_eq!(verdict.outcome(), Outcome::Pass, "{with:?} {:#?}", verdict.checks);
    }
}

#[test]
fn no_changed_byte_is_accepted() {
    let key = key();
    let fixture = fixture(&key, b"one");
    let mut tally = Tally::default();
    for name in fixture.folder.keys() {
        let bytes = fixture.bytes(name);
        // Every byte of small files, an even sample of larger ones.
        let step = (bytes.len() / 900).max(1);
        for at in (0..bytes.len()).step_by(step) {
            for flip in [0x01, 0x20, 0x80] {
                let mut changed = bytes.to_vec();
                changed[at] ^= flip;
                let verdict = fixture.verify(&fixture.with(name, changed), With::Both);
                let what = format!("{name} byte {at} ^ {flip:#x}");
                tally.judge("byte flipped", &what, &verdict, reasons(name));
            }
        }
    }
    tally.finish(10_000);
}

#[test]
fn no_cut_or_grown_file_is_accepted() {
    let key = key();
    let fixture = fixture(&key, b"one");
    let mut tally = Tally::default();
    for name in fixture.folder.keys() {
        let bytes = fixture.bytes(name);
        for keep in (0..bytes.len()).step_by((bytes.len() / 100).max(1)) {
            let verdict = fixture.verify(&fixture.with(name, bytes[..keep].to_vec()), With::Both);
            tally.judge("file cut", &format!("{name} to {keep}"), &verdict, reasons(name));
        }
        for tail in [&b" "[..], b"\n", b"\0", b"{}"] {
            let grown = [bytes, tail].concat();
            let verdict = fixture.verify(&fixture.with(name, grown), With::Both);
            tally.judge("file grown", &format!("{name} by {tail:?}"), &verdict, reasons(name));
        }
    }
    tally.finish(500);
}

/// Every way to change one value of `value`.
fn changed_values(value: &Value) -> Vec<(String, Value)> {
    let mut changed = Vec::new();
    collect(value, &mut String::new(), &mut |path, new| {
        let mut copy = value.clone();
        *copy.pointer_mut(path).expect("path") = new;
        changed.push((path.to_owned(), copy));
    });
    changed
}

fn collect(value: &Value, path: &mut String, change: &mut impl FnMut(&str, Value)) {
    let length = path.len();
    match value {
        Value::Object(fields) => {
            for name in fields.keys() {
                let mut fewer = fields.clone();
                fewer.remove(name);
                change(path, fewer.into());
            }
            for (name, inner) in fields {
                path.push('/');
                path.push_str(&name.replace('~', "~0").replace('/', "~1"));
                collect(inner, path, change);
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            for at in 0..items.len() {
                let mut fewer = items.clone();
                fewer.remove(at);
                change(path, fewer.into());
                let mut more = items.clone();
                more.push(items[at].clone());
                change(path, more.into());
            }
            for (at, inner) in items.iter().enumerate() {
                path.push_str(&format!("/{at}"));
                collect(inner, path, change);
                path.truncate(length);
            }
        }
        Value::String(text) => {
            change(path, format!("{text}x").into());
            change(path, Value::Null);
        }
        Value::Number(number) => change(path, (number.as_u64().unwrap_or(0) + 1).into()),
        Value::Bool(bool) => change(path, (!bool).into()),
        Value::Null => change(path, "x".into()),
    }
}

#[test]
fn no_changed_field_is_accepted() {
    let key = key();
    let fixture = fixture(&key, b"one");
    let mut tally = Tally::default();
    let json = |name: &&String| name.ends_with(".json");
    for name in fixture.folder.keys().filter(json) {
        let value: Value = serde_json::from_slice(fixture.bytes(name)).expect("JSON");
        for (path, changed) in changed_values(&value) {
            let text = if name.ends_with(".sigstore.json") {
                serde_json::to_vec(&changed)
            } else {
                serde_json::to_vec_pretty(&changed)
            };
            let mut text = text.expect("JSON");
            text.extend(fixture.bytes(name).ends_with(b"\n").then_some(b'\n'));
            for with in [With::Key, With::Secret, With::Both] {
                let verdict = fixture.verify(&fixture.with(name, text.clone()), with);
                tally.judge("field changed", &format!("{name} {path}"), &verdict, reasons(name));
            }
        }
    }
    tally.finish(500);
}

#[test]
fn no_repaired_change_is_accepted() {
    let key = key();
    let fixture = fixture(&key, b"one");
    assert_eq!(repaired(&fixture.folder), fixture.folder, "the repair itself changes nothing");
    let mut tally = Tally::default();
    let signed = ["evidence.statement", "signature.invalid", "hmac.file", "hmac.invalid"];
    for name in fixture.folder.keys() {
        let of_the_index = [layout::INDEX, layout::CHECKSUMS].contains(&name.as_str());
        if of_the_index || !name.ends_with(".json") {
            continue;
        }
        let bytes = fixture.bytes(name);
        for at in (0..bytes.len()).step_by((bytes.len() / 60).max(1)) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x01;
            let folder = repaired(&fixture.with(name, changed));
            for with in [With::Key, With::Secret, With::Both] {
                // A signature over the index that the verifier has no key for proves nothing to it,
                // so its damage is nothing to it either.
                let foreign = (with == With::Secret && name == layout::INDEX_BUNDLE)
                    || (with == With::Key && name == layout::INDEX_HMAC);
                if foreign {
                    continue;
                }
                let verdict = fixture.verify(&folder, with);
                let of_itself = [layout::INDEX_BUNDLE, layout::INDEX_HMAC].contains(&name.as_str());
                let reasons: Vec<&str> = if of_itself {
                    let own = [
                        "signature.form",
                        "signature.other-key",
                        "evidence.form",
                        "bundle.version",
                        "document.syntax",
                        "document.shape",
                        "document.encoding",
                        "hmac.algorithm",
                    ];
                    signed.iter().copied().chain(own).collect()
                } else {
                    signed.to_vec()
                };
                let what = format!("{name} byte {at} {with:?}");
                tally.judge("changed, index repaired", &what, &verdict, &reasons);
            }
        }
    }
    tally.finish(1_000);
}

#[test]
fn no_moved_file_is_accepted() {
    let key = key();
    let (one, two) = (fixture(&key, b"one"), fixture(&key, b"two"));
    let mut tally = Tally::default();
    for name in one.folder.keys() {
        let mut removed = one.folder.clone();
        let entry = removed.remove(name).expect("there");
        let gone: &[&str] =
            if name == layout::INDEX { &["evidence.index"] } else { &["evidence.missing"] };
        tally.judge("file removed", name, &one.verify(&removed, With::Both), gone);

        let mut renamed = removed.clone();
        renamed.insert(format!("{name}.old"), entry.clone());
        tally.judge("file renamed", name, &one.verify(&renamed, With::Both), gone);

        for kind in ["folder", "symbolic link", "special file"] {
            let mut replaced = removed.clone();
            replaced.insert(name.clone(), Entry::Other(kind));
            let verdict = one.verify(&replaced, With::Both);
            tally.judge(
                "file replaced",
                &format!("{name} by a {kind}"),
                &verdict,
                &["evidence.kind"],
            );
        }

        let mut copied = one.folder.clone();
        copied.insert(format!("copy of {name}"), entry);
        tally.judge("file added", name, &one.verify(&copied, With::Both), &["evidence.extra"]);

        let swapped = one.with(name, two.bytes(name).to_vec());
        if swapped != one.folder {
            let verdict = one.verify(&swapped, With::Both);
            tally.judge("file of another release", name, &verdict, reasons(name));
            let repaired = repaired(&swapped);
            // The list of checksums is repaired into itself.
            if repaired != one.folder {
                let verdict = one.verify(&repaired, With::Both);
                let why = ["evidence.statement", "hmac.file"];
                tally.judge("file of another release, index repaired", name, &verdict, &why);
            }
        }
        for other in one.folder.keys().filter(|other| *other > name) {
            let mut exchanged = one.with(name, one.bytes(other).to_vec());
            exchanged.insert(other.clone(), Entry::File(one.bytes(name).to_vec()));
            let verdict = one.verify(&exchanged, With::Both);
            let why: Vec<_> = reasons(name).iter().chain(reasons(other)).copied().collect();
            tally.judge("two files exchanged", &format!("{name}, {other}"), &verdict, &why);
        }
    }
    let verdict = one.verify(&two.folder, With::Both);
    tally.judge("whole folder of another release", "", &verdict, &["subject.digest"]);
    tally.finish(100);
}

#[test]
fn no_folder_stripped_to_a_weaker_form_is_accepted() {
    let key = key();
    let fixture = fixture(&key, b"one");
    let mut index: Value = serde_json::from_slice(fixture.bytes(layout::INDEX)).expect("JSON");
    let fields = index.as_object_mut().expect("object");
    let ours = [
        "schema_version",
        "created",
        "tool",
        "project",
        "subjects",
        "hmac_key_id",
        "index_hmac_path",
        "index_signature_path",
    ];
    for field in ours {
        fields.remove(field).expect("there");
    }
    let kept = ["sbom_cyclonedx", "sbom_spdx", "provenance", "signature"];
    let artifacts = fields["artifacts"].as_array_mut().expect("artifacts");
    artifacts.retain(|artifact| kept.contains(&artifact["name"].as_str().expect("name")));
    let names: BTreeSet<String> = artifacts
        .iter()
        .map(|artifact| artifact["path"].as_str().expect("path").to_owned())
        .chain([layout::INDEX.to_owned(), layout::SUMMARY.to_owned()])
        .collect();
    let text = serde_json::to_vec_pretty(&index).expect("JSON");
    let mut folder = repaired(&fixture.with(layout::INDEX, text));
    folder.retain(|name, _| names.contains(name));
    let mut tally = Tally::default();
    let verdict = fixture.verify(&folder, With::Secret);
    tally.judge("stripped to dpone's form", "", &verdict, &["evidence.form"]);
    tally.finish(1);
}

#[test]
fn no_changed_subject_is_accepted() {
    let key = key();
    let fixture = fixture(&key, b"one");
    let mut tally = Tally::default();
    for at in 0..fixture.subjects.len() {
        let mut judge = |class, subject: Option<Subject>, reason| {
            let mut subjects = fixture.subjects.clone();
            match subject {
                Some(subject) => subjects[at] = subject,
                None => drop(subjects.remove(at)),
            }
            let verdict = fixture.verify_subjects(&fixture.folder, With::Both, &subjects);
            tally.judge(class, "", &verdict, &[reason]);
        };
        let original = fixture.subjects[at].clone();
        judge("subject missing", None, "subject.absent");
        judge(
            "subject grown",
            Some(Subject { size: Some(99), ..original.clone() }),
            "subject.digest",
        );
        judge("subject changed", Some(subject(&original.name, b"other")), "subject.digest");
        let mut one_digest = original.clone();
        one_digest.digests[1] = subject("", b"other").digests[1];
        judge("subject with one digest changed", Some(one_digest), "subject.digest");
        let renamed = subject("stranger.whl", b"stranger");
        judge("subject of another name and content", Some(renamed), "subject.unlisted");
    }
    let mut shadowed = fixture.subjects.clone();
    shadowed.push(subject(&fixture.subjects[0].name, b"evil"));
    let verdict = fixture.verify_subjects(&fixture.folder, With::Both, &shadowed);
    tally.judge("subject beside another of its name", "", &verdict, &["subject.digest"]);
    let mut exchanged = fixture.subjects.clone();
    let name = exchanged[0].name.clone();
    exchanged[0].name = std::mem::replace(&mut exchanged[1].name, name);
    let verdict = fixture.verify_subjects(&fixture.folder, With::Both, &exchanged);
    tally.judge("subjects exchanged", "", &verdict, &["subject.digest"]);
    tally.finish(10);
}

#[test]
fn nothing_unsigned_passes_unasked() {
    let (key, other) = (key(), key());
    let fixture = fixture(&key, b"one");
    let mut expectation = Expectation {
        keys: &[],
        keys_demanded: false,
        secret: None,
        key_id: None,
        subjects: &fixture.subjects,
        scope: SubjectScope::All,
        allow_unsigned: false,
    };
    let outcome = |expectation: &Expectation<'_>| verify(&fixture.folder, expectation).outcome();
    assert_eq!(outcome(&expectation), Outcome::Unknown, "nobody is trusted");
    let others = [TrustedKey { key: other.public().clone(), label: "another".to_owned() }];
    expectation.keys = &others;
    assert_eq!(outcome(&expectation), Outcome::Unknown, "the default key is not the signer's");
    expectation.keys_demanded = true;
    assert_eq!(outcome(&expectation), Outcome::Fail, "the key asked for is not the signer's");
    expectation.keys = &[];
    expectation.keys_demanded = false;
    expectation.allow_unsigned = true;
    assert_eq!(outcome(&expectation), Outcome::Pass, "asked for by name");
}
