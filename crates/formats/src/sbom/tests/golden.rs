//! The documents of the cases, byte for byte.

use std::path::{Path, PathBuf};

use super::input;
use super::inventories::{Case, all};
use crate::hash::sha256;
use crate::sbom::{SbomFacts, cyclonedx, spdx};

fn rendered(case: &Case) -> [(&'static str, Vec<u8>); 2] {
    let scopes = case.inventory.scopes();
    let digest = sha256(b"the lockfile");
    let mut input = input(&case.inventory, &scopes, &case.project, &case.subjects);
    input.lockfile = case.lockfile.map(|name| (name, &digest));
    [("sbom.cyclonedx.json", cyclonedx::render(&input)), ("sbom.spdx.json", spdx::render(&input))]
}

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sbom").join(case)
}

/// `KEELMARK_BLESS=1` writes what is rendered instead of comparing it; `tests/interop/sbom.py` then
/// says whether the field's own libraries accept it.
#[test]
fn documents_are_as_recorded() {
    let bless = std::env::var_os("KEELMARK_BLESS").is_some();
    for case in all() {
        for (name, bytes) in rendered(&case) {
            let path = folder(case.name).join(name);
            if bless {
                std::fs::create_dir_all(folder(case.name)).expect("a folder");
                std::fs::write(&path, &bytes).expect("a file");
            }
            let recorded = std::fs::read(&path).expect("a recorded document");
            let (recorded, bytes) = (String::from_utf8(recorded), String::from_utf8(bytes));
            similar_lines(&recorded.expect("UTF-8"), &bytes.expect("UTF-8"), &path);
        }
    }
}

fn similar_lines(recorded: &str, rendered: &str, path: &Path) {
    for (number, (old, new)) in recorded.lines().zip(rendered.lines()).enumerate() {
        // The first difference is nearly always the UUID, which follows from the others.
        if !old.contains("urn:uuid:") && !old.contains("documentNamespace") {
            assert_eq!(old, new, "{} line {}", path.display(), number + 1);
        }
    }
    assert_eq!(recorded, rendered, "{}", path.display());
}

#[test]
fn what_is_written_reads_back_without_defects() {
    for case in all() {
        let [(_, cyclonedx), (_, spdx)] = rendered(&case);
        let cyclonedx = cyclonedx::parse(&cyclonedx).expect("readable");
        let spdx = spdx::parse(&spdx).expect("readable");
        assert_eq!(cyclonedx.defects, [], "{}", case.name);
        assert_eq!(spdx.defects, [], "{}", case.name);
        assert_eq!(named(&cyclonedx), named(&spdx), "{}", case.name);
        assert_eq!(cyclonedx.root, spdx.root, "{}", case.name);
        assert_eq!(cyclonedx.root_digests, spdx.root_digests, "{}", case.name);
        assert_eq!(cyclonedx.dependencies, spdx.dependencies, "{}", case.name);
        assert_eq!(cyclonedx.created, spdx.created, "{}", case.name);
    }
}

fn named<'a>(facts: &'a SbomFacts<'_>) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
    let mut named: Vec<_> = facts
        .components
        .iter()
        .map(|c| (&*c.name, c.version.as_deref(), c.purl.as_deref()))
        .collect();
    named.sort_unstable();
    named
}

#[test]
fn no_credential_is_written() {
    for case in all() {
        for (name, bytes) in rendered(&case) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            assert!(!text.contains("secret"), "{} {name}", case.name);
        }
    }
}

/// The UUID is derived from everything else, so anyone can derive it again.
#[test]
fn the_uuid_is_the_digest_of_the_rest() {
    const NIL: &str = "00000000-0000-0000-0000-000000000000";
    for case in all() {
        for (name, bytes) in rendered(&case) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let line = text.lines().find(|l| l.contains("serialNumber") || l.contains("Namespace"));
            let line = line.expect("an identity").trim_end_matches("\",");
            let uuid = &line[line.len() - NIL.len()..];
            let digest = sha256(text.replacen(uuid, NIL, 1).as_bytes()).hex();
            assert_eq!(uuid.replace('-', "")[..12], digest[..12], "{} {name}", case.name);
        }
    }
}

/// What tools that follow `DEPENDS_ON` alone reach is what any other reaches.
#[test]
fn every_dependency_has_depends_on_once() {
    for case in all() {
        let [_, (_, spdx)] = rendered(&case);
        let text = String::from_utf8(spdx).expect("UTF-8");
        let mut pairs: Vec<_> = case.inventory.edges.iter().map(|it| (it.from, it.to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(text.matches("\"DEPENDS_ON\"").count(), pairs.len(), "{}", case.name);
    }
}

#[test]
fn dependencies_that_were_not_read_are_unknown() {
    let mut case = all().into_iter().find(|case| case.name == "declared").expect("a case");
    case.inventory.basis = keelmark_model::Basis::Unread;
    let [(_, cyclonedx), (_, spdx)] = rendered(&case);
    assert_eq!(cyclonedx::parse(&cyclonedx).expect("readable").defects, []);
    assert_eq!(spdx::parse(&spdx).expect("readable").defects, []);
    let document: serde_json::Value = serde_json::from_slice(&cyclonedx).expect("JSON");
    assert_eq!(document["compositions"][0]["aggregate"], "unknown");
    // What the manifest declares beside them is listed, of the root alone.
    assert_eq!(document["dependencies"].as_array().map(Vec::len), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&spdx).expect("JSON");
    let comment = document["comment"].as_str().expect("text");
    assert!(comment.contains("decided by the build and were not read"), "{comment}");
}
