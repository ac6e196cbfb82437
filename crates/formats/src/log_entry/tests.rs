use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{InclusionProof, LogEntry};
use keelmark_model::Timestamp;

fn full() -> Value {
    json!({
        "logIndex": "79571823",
        "logId": { "keyId": "wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=" },
        "kindVersion": { "kind": "hashedrekord", "version": "0.0.1" },
        "integratedTime": "1710869186",
        "inclusionPromise": { "signedEntryTimestamp": "MAA=" },
        "inclusionProof": {
            "logIndex": "75408392",
            "rootHash": "Fnnj13Uu1jdksPc4HZLapKX329dVlD5+MGNsiqBq1XM=",
            "treeSize": "75408393",
            "hashes": ["Fnnj13Uu1jdksPc4HZLapKX329dVlD5+MGNsiqBq1XM="],
            "checkpoint": { "envelope": "a\n1\n" }
        },
        "canonicalizedBody": "e30="
    })
}

fn parse(value: &Value) -> Result<LogEntry, crate::ParseError> {
    LogEntry::parse(&serde_json::to_vec(value).unwrap())
}

/// The full entry with `value` at `pointer`.
fn with(pointer: &str, value: Value) -> Value {
    let mut entry = full();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    entry.pointer_mut(parent).unwrap()[name] = value;
    entry
}

fn without(pointer: &str) -> Value {
    let mut entry = full();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    entry.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
    entry
}

#[test]
fn parts_of_an_entry() {
    let entry = parse(&full()).unwrap();
    assert_eq!((entry.log_index, entry.log_id.len()), (79_571_823, 32));
    assert_eq!((entry.kind.as_str(), entry.version.as_str()), ("hashedrekord", "0.0.1"));
    assert_eq!(entry.integrated_time, Some(Timestamp(1_710_869_186)));
    assert_eq!(
        (entry.promise.as_deref(), entry.body.as_slice()),
        (Some(&[0x30, 0][..]), &b"{}"[..])
    );
    let proof = entry.proof.unwrap();
    assert_eq!((proof.log_index, proof.tree_size), (75_408_392, 75_408_393));
    assert_eq!((proof.hashes.as_slice(), proof.root_hash[0]), (&[proof.root_hash][..], 0x16));
    assert_eq!(proof.checkpoint.as_deref(), Some("a\n1\n"));
}

#[test]
fn forms_that_mean_the_same() {
    let entry = parse(&full()).unwrap();
    let snake = serde_json::to_string(&full()).unwrap();
    let snake = [
        ("logIndex", "log_index"),
        ("logId", "log_id"),
        ("keyId", "key_id"),
        ("kindVersion", "kind_version"),
        ("integratedTime", "integrated_time"),
        ("inclusionPromise", "inclusion_promise"),
        ("signedEntryTimestamp", "signed_entry_timestamp"),
        ("inclusionProof", "inclusion_proof"),
        ("rootHash", "root_hash"),
        ("treeSize", "tree_size"),
        ("canonicalizedBody", "canonicalized_body"),
    ]
    .into_iter()
    .fold(snake, |text, (camel, snake)| text.replace(camel, snake));
    assert_eq!(LogEntry::parse(snake.as_bytes()).as_ref(), Ok(&entry));
    assert_eq!(parse(&with("/logIndex", json!(79_571_823))).as_ref(), Ok(&entry));
    assert_eq!(String::from_utf8(entry.render()).unwrap().len(), full().to_string().len());

    let none = |pointer: &str, value: Value| parse(&with(pointer, value)).unwrap();
    for zero in [json!(0), json!("0"), Value::Null] {
        assert_eq!(none("/logIndex", zero.clone()).log_index, 0);
        assert_eq!(none("/integratedTime", zero).integrated_time, None);
    }
    assert_eq!(parse(&without("/logIndex")).unwrap().log_index, 0);
    for empty in [Value::Null, json!({}), json!({ "signedEntryTimestamp": "" })] {
        assert_eq!(none("/inclusionPromise", empty).promise, None);
    }
    for empty in [Value::Null, json!({}), json!({ "logIndex": "0", "hashes": [] })] {
        assert_eq!(none("/inclusionProof", empty).proof, None);
    }
    for empty in [Value::Null, json!({}), json!({ "envelope": "" })] {
        let proof = none("/inclusionProof/checkpoint", empty).proof;
        assert_eq!(proof.unwrap().checkpoint, None);
    }
    for empty in [Value::Null, json!({}), json!({ "keyId": null })] {
        assert_eq!(none("/logId", empty).log_id, [0; 0]);
    }
}

#[test]
fn what_is_no_entry() {
    let hash = "Fnnj13Uu1jdksPc4HZLapKX329dVlD5+MGNsiqBq1XM=";
    let counts =
        ["/logIndex", "/integratedTime", "/inclusionProof/logIndex", "/inclusionProof/treeSize"];
    let wrong_counts = [
        json!(-1),
        json!("-1"),
        json!(1.0),
        json!("1.0"),
        json!("1e3"),
        json!(1e3),
        json!("01"),
        json!("+1"),
        json!(" 1"),
        json!(""),
        json!("0x1"),
        json!("9223372036854775808"),
        json!(9_223_372_036_854_775_808_u64),
        json!("99999999999999999999"),
        json!(true),
        json!([1]),
    ];
    let cases = counts
        .into_iter()
        .flat_map(|pointer| wrong_counts.iter().map(move |value| with(pointer, value.clone())))
        .chain([
            json!([]),
            json!({}),
            with("/extra", json!(null)),
            with("/logId/extra", json!(null)),
            with("/kindVersion/extra", json!(null)),
            with("/inclusionPromise/extra", json!(null)),
            with("/inclusionProof/extra", json!(null)),
            with("/inclusionProof/checkpoint/extra", json!(null)),
            with("/logId", json!(["AA=="])),
            with("/logId/keyId", json!("A".repeat(88))),
            with("/kindVersion", json!(["hashedrekord", "0.0.1"])),
            with("/kindVersion/kind", json!("")),
            with("/kindVersion/kind", json!("k".repeat(65))),
            without("/kindVersion"),
            without("/kindVersion/version"),
            without("/canonicalizedBody"),
            with("/canonicalizedBody", json!("")),
            with("/canonicalizedBody", json!("e30==")),
            with("/inclusionPromise/signedEntryTimestamp", json!("A".repeat(30_000))),
            without("/inclusionProof/rootHash"),
            with("/inclusionProof/rootHash", json!("AAAA")),
            with("/inclusionProof/hashes", json!([hash, "AAAA"])),
            with("/inclusionProof/hashes", json!([hash, null])),
            with("/inclusionProof/hashes", json!(vec![hash; 65])),
            with("/inclusionProof/checkpoint/envelope", json!("a".repeat(200_000))),
            with("/inclusionProof/checkpoint", json!("a")),
        ]);
    for case in cases {
        let error = parse(&case).expect_err(&case.to_string());
        assert_eq!(error.code.id, "document.shape", "{case}: {error}");
    }
    assert!(parse(&with("/inclusionProof/hashes", json!(vec![hash; 64]))).is_ok());
    let twice = full().to_string().replacen('{', "{\"logIndex\":\"1\",", 1);
    assert_eq!(LogEntry::parse(twice.as_bytes()).unwrap_err().code.id, "document.syntax");
    let both = full().to_string().replacen('{', "{\"log_index\":\"1\",", 1);
    assert_eq!(LogEntry::parse(both.as_bytes()).unwrap_err().code.id, "document.shape");
}

fn entry() -> impl Strategy<Value = LogEntry> {
    let count = || 0..=u64::try_from(i64::MAX).unwrap();
    let proof =
        (count(), count(), any::<[u8; 32]>(), vec(any::<[u8; 32]>(), 0..5), option::of(".+"))
            .prop_map(|(log_index, tree_size, root_hash, hashes, checkpoint)| InclusionProof {
                log_index,
                tree_size,
                root_hash,
                hashes,
                checkpoint,
            });
    let names = (".{1,16}", ".{1,16}");
    let promise = option::of(vec(any::<u8>(), 1..80));
    let bytes = (vec(any::<u8>(), 0..64), promise, vec(any::<u8>(), 1..99));
    (count(), names, option::of(1..=i64::MAX), option::of(proof), bytes).prop_map(
        |(log_index, (kind, version), time, proof, (log_id, promise, body))| LogEntry {
            log_index,
            log_id,
            kind,
            version,
            integrated_time: time.map(Timestamp),
            promise,
            proof,
            body,
        },
    )
}

proptest! {
    #[test]
    fn any_entry_round_trips(entry in entry()) {
        prop_assert_eq!(LogEntry::parse(&entry.render()), Ok(entry));
    }
}
