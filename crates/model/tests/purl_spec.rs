//! The test suite of the Package URL specification, where it is at hand.
//!
//! `KEELMARK_DATA` names the folder that has `purl-spec/tests`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "skips and counts are shown")]

use std::path::{Path, PathBuf};

use keelmark_model::{Purl, PurlError};
use serde_json::Value;

/// Tests that are wrong by the specification and by other tests of the suite.
///
/// They ask that a key with capitals is refused. ECMA-427 does say of keys that they shall be of lowercase
/// letters, but so it does of types, and says how either is read: "How to parse a PURL string" makes the
/// key of the lowercase of what stands left of the `=`, and the type of the lowercase of what stands left
/// of the first `/`. The suite agrees for every type written in capitals, these two among them
/// (`pkg:Rpm/`), and for keys in `maven`, where [`SAME_KEY`] is *required* to be read. No rule tells
/// `repositorY_url` from `Platform`: whoever passes these two fails that one. We follow the procedure.
const CONTRADICTORY: [&str; 2] = [
    "pkg:gem/jruby-launcher@1.1.2?Platform=java",
    "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25",
];

/// The beginning of a key with a capital that the suite requires to be read.
const SAME_KEY: &str = "type=pom&repositorY_url=";

#[test]
fn specification_suite() {
    let Some(folder) = suite() else {
        println!("skipped: the purl-spec tests are not at hand; set KEELMARK_DATA");
        return;
    };
    let (mut passed, mut contradictory, mut failed) = (0, 0, Vec::new());
    let mut is_same_key_required = false;
    for file in json_files(&folder) {
        let bytes = std::fs::read(&file).unwrap();
        let suite: Value = serde_json::from_slice(&bytes).unwrap();
        for case in suite["tests"].as_array().unwrap() {
            let is_contradictory = case["test_type"] == "parse"
                && case["input"].as_str().is_some_and(|input| CONTRADICTORY.contains(&input));
            is_same_key_required |= case["test_group"] == "required"
                && case["expected_failure"] == false
                && case["input"].as_str().is_some_and(|input| input.contains(SAME_KEY));
            match (holds(case), is_contradictory) {
                (true, false) => passed += 1,
                (false, true) => contradictory += 1,
                _ => failed.push(format!("{}: {case}", file.display())),
            }
        }
    }
    println!("purl-spec: {passed} pass, {contradictory} contradict others");
    assert!(failed.is_empty(), "{} fail:\n{}", failed.len(), failed.join("\n"));
    assert!(passed > 500, "the suite is not all there");
    assert_eq!(contradictory, CONTRADICTORY.len());
    assert!(is_same_key_required, "nothing contradicts the cases left out: they may be right");
}

fn suite() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("KEELMARK_DATA").map_or_else(beside, PathBuf::from);
    Some(data.join("purl-spec/tests")).filter(|folder| folder.is_dir())
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
    };
    let mut files = entries(folder).iter().flat_map(|sub| entries(sub)).collect::<Vec<_>>();
    files.sort();
    files
}

fn holds(case: &Value) -> bool {
    let input = &case["input"];
    let result = match input {
        Value::String(text) => text.parse::<Purl>(),
        parts => build(parts),
    };
    match (case["expected_failure"].as_bool().unwrap(), case["test_type"].as_str().unwrap()) {
        (true, _) => result.is_err(),
        (false, "parse") => build(&case["expected_output"]) == result && result.is_ok(),
        (false, _) => {
            result.is_ok_and(|purl| purl.to_string() == case["expected_output"].as_str().unwrap())
        }
    }
}

fn build(parts: &Value) -> Result<Purl, PurlError> {
    let text = |field: &str| parts[field].as_str().unwrap_or_default();
    let mut purl = Purl::new(text("type"), text("namespace"), text("name"))?
        .with_version(text("version"))?
        .with_subpath(text("subpath"));
    for (key, value) in parts["qualifiers"].as_object().into_iter().flatten() {
        purl = purl.with_qualifier(key, value.as_str().unwrap())?;
    }
    Ok(purl)
}
