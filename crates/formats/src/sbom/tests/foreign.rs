//! Documents of others: what they say, and what is wrong with them.

use std::fmt::Write as _;
use std::path::Path;

use crate::sbom::{SbomFacts, SbomFormat, cyclonedx, spdx};
use crate::{ParseError, data};

type Parse = for<'a> fn(&'a [u8]) -> Result<SbomFacts<'a>, ParseError>;

/// What is said of a document, for people to compare.
fn told(facts: &SbomFacts<'_>) -> String {
    let format = match facts.format {
        SbomFormat::CycloneDx => "CycloneDX",
        SbomFormat::Spdx => "SPDX",
    };
    let mut text = format!("{format} {}\n", facts.spec_version);
    for (what, value) in [("identity", &facts.identity), ("created", &facts.created)] {
        let _ = writeln!(text, "{what} {}", value.as_deref().unwrap_or("-"));
    }
    for (what, component) in facts
        .root
        .iter()
        .map(|root| ("root", root))
        .chain(facts.components.iter().map(|component| ("component", component)))
    {
        let version = component.version.as_deref().unwrap_or("-");
        let purl = component.purl.as_deref().unwrap_or("-");
        let _ = writeln!(text, "{what} {:?} {version:?} {purl:?}", component.name);
    }
    for digest in &facts.root_digests {
        let _ = writeln!(text, "digest {digest}");
    }
    let _ = writeln!(text, "dependencies {}", facts.dependencies);
    for defect in &facts.defects {
        let at = defect.at.map_or("-".to_owned(), |at| at.to_string());
        let _ = writeln!(text, "defect {} {at} {}", defect.code, defect.message);
    }
    text
}

/// Each `testdata/sbom/foreign/<format>-<case>.json` has beside it what is said of it;
/// `KEELMARK_BLESS=1` writes that.
#[test]
fn foreign_documents_are_told_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sbom/foreign");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let parse: Parse = if name.starts_with("spdx") { spdx::parse } else { cyclonedx::parse };
        if path.extension().is_some_and(|extension| extension == "json") {
            count += 1;
            let bytes = std::fs::read(&path).expect("a document");
            let told = told(&parse(&bytes).expect("readable"));
            let record = path.with_extension("txt");
            if std::env::var_os("KEELMARK_BLESS").is_some() {
                std::fs::write(&record, &told).expect("a file");
            }
            assert_eq!(std::fs::read_to_string(&record).expect("a record"), told, "{name}");
        }
    }
    assert_eq!(count, 7);
}

#[test]
fn other_documents_are_refused() {
    let cases: [(&str, Parse, &str); 8] = [
        ("", cyclonedx::parse, "document.empty"),
        ("{\"bomFormat\":\"CycloneDX\"", cyclonedx::parse, "document.syntax"),
        (
            "{\"bomFormat\":\"CycloneDX\",\"bomFormat\":\"CycloneDX\"}",
            cyclonedx::parse,
            "document.syntax",
        ),
        ("{}", cyclonedx::parse, "sbom.format"),
        ("{\"spdxVersion\":\"SPDX-2.3\"}", cyclonedx::parse, "sbom.format"),
        ("{\"bomFormat\":\"CycloneDX\"}", spdx::parse, "sbom.format"),
        ("{\"bomFormat\":\"CycloneDX\",\"components\":[{}]}", cyclonedx::parse, "document.shape"),
        ("{\"spdxVersion\":\"SPDX-2.3\",\"packages\":{}}", spdx::parse, "document.shape"),
    ];
    for (text, parse, code) in cases {
        let error = parse(text.as_bytes()).expect_err(text);
        assert_eq!(error.code.id, code, "{text}");
    }
}

#[test]
fn defects_are_bounded() {
    let component = r#"{"type":"library","name":""}"#;
    let components = vec![component; 1000].join(",");
    let text = format!(r#"{{"bomFormat":"CycloneDX","components":[{components}]}}"#);
    let facts = cyclonedx::parse(text.as_bytes()).expect("readable");
    assert_eq!(facts.components.len(), 1000);
    assert_eq!(facts.defects.len(), crate::limits::SBOM_DEFECTS);
}

/// The documents that dpone 0.88.0 wrote, where they are to be had.
#[test]
fn dpone_documents_are_readable_and_not_valid() {
    let Some(folder) = data::folder("dpone-golden") else { return };
    let bytes = std::fs::read(folder.join("sbom.cyclonedx.json")).expect("a document");
    let facts = cyclonedx::parse(&bytes).expect("readable");
    assert_eq!((facts.components.len(), facts.dependencies), (7, 0));
    let codes: Vec<_> = facts.defects.iter().map(|defect| defect.code.id).collect();
    assert_eq!(codes.iter().filter(|code| **code == "sbom.purl").count(), 2, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "sbom.value").count(), 14, "{codes:?}");

    let bytes = std::fs::read(folder.join("sbom.spdx.json")).expect("a document");
    let facts = spdx::parse(&bytes).expect("readable");
    assert_eq!((facts.root, facts.components.len()), (None, 7));
    assert!(facts.defects.iter().any(|defect| defect.code.id == "sbom.root"));
}
