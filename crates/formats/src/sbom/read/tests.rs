//! What is written is read back, and documents of other tools are understood.

use std::fmt::Write as _;
use std::path::Path;

use keelmark_model::{Bom, Timestamp};
use proptest::prelude::*;

use super::super::document::{Format, RenderOptions, render, tests};
use super::{Reading, read};

fn document(bom: &Bom, format: Format) -> Vec<u8> {
    let created = Timestamp(1_767_225_600);
    render(bom, &RenderOptions { format, created, tool_version: "0.0.0" })
}

#[test]
fn bills_are_read_back() {
    let mut wrong = Vec::new();
    for (name, bom) in tests::bills::all() {
        for format in Format::ALL {
            let reading = read(&document(&bom, format)).expect("readable");
            assert_eq!(reading.losses, [], "{name} {}", format.name());
            let wanted = tests::bills::kept(&bom, format);
            let (read, wanted) = (format!("{:#?}", reading.bom), format!("{wanted:#?}"));
            if read != wanted {
                let lines = read.lines().zip(wanted.lines()).filter(|(one, other)| one != other);
                let first: Vec<_> = lines.take(6).collect();
                wrong.push(format!("{name} {}: {first:#?}", format.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a scope of another tool's means is not known, so it is kept as it is; one of keelmark's own follows
/// from what it notes.
#[test]
fn scopes_of_other_tools_are_kept() {
    let foreign = br#"{"bomFormat":"CycloneDX","specVersion":"1.6",
        "metadata":{"component":{"type":"application","name":"r","bom-ref":"r","scope":"required"}},
        "components":[{"type":"library","name":"a","bom-ref":"a","scope":"optional"},
        {"type":"library","name":"b","bom-ref":"b"},
        {"type":"library","name":"c","bom-ref":"c","scope":"perhaps"}]}"#;
    let first = read(foreign).expect("readable");
    assert_eq!(first.losses.len(), 1, "{:?}", first.losses);
    let scopes = |bom: &Bom| {
        let all = bom.components.iter();
        all.map(|one| one.properties.get("scope").cloned().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(scopes(&first.bom), ["optional", "", "", "required"]);
    for format in Format::ALL {
        let written = document(&first.bom, format);
        assert_eq!(scopes(&read(&written).expect("readable").bom), scopes(&first.bom));
        let text = String::from_utf8(written).expect("UTF-8");
        let field = matches!(format, Format::CycloneDxJson(_));
        assert_eq!(text.contains(r#""scope": "optional""#), field, "{}", format.name());
        assert_eq!(
            text.contains("keelmark:scope"),
            format == Format::SpdxJsonLd,
            "{}",
            format.name()
        );
    }
    let own = read(&document(&tests::bills::image(), Format::ALL[0])).expect("readable").bom;
    assert!(scopes(&own).iter().all(String::is_empty));
}

/// `testdata/sbom/read` has documents as other tools write them, and beside each what is understood of
/// it. `KEELMARK_BLESS=1` writes the latter. cargo-cyclonedx 0.5.9 wrote those of its name for the crate
/// ignore 0.4.25, as it is on crates.io, in `/mnt`.
#[test]
fn documents_of_other_tools_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sbom/read");
    let entries = std::fs::read_dir(&folder).expect("a folder");
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            continue;
        }
        count += 1;
        let told = match read(&std::fs::read(&path).expect("a file")) {
            Ok(reading) => tell(&reading),
            Err(error) => format!("{} {}\n", error.code, error.message),
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("KEELMARK_BLESS").is_some() {
            std::fs::write(&expected, &told).expect("a file to write");
        }
        let expected = std::fs::read_to_string(&expected).expect("what is expected");
        assert_eq!(told, expected, "{}", path.display());
    }
    assert!(count > 3, "documents are missing");
}

fn tell(reading: &Reading) -> String {
    let bom = &reading.bom;
    let mut text = format!("{} {:?}\n", reading.format, bom.context);
    let tools = bom.tools.iter().map(|tool| format!("{:?} {:?}", tool.name, tool.version));
    let _ = writeln!(text, "by {} {:?}", tools.collect::<Vec<_>>().join(", "), bom.authors);
    for (id, component) in bom.iter() {
        let root = if id == bom.root { " (root)" } else { "" };
        let _ = writeln!(text, "{component:#?}{root}");
        for edge in bom.needs(id) {
            let _ = writeln!(text, "  -> {} {:?}", bom.component(edge.to).name, edge.kind);
        }
    }
    for gap in &bom.gaps {
        let _ = writeln!(text, "gap {} {}", gap.code, gap.message);
    }
    for loss in &reading.losses {
        let _ = writeln!(text, "lost {} {}", loss.count, loss.field);
    }
    // What is not known would fill most lines.
    let known = text.lines().filter(|line| !line.ends_with(": None,") && !line.ends_with(": [],"));
    known.map(|line| format!("{line}\n")).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_tags_are_read_without_panic(text in "(SPDXVersion: SPDX-2.3\n)?([A-Za-z]{0,9}: ?(<text>)?[ -~]{0,9}(</text>)?\n?){0,5}") {
        let _ = read(text.as_bytes());
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    for text in [
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#,
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n",
    ] {
        let marked = format!("\u{feff}{text}");
        let plain = read(text.as_bytes()).expect("readable");
        assert_eq!(read(marked.as_bytes()).expect("readable"), plain, "{text}");
    }
}
