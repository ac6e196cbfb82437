//! Sigstore's own repository, from its first root on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../formats/tests/common/data.rs"]
mod data;

use std::fs;
use std::path::Path;

use keelmark_model::Timestamp;
use keelmark_trust::tuf::{Floors, Refresh, Refreshed, Request, TufError};

/// 2026-08-25, when the copy at hand was valid.
const NOW: Timestamp = Timestamp(1_787_616_000);

const WANTED: [&str; 2] = ["trusted_root.json", "registry.npmjs.org/keys.json"];

/// The file of the copy, which keeps neither versions nor digests in its names.
fn fetch(folder: &Path, request: &Request) -> Option<Vec<u8>> {
    let path = if request.path.ends_with(".root.json") {
        folder.join("metadata/root_history").join(&request.path)
    } else if let Some(target) = request.path.strip_prefix("targets/") {
        let (parent, name) = target.rsplit_once('/').unwrap_or(("", target));
        folder.join("targets").join(parent).join(name.split_once('.').unwrap().1)
    } else {
        let name = request.path.trim_start_matches(|digit: char| digit.is_ascii_digit());
        folder.join("metadata").join(name.trim_start_matches('.'))
    };
    fs::read(path).ok()
}

/// An update from root `first`, where `change` may change what is fetched.
fn update(
    folder: &Path,
    first: u32,
    floors: Floors,
    now: Timestamp,
    change: impl Fn(&Request, Vec<u8>) -> Vec<u8>,
) -> (Result<Refreshed, TufError>, Floors) {
    let root = fs::read(folder.join(format!("metadata/root_history/{first}.root.json"))).unwrap();
    let mut refresh = Refresh::new(&root, floors, &WANTED, now).unwrap();
    while let Some(request) = refresh.next() {
        let bytes = fetch(folder, &request).map(|bytes| change(&request, bytes));
        if let Err(error) = refresh.receive(bytes) {
            return (Err(error), refresh.floors().clone());
        }
    }
    let floors = refresh.floors().clone();
    (Ok(refresh.finish().unwrap()), floors)
}

fn keep(_: &Request, bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

#[test]
fn the_first_root_leads_to_the_current_targets() {
    let Some(folder) = data::folder("sigstore/tuf-repo") else { return };
    let (refreshed, floors) = update(&folder, 1, Floors::default(), NOW, keep);
    let refreshed = refreshed.unwrap();
    assert_eq!(refreshed.root_version, 15);
    let names: Vec<_> = refreshed.targets.keys().map(String::as_str).collect();
    assert_eq!(names, ["registry.npmjs.org/keys.json", "trusted_root.json"]);
    let trusted_root = fs::read(folder.join("targets/trusted_root.json")).unwrap();
    assert_eq!(refreshed.targets["trusted_root.json"], trusted_root);
    // The timestamp's end, 2026-08-28T19:25:56Z, comes first.
    assert_eq!(refreshed.expires, Timestamp(1_787_945_156));
    assert_eq!((floors.root, floors.timestamp, floors.snapshot), (15, 762, 165));
    assert_eq!(floors.files["registry.npmjs.org.json"], 8);
    let (again, after) = update(&folder, 15, floors.clone(), NOW, keep);
    assert_eq!(again.unwrap(), refreshed);
    assert_eq!(after, floors);
}

#[test]
fn every_root_leads_to_the_last() {
    let Some(folder) = data::folder("sigstore/tuf-repo") else { return };
    for first in 1..=15 {
        let (refreshed, _) = update(&folder, first, Floors::default(), NOW, keep);
        assert_eq!(refreshed.map(|refreshed| refreshed.root_version), Ok(15), "from {first}");
    }
}

#[test]
fn a_copy_that_expired_is_refused() {
    let Some(folder) = data::folder("sigstore/tuf-repo") else { return };
    let late = Timestamp(1_787_945_156);
    let (refused, floors) = update(&folder, 10, Floors::default(), late, keep);
    let error = refused.unwrap_err();
    assert_eq!((error.code().id, error.file.as_str()), ("tuf.expired", "timestamp.json"));
    assert_eq!((floors.root, floors.timestamp), (15, 0), "what expired raises no floor");
    let last = Timestamp(late.0 - 1);
    assert!(update(&folder, 10, Floors::default(), last, keep).0.is_ok());
}

#[test]
fn one_changed_byte_anywhere_is_noticed() {
    let Some(folder) = data::folder("sigstore/tuf-repo") else { return };
    let files = ["13.root.json", "timestamp.json", "snapshot.json", "targets.json", "keys.json"];
    for name in files {
        let change = |request: &Request, bytes: Vec<u8>| {
            if !request.path.ends_with(name) {
                return bytes;
            }
            let text = String::from_utf8(bytes).unwrap();
            // A version in metadata, a date in the keys of npm.
            let (from, to) =
                if name == "keys.json" { ("2025", "2026") } else { ("\"1.0\"", "\"1.1\"") };
            assert!(text.contains(from), "{name}");
            text.replacen(from, to, 1).into_bytes()
        };
        let (refused, _) = update(&folder, 12, Floors::default(), NOW, change);
        let error = refused.unwrap_err();
        let expected = if name == "keys.json" { "tuf.mismatch" } else { "tuf.signature" };
        assert_eq!(error.code().id, expected, "{error}");
        assert!(error.file.ends_with(name), "{error}");
    }
}

#[test]
fn an_older_state_than_was_seen_is_refused() {
    let Some(folder) = data::folder("sigstore/tuf-repo") else { return };
    let (_, seen) = update(&folder, 15, Floors::default(), NOW, keep);
    type Raise = fn(&mut Floors);
    let cases: [(Raise, &str); 5] = [
        (|floors| floors.root += 1, "15.root.json: version 15 of root, after version 16 was seen"),
        (
            |floors| floors.timestamp += 1,
            "timestamp.json: version 762 of timestamp, after version 763 was seen",
        ),
        (
            |floors| floors.snapshot += 1,
            "timestamp.json: version 165 of snapshot.json, after version 166 was seen",
        ),
        (
            |floors| *floors.files.get_mut("targets.json").unwrap() += 1,
            "165.snapshot.json: version 14 of targets.json, after version 15 was seen",
        ),
        (
            |floors| floors.files.extend([("gone.json".to_owned(), 1)]),
            "165.snapshot.json: `gone.json` is no longer listed",
        ),
    ];
    for (raise, expected) in cases {
        let mut floors = seen.clone();
        raise(&mut floors);
        let (refused, after) = update(&folder, 15, floors.clone(), NOW, keep);
        let error = refused.unwrap_err();
        assert_eq!((error.code().id, error.to_string().as_str()), ("tuf.rollback", expected));
        assert_eq!(after.root, floors.root, "a floor is never lowered");
        assert!(after.timestamp >= seen.timestamp && after.snapshot >= seen.snapshot);
    }
}
