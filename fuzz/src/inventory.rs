//! Extractors, archives and images under fuzzing.

use keelmark_formats::extract::Extractor;
use keelmark_formats::{archive, extract, oci};
use keelmark_model::bom::{Component, ComponentKind, Context, State};

/// Whatever a file says, a bill can be made of it, and all its ends are tied.
pub(super) fn extracted(extractor: &'static Extractor, bytes: &[u8]) {
    let path = extractor.example;
    let Ok(extract) = (extractor.extract)(&extract::File { path, bytes }) else { return };
    let file =
        extract::Scanned { path: path.to_owned(), layer: None, extractor: extractor.id, extract };
    let root = Component::new(ComponentKind::Application, "target", State::Installed);
    let bom = extract::assemble(root, Context::Installed, vec![file], Vec::new());
    let ends = bom.dependencies.iter().flat_map(|edge| [edge.from, edge.to]);
    let hosts = bom.components.iter().filter_map(|component| component.within);
    for id in ends.chain(hosts).chain([bom.root]) {
        assert!((id.0 as usize) < bom.components.len(), "{id:?}");
    }
}

/// What an archive gives has paths that lead nowhere else.
pub(super) fn streamed(mut stream: impl archive::Stream) {
    while let Ok(Some(item)) = stream.advance() {
        let archive::Item::Member(member) = item else { continue };
        assert!(is_safe(&member.path), "{}", member.path);
        if std::io::copy(&mut stream, &mut std::io::sink()).is_err() {
            return;
        }
    }
}

fn is_safe(path: &str) -> bool {
    path.is_empty() || path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Whatever an image's document says, it says within limits.
pub(super) fn image(bytes: &[u8]) {
    drop(oci::parse(bytes));
    drop(oci::parse_config(bytes));
    drop(oci::parse_saved(bytes));
    drop(oci::registry::login(bytes, "docker.io"));
    drop(oci::registry::token(bytes));
    drop(str::from_utf8(bytes).ok().and_then(oci::registry::Challenge::parse));
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(platform) = text.parse::<oci::Platform>()
    {
        assert_eq!(platform.to_string().parse(), Ok(platform));
    }
}

pub(super) fn tar(bytes: &[u8]) {
    if let Ok(plain) = archive::compression::buffered(bytes) {
        streamed(archive::tar::Reader::new(plain, archive::name::Rules::ROOT));
    }
}

/// What was kept of a layer, as it lies in a folder that anything may have written to.
pub(super) fn kept(bytes: &[u8]) {
    let codes = &[keelmark_formats::codes::ALL];
    let known = extract::kept::Known { extractors: extract::ALL, codes };
    if let Some(kept) = extract::kept::parse(bytes, &known) {
        let again = extract::kept::parse(&extract::kept::render(&kept), &known);
        assert!(again.as_ref() == Some(&kept));
    }
}

pub(super) fn zip(bytes: &[u8]) {
    let Ok(mut opened) = archive::zip::Archive::open(std::io::Cursor::new(bytes)) else { return };
    let Ok(listing) = opened.list(|_| true) else { return };
    for entry in &listing.entries {
        assert!(is_safe(&entry.member.path), "{}", entry.member.path);
        if let Ok(mut content) = opened.open_entry(entry) {
            drop(std::io::copy(&mut content, &mut std::io::sink()));
        }
    }
}
