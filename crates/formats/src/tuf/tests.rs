use std::collections::BTreeMap;

use keelmark_model::{Digest, DigestAlgorithm, Timestamp};
use serde_json::{Value, json};

use super::{FileMeta, Metadata, Root, Signed, Snapshot, Targets, TimestampRole};

fn head(kind: &str) -> Value {
    json!({
        "_type": kind,
        "spec_version": "1.0.31",
        "version": 7,
        "expires": "2026-01-31T23:59:59Z",
        "x-unknown": [1],
    })
}

fn root() -> Value {
    let role = json!({"keyids": ["a"], "threshold": 1});
    let mut signed = head("root");
    signed["consistent_snapshot"] = json!(true);
    signed["keys"] =
        json!({"a": {"keytype": "ecdsa", "scheme": "ed25519", "keyval": {"public": "00"}}});
    signed["roles"] = json!({"root": role, "timestamp": role, "snapshot": role, "targets": role});
    signed
}

fn targets() -> Value {
    let mut signed = head("targets");
    let digest = "ab".repeat(32);
    signed["targets"] = json!({"x/y": {"length": 3, "hashes": {"sha256": digest, "md4": "?"}}});
    signed["delegations"] = json!({
        "keys": {"d": {"keytype": "rsa", "scheme": "rsassa-pss-sha256", "keyval": {"public": "p"}}},
        "roles": [{
            "name": "registry.npmjs.org", "keyids": ["d"], "threshold": 1,
            "paths": ["registry.npmjs.org/*"], "terminating": true,
        }],
    });
    signed
}

fn parse<T: Signed>(signed: &Value) -> Result<Metadata<T>, String> {
    let signatures = json!([{"keyid": "a", "sig": "0aFF"}, {"keyid": "b", "sig": ""}]);
    let bytes = json!({"signatures": signatures, "signed": signed}).to_string();
    Metadata::parse(bytes.as_bytes()).map_err(|error| format!("{}: {}", error.code, error.message))
}

#[test]
fn a_root_is_read() {
    let metadata = parse::<Root>(&root()).expect("a root");
    assert_eq!(metadata.version, 7);
    assert_eq!(metadata.expires, Timestamp(1_769_903_999));
    let signatures: Vec<_> =
        metadata.signatures.iter().map(|s| (s.key_id.as_str(), s.signature.as_slice())).collect();
    assert_eq!(signatures, [("a", &[0x0a, 0xff][..])]);
    assert_eq!(metadata.signed.keys["a"].scheme, "ed25519");
    assert_eq!(metadata.signed.targets.threshold, 1);
    assert!(
        metadata.signed_bytes.starts_with(b"{\"_type\":\"root\",\"consistent_snapshot\":true,")
    );
    assert!(metadata.signed_bytes.ends_with(b",\"version\":7,\"x-unknown\":[1]}"));
}

#[test]
fn the_other_roles_are_read() {
    let mut signed = head("timestamp");
    signed["meta"] = json!({"snapshot.json": {"version": 3, "length": 9}});
    let timestamp = parse::<TimestampRole>(&signed).expect("a timestamp").signed;
    let file = FileMeta { version: 3, length: Some(9), digests: vec![] };
    assert_eq!(timestamp.snapshot, file);
    let mut signed = head("snapshot");
    signed["meta"] = json!({"targets.json": {"version": 3, "length": 9}});
    let snapshot = parse::<Snapshot>(&signed).expect("a snapshot").signed;
    assert_eq!(snapshot.files, BTreeMap::from([("targets.json".to_owned(), file)]));
    let targets = parse::<Targets>(&targets()).expect("targets").signed;
    let target = &targets.targets["x/y"];
    let digest = Digest::new(DigestAlgorithm::Sha256, &[0xab; 32]).expect("32 bytes");
    assert_eq!((target.length, target.digests.as_slice()), (3, &[digest][..]));
    let role = &targets.delegations.roles[0];
    assert_eq!((role.name.as_str(), role.terminating), ("registry.npmjs.org", true));
    assert_eq!(role.role.key_ids, ["d"]);
}

#[test]
fn wrong_metadata_is_refused() {
    type Case = (&'static str, fn(&mut Value), &'static str);
    let roots: &[Case] = &[
        ("another role", |s| s["_type"] = json!("targets"), "document.shape: `_type` is `targets`"),
        ("another specification", |s| s["spec_version"] = json!("2.0"), "tuf.version: "),
        ("no version", |s| s["version"] = json!(0), "document.shape: `version` is 0"),
        ("a negative version", |s| s["version"] = json!(-1), "document.shape: invalid value"),
        ("no time", |s| s["expires"] = json!("soon"), "document.shape: `expires` is not"),
        (
            "no threshold",
            |s| s["roles"]["root"]["threshold"] = json!(0),
            "document.shape: role `root` has threshold 0",
        ),
        (
            "a key twice",
            |s| s["roles"]["root"]["keyids"] = json!(["a", "a"]),
            "document.shape: role `root` names a key twice",
        ),
        (
            "a key not given",
            |s| s["roles"]["targets"]["keyids"] = json!(["z"]),
            "document.shape: role `targets` names a key",
        ),
        ("a fraction", |s| s["x-unknown"] = json!(1.5), "document.shape: 1.5 is no integer"),
        (
            "a role missing",
            |s| drop(s["roles"].as_object_mut().expect("roles").remove("snapshot")),
            "document.shape: missing field `snapshot`",
        ),
    ];
    for (what, change, expected) in roots {
        let mut signed = root();
        change(&mut signed);
        let error = parse::<Root>(&signed).expect_err(what);
        assert!(error.starts_with(expected), "{what}: {error}");
    }
    let others: &[Case] = &[
        (
            "no digest",
            |s| s["targets"]["x/y"]["hashes"] = json!({"md4": "?"}),
            "document.shape: target `x/y` has no digest",
        ),
        (
            "a short digest",
            |s| s["targets"]["x/y"]["hashes"]["sha256"] = json!("ab"),
            "document.shape: `hashes`",
        ),
        (
            "a name that climbs",
            |s| s["delegations"]["roles"][0]["name"] = json!("../x"),
            "document.shape: the name of a delegated role",
        ),
        (
            "a hidden name",
            |s| s["delegations"]["roles"][0]["name"] = json!(".x"),
            "document.shape: the name of a delegated role",
        ),
        (
            "bins",
            |s| s["delegations"]["succinct_roles"] = json!({}),
            "document.shape: delegation by `succinct_roles`",
        ),
    ];
    for (what, change, expected) in others {
        let mut signed = targets();
        change(&mut signed);
        let error = parse::<Targets>(&signed).expect_err(what);
        assert!(error.starts_with(expected), "{what}: {error}");
    }
}

#[test]
fn signatures_are_bounded_and_named_once() {
    let parse = |signatures: Value| {
        let bytes = json!({"signatures": signatures, "signed": root()}).to_string();
        Metadata::<Root>::parse(bytes.as_bytes()).map_err(|error| error.message)
    };
    let one = json!({"keyid": "a", "sig": "00"});
    assert!(parse(json!([one])).is_ok());
    assert_eq!(parse(json!([one, one])), Err("two signatures name one key".to_owned()));
    assert_eq!(parse(json!(vec![one; 65])), Err("more than 64 values".to_owned()));
    let odd = json!([{"keyid": "a", "sig": "000"}]);
    assert_eq!(parse(odd), Err("`sig` is not hexadecimal".to_owned()));
}
