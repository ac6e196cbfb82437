//! The documents of the bills, byte for byte.

use std::path::{Path, PathBuf};

use keelmark_model::{Bom, Timestamp};

use super::bills::all;
use crate::hash::sha256;
use crate::sbom::document::{Format, RenderOptions, render};
use crate::sbom::{cyclonedx, spdx};

fn document(bom: &Bom, format: Format) -> Vec<u8> {
    let created = Timestamp(1_767_225_600);
    render(bom, &RenderOptions { format, created, tool_version: "0.0.0" })
}

fn path(bill: &str, format: Format) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sbom/document").join(bill);
    let name = format.name().replace('@', "-");
    folder.join(format!("{name}.{}", format.extension()))
}

/// `KEELMARK_BLESS=1` writes what is rendered instead of comparing it;
/// `tests/interop/inventory/documents.py` then says whether the formats' own libraries accept it.
#[test]
fn documents_are_as_recorded() {
    let bless = std::env::var_os("KEELMARK_BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, bom) in all() {
        for format in Format::ALL {
            let (path, bytes) = (path(name, format), document(&bom, format));
            if bless {
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(&path, &bytes).expect("a file");
            } else if std::fs::read(&path).ok().as_ref() != Some(&bytes) {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "documents differ: {wrong:?}");
}

#[test]
fn documents_keep_to_the_rules_they_are_read_by() {
    for (name, bom) in all() {
        for format in Format::ALL {
            let bytes = document(&bom, format);
            let defects = match format {
                Format::CycloneDxJson(_) => cyclonedx::parse(&bytes).expect("readable").defects,
                Format::SpdxJson => spdx::parse(&bytes).expect("readable").defects,
                Format::SpdxTagValue | Format::SpdxJsonLd => continue,
            };
            assert_eq!(defects, [], "{name} {}", format.name());
        }
    }
}

/// The UUID is derived from everything else, so anyone can derive it again.
#[test]
fn the_uuid_is_the_digest_of_the_rest() {
    const NIL: &str = "00000000-0000-0000-0000-000000000000";
    for (name, bom) in all() {
        for format in Format::ALL {
            let text = String::from_utf8(document(&bom, format)).expect("UTF-8");
            let before = match format {
                Format::CycloneDxJson(_) => "urn:uuid:",
                _ => "https://spdx.org/spdxdocs/",
            };
            let start = text.find(before).expect("an identity") + before.len();
            let rest = &text[start..];
            let uuid = rest.split(['"', '#', '\n']).next().expect("a name");
            let uuid = &uuid[uuid.len() - NIL.len()..];
            let digest = sha256(text.replace(uuid, NIL).as_bytes()).hex();
            assert_eq!(uuid.replace('-', "")[..12], digest[..12], "{name} {}", format.name());
        }
    }
}
