//! A repository made for the test: what an update takes, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use keelmark_formats::hash;
use keelmark_model::Timestamp;
use keelmark_trust::root::Instance;
use keelmark_trust::tuf::{Floors, Refresh, Refreshed, TufError};
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(1_767_225_600);
const LATER: &str = "2026-02-01T00:00:00Z";
const TARGET: &str = "folder/file.json";

/// Two keys for each role, and one nobody lists.
struct Keys(BTreeMap<&'static str, PrivateKey>);

impl Keys {
    const NAMES: [&'static str; 7] = ["r1", "r2", "t1", "t2", "d1", "d2", "stranger"];

    fn new() -> Self {
        let make = |name: &'static str| {
            let algorithm =
                if name == "t2" { KeyAlgorithm::Ed25519 } else { KeyAlgorithm::EcdsaP256 };
            (name, PrivateKey::generate(algorithm, &SystemRandom::new()).unwrap())
        };
        Self(Self::NAMES.into_iter().map(make).collect())
    }

    /// The key in hexadecimal, which JSON writes without an escape.
    fn public(&self, name: &str) -> Value {
        let key = &self.0[name];
        let (scheme, length) = match key.public().spki().len() {
            44 => ("ed25519", 32),
            _ => ("ecdsa-sha2-nistp256", 65),
        };
        let spki = key.public().spki();
        let hex: String =
            spki[spki.len() - length..].iter().map(|byte| format!("{byte:02x}")).collect();
        json!({"keytype": "any", "scheme": scheme, "keyval": {"public": hex}})
    }

    /// `signed` with signatures by `names`, each under its name or as `NAME=KEY` under another.
    fn sign(&self, signed: &Value, names: &[&str]) -> Vec<u8> {
        // Canonical as it is: no escapes, and serde_json sorts.
        let bytes = signed.to_string();
        let signatures: Vec<Value> = names
            .iter()
            .map(|name| {
                let (id, key) = name.split_once('=').unwrap_or((name, name));
                let signature = self.0[key].sign(bytes.as_bytes());
                let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
                json!({"keyid": id, "sig": hex})
            })
            .collect();
        json!({"signatures": signatures, "signed": signed}).to_string().into_bytes()
    }
}

/// The files of a repository by path, each with the keys that sign it.
struct Repository {
    keys: Keys,
    metadata: BTreeMap<String, (Value, Vec<&'static str>)>,
    files: BTreeMap<String, Vec<u8>>,
}

fn head(kind: &str, version: u64, more: &Value) -> Value {
    let mut signed =
        json!({"_type": kind, "spec_version": "1.0", "version": version, "expires": LATER});
    signed.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    signed
}

fn role(names: &[&str], threshold: u64) -> Value {
    json!({"keyids": names, "threshold": threshold})
}

impl Repository {
    fn new() -> Self {
        let keys = Keys::new();
        let bytes = b"a trusted root".to_vec();
        let digest = hash::sha256(&bytes).hex();
        let target = json!({TARGET: {"length": bytes.len(), "hashes": {"sha256": digest}}});
        let delegation = json!({
            "keys": {"d1": keys.public("d1"), "d2": keys.public("d2")},
            "roles": [{
                "name": "delegate", "keyids": ["d1", "d2"], "threshold": 2,
                "paths": ["folder/*"], "terminating": true,
            }],
        });
        let list = |files: Value| json!({"meta": files});
        let metadata = [
            ("1.root.json", root(&keys, 1), &["r1", "r2"][..]),
            ("2.root.json", root(&keys, 2), &["r1", "r2"]),
            (
                "timestamp.json",
                head("timestamp", 5, &list(json!({"snapshot.json": {"version": 3}}))),
                &["t1"],
            ),
            (
                "3.snapshot.json",
                head(
                    "snapshot",
                    3,
                    &list(json!({"targets.json": {"version": 4}, "delegate.json": {"version": 6}})),
                ),
                &["t1"],
            ),
            (
                "4.targets.json",
                head("targets", 4, &json!({"targets": {}, "delegations": delegation})),
                &["r1", "r2"],
            ),
            ("6.delegate.json", head("targets", 6, &json!({"targets": target})), &["d1", "d2"]),
        ];
        let metadata =
            metadata.into_iter().map(|(name, signed, by)| (name.to_owned(), (signed, by.to_vec())));
        Self {
            metadata: metadata.collect(),
            keys,
            files: BTreeMap::from([(format!("targets/folder/{digest}.file.json"), bytes)]),
        }
    }

    fn signed(&mut self, name: &str) -> &mut Value {
        &mut self.metadata.get_mut(name).unwrap().0
    }

    fn signers(&mut self, name: &str, signers: &[&'static str]) {
        self.metadata.get_mut(name).unwrap().1 = signers.to_vec();
    }

    fn file(&self, path: &str) -> Option<Vec<u8>> {
        let signed = self.metadata.get(path).map(|(signed, by)| self.keys.sign(signed, by));
        signed.or_else(|| self.files.get(path).cloned())
    }

    fn update(&self, floors: Floors) -> (Result<Refreshed, TufError>, Floors) {
        let root = self.file("1.root.json").unwrap();
        let mut refresh = match Refresh::new(&root, floors.clone(), &[TARGET], NOW) {
            Ok(refresh) => refresh,
            Err(error) => return (Err(error), floors),
        };
        while let Some(request) = refresh.next() {
            if let Err(error) = refresh.receive(self.file(&request.path)) {
                return (Err(error), refresh.floors().clone());
            }
        }
        let floors = refresh.floors().clone();
        (Ok(refresh.finish().unwrap()), floors)
    }

    fn refusal(&self) -> String {
        let (refused, _) = self.update(Floors::default());
        let error = refused.unwrap_err();
        format!("{}: {error}", error.code())
    }
}

fn root(keys: &Keys, version: u64) -> Value {
    let listed: serde_json::Map<String, Value> =
        Keys::NAMES.into_iter().map(|name| (name.to_owned(), keys.public(name))).collect();
    let roles = json!({
        "root": role(&["r1", "r2"], 2),
        "timestamp": role(&["t1"], 1),
        "snapshot": role(&["t1"], 1),
        "targets": role(&["r1", "r2"], 2),
    });
    head("root", version, &json!({"consistent_snapshot": true, "keys": listed, "roles": roles}))
}

#[test]
fn every_embedded_repository_can_be_begun_with() {
    for (instance, version) in
        [(Instance::PublicGood, 16), (Instance::Staging, 15), (Instance::GitHub, 9)]
    {
        let root = instance.repository_root();
        let refresh = Refresh::new(root, Floors::default(), &["trusted_root.json"], NOW).unwrap();
        let next = format!("{}.root.json", version + 1);
        assert_eq!(refresh.next().map(|request| request.path), Some(next));
    }
}

#[test]
fn a_delegated_target_is_obtained() {
    let (refreshed, floors) = Repository::new().update(Floors::default());
    let refreshed = refreshed.unwrap();
    assert_eq!(refreshed.targets[TARGET], b"a trusted root");
    assert_eq!(refreshed.root_version, 2);
    assert_eq!((floors.root, floors.timestamp, floors.snapshot), (2, 5, 3));
    assert_eq!(
        floors.files,
        BTreeMap::from([("targets.json".into(), 4), ("delegate.json".into(), 6)])
    );
}

#[test]
fn names_without_versions_are_asked_for_where_snapshots_are_not_consistent() {
    let mut repository = Repository::new();
    repository.signed("2.root.json")["consistent_snapshot"] = json!(false);
    for name in ["3.snapshot.json", "4.targets.json", "6.delegate.json"] {
        let entry = repository.metadata.remove(name).unwrap();
        repository.metadata.insert(name[2..].to_owned(), entry);
    }
    repository.files = BTreeMap::from([(format!("targets/{TARGET}"), b"a trusted root".to_vec())]);
    assert!(repository.update(Floors::default()).0.is_ok());
}

/// What is changed, how, and what is said of it.
type Case = (&'static str, fn(&mut Repository), &'static str);

fn check(cases: &[Case]) {
    for (what, change, expected) in cases {
        let mut repository = Repository::new();
        change(&mut repository);
        assert_eq!(repository.refusal(), *expected, "{what}");
    }
}

#[test]
fn thresholds_count_distinct_listed_keys() {
    check(&[
        (
            "one signature of two",
            |r| r.signers("4.targets.json", &["r1"]),
            "tuf.signature: targets.json: signed by 1 of the 2 keys of role `targets` that are needed",
        ),
        (
            "a key that is not the role's",
            |r| r.signers("4.targets.json", &["r1", "stranger"]),
            "tuf.signature: targets.json: signed by 1 of the 2 keys of role `targets` that are needed",
        ),
        (
            "a key under the name of another",
            |r| r.signers("4.targets.json", &["r1", "r2=r1"]),
            "tuf.signature: targets.json: signed by 1 of the 2 keys of role `targets` that are needed",
        ),
        (
            "one key listed under two names",
            |r| {
                let one = r.keys.public("d1");
                r.signed("4.targets.json")["delegations"]["keys"]["d2"] = one;
                r.signers("6.delegate.json", &["d1", "d2=d1"]);
            },
            "tuf.signature: delegate.json: signed by 1 of the 2 keys of role `delegate` that are needed",
        ),
        (
            "a key of an unknown scheme",
            |r| r.signed("2.root.json")["keys"]["t1"]["scheme"] = json!("new"),
            "tuf.signature: timestamp.json: signed by 0 of the 1 keys of role `timestamp` that are needed",
        ),
        (
            "a key of another type than its scheme",
            |r| r.signed("2.root.json")["keys"]["t1"]["scheme"] = json!("ed25519"),
            "tuf.signature: timestamp.json: signed by 0 of the 1 keys of role `timestamp` that are needed",
        ),
    ]);
}

#[test]
fn a_root_is_signed_by_the_old_keys_and_by_its_own() {
    check(&[
        (
            "only its own",
            |r| {
                r.signed("2.root.json")["roles"]["root"] = role(&["d1"], 1);
                r.signers("2.root.json", &["d1"]);
            },
            "tuf.signature: 2.root.json: signed by 0 of the 2 keys of role `root` that are needed",
        ),
        (
            "only the old",
            |r| r.signed("2.root.json")["roles"]["root"] = role(&["d1"], 1),
            "tuf.signature: 2.root.json: signed by 0 of the 1 keys of role `root` that are needed",
        ),
        (
            "the trusted root without its own",
            |r| r.signers("1.root.json", &["r1"]),
            "tuf.signature: root.json: signed by 1 of the 2 keys of role `root` that are needed",
        ),
        (
            "a version left out",
            |r| r.signed("2.root.json")["version"] = json!(3),
            "tuf.mismatch: 2.root.json: version 3, not the next",
        ),
        (
            "the same root again",
            |r| r.signed("2.root.json")["version"] = json!(1),
            "tuf.mismatch: 2.root.json: version 1, not the next",
        ),
        (
            "expired",
            |r| r.signed("2.root.json")["expires"] = json!("2026-01-01T00:00:00Z"),
            "tuf.expired: 2.root.json: expired at 2026-01-01T00:00:00Z",
        ),
    ]);
    let mut rotated = Repository::new();
    rotated.signed("2.root.json")["roles"]["root"] = role(&["d1"], 1);
    rotated.signers("2.root.json", &["r1", "r2", "d1"]);
    assert!(rotated.update(Floors::default()).0.is_ok());
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    check(&[
        (
            "a snapshot of another version",
            |r| r.signed("3.snapshot.json")["version"] = json!(4),
            "tuf.mismatch: 3.snapshot.json: version 4, where version 3 is listed",
        ),
        (
            "targets of another version",
            |r| r.signed("4.targets.json")["version"] = json!(5),
            "tuf.mismatch: targets.json: version 5, where version 4 is listed",
        ),
        (
            "a snapshot of another length",
            |r| r.signed("timestamp.json")["meta"]["snapshot.json"]["length"] = json!(100_000),
            "tuf.mismatch: 3.snapshot.json: another length than is listed",
        ),
        (
            "a role that is not listed",
            |r| {
                let listed = &mut r.signed("3.snapshot.json")["meta"];
                drop(listed.as_object_mut().unwrap().remove("delegate.json"));
            },
            "tuf.rollback: snapshot.json: `delegate.json` is no longer listed",
        ),
        (
            "a timestamp that is a snapshot",
            |r| {
                let (signed, _) = &r.metadata["3.snapshot.json"];
                *r.signed("timestamp.json") = signed.clone();
            },
            "document.shape: timestamp.json: `_type` is `snapshot`, not `timestamp`",
        ),
        (
            "nobody publishes it",
            |r| r.signed("6.delegate.json")["targets"] = json!({}),
            "tuf.target: folder/file.json: nobody publishes it",
        ),
        (
            "a delegate asked for a path that is not its own",
            |r| r.signed("4.targets.json")["delegations"]["roles"][0]["paths"] = json!(["*"]),
            "tuf.target: folder/file.json: nobody publishes it",
        ),
        (
            "an expired delegate",
            |r| r.signed("6.delegate.json")["expires"] = json!("2025-12-31T00:00:00Z"),
            "tuf.expired: delegate.json: expired at 2025-12-31T00:00:00Z",
        ),
        (
            "an expired snapshot",
            |r| r.signed("3.snapshot.json")["expires"] = json!("2025-12-31T00:00:00Z"),
            "tuf.expired: 3.snapshot.json: expired at 2025-12-31T00:00:00Z",
        ),
        (
            "no snapshot",
            |r| drop(r.metadata.remove("3.snapshot.json")),
            "tuf.missing: 3.snapshot.json: not in the repository",
        ),
    ]);
}

#[test]
fn data_without_end_is_refused() {
    check(&[
        (
            "a timestamp",
            |r| r.signed("timestamp.json")["x-long"] = json!("x".repeat(20_000)),
            "tuf.size: timestamp.json: more than 16384 bytes",
        ),
        (
            "a snapshot longer than is listed",
            |r| r.signed("timestamp.json")["meta"]["snapshot.json"]["length"] = json!(10),
            "tuf.size: 3.snapshot.json: more than 10 bytes",
        ),
        (
            "a target larger than any",
            |r| r.signed("6.delegate.json")["targets"][TARGET]["length"] = json!(6_000_000),
            "tuf.size: folder/file.json: more than 5242880 bytes",
        ),
    ]);
    let mut repository = Repository::new();
    let long = repository.files.values_mut().next().unwrap();
    long.push(b'!');
    assert!(repository.refusal().starts_with("tuf.size: targets/folder/"));
    repository.files.values_mut().next().unwrap().truncate(13);
    assert!(repository.refusal().ends_with("another length than is listed"));
    repository.files.values_mut().next().unwrap().push(b'T');
    assert!(repository.refusal().starts_with("tuf.mismatch: targets/folder/"));
}

#[test]
fn roots_and_delegations_have_an_end() {
    let mut roots = Repository::new();
    for version in 2..=300 {
        let signed = root(&roots.keys, version);
        roots.metadata.insert(format!("{version}.root.json"), (signed, vec!["r1", "r2"]));
    }
    assert_eq!(
        roots.refusal(),
        "tuf.size: 258.root.json: more roots in a row than any repository has"
    );
    let mut deep = Repository::new();
    for level in 0..40 {
        let name = if level == 0 { "delegate".to_owned() } else { format!("delegate{level}") };
        let mut delegations = deep.signed("4.targets.json")["delegations"].clone();
        delegations["roles"][0]["name"] = json!(format!("delegate{}", level + 1));
        let targets = head("targets", 6, &json!({"targets": {}, "delegations": delegations}));
        deep.signed("3.snapshot.json")["meta"][format!("{name}.json")] = json!({"version": 6});
        deep.metadata.insert(format!("6.{name}.json"), (targets, vec!["d1", "d2"]));
    }
    assert_eq!(
        deep.refusal(),
        "tuf.size: folder/file.json: more delegations than any repository has"
    );
}

#[test]
fn floors_fall_with_the_keys_they_were_seen_under_and_never_else() {
    let repository = Repository::new();
    let (_, seen) = repository.update(Floors::default());
    let high = Floors { timestamp: u64::MAX, snapshot: u64::MAX, ..seen };
    let (refused, after) = repository.update(high.clone());
    assert_eq!(refused.unwrap_err().code().id, "tuf.rollback");
    assert_eq!(after, high);
    // Whoever stole the key raised the versions; the root's keys gave the role to another.
    let mut rotated = repository;
    rotated.signed("2.root.json")["roles"]["timestamp"] = role(&["t2"], 1);
    rotated.signers("timestamp.json", &["t2"]);
    let (refreshed, after) = rotated.update(high);
    assert!(refreshed.is_ok());
    assert_eq!((after.root, after.timestamp, after.snapshot), (2, 5, 3));
}
