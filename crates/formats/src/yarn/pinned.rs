//! What a `yarn.lock` pins.
//!
//! Yarn 1 keeps a digest of each archive. Yarn 2 and later keep a `checksum`: an SHA-512 of the archive in the form
//! in which they store it, which they make from what the registry serves. It pins the contents, but only Yarn
//! with the same cache key (`10c0/`) can compare it; no registry states it. Of packages for some platforms only
//! they keep none.

use std::collections::HashMap;

use keelmark_model::purl::decode;
use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, Ecosystem, Edge, Package, PackageId, Source,
};

use crate::ParseError;
use crate::extract::Extract;
use crate::lock::{Resolution, extracted};

/// Where Yarn takes a package from of which the lock does not say it.
const REGISTRY: &str = "https://registry.yarnpkg.com/";

/// All that a lock pins, of Yarn 2 and later with its digests.
pub(super) fn resolution(
    read: &Extract,
    text: &str,
    berry: bool,
) -> Result<Resolution, ParseError> {
    let mut resolution = extracted::resolution(Ecosystem::Npm, REGISTRY, read)?;
    if berry {
        connect_patches(&mut resolution);
        take_checksums(&mut resolution, &Fields::of(text));
    }
    Ok(resolution)
}

/// A package that Yarn patches and the patched one stand in two entries: what needs the one is given the other.
fn connect_patches(resolution: &mut Resolution) {
    let packages = || (0..).map(PackageId).zip(&resolution.packages);
    let places: HashMap<&str, PackageId> =
        packages().flat_map(|(id, it)| it.paths.iter().map(move |path| (&**path, id))).collect();
    let mut edges = Vec::new();
    for (patched, package) in packages() {
        for path in &package.paths {
            let Some(base) = base_of(path).and_then(|base| places.get(base.as_str())) else {
                continue;
            };
            for (from, to) in [(patched, *base), (*base, patched)] {
                let (kind, extras) = (DependencyKind::Optional, Vec::new());
                edges.push(Edge { from, to, kind, extras, marker: None });
            }
        }
    }
    resolution.edges.extend(edges);
}

/// The descriptor of what is patched: `a@npm:^1` of `a@patch:a@npm%3A^1#~/a.patch`.
fn base_of(descriptor: &str) -> Option<String> {
    let (_, rest) = descriptor.split_once("@patch:")?;
    let base = rest.split('#').next().unwrap_or_default();
    decode(base).ok().map(std::borrow::Cow::into_owned)
}

/// Fields of entries that the inventory has no use for, by the line of the entry.
struct Fields<'a> {
    checksums: HashMap<u32, &'a str>,
    /// Entries that are for some platforms only.
    conditions: HashMap<u32, &'a str>,
}

impl<'a> Fields<'a> {
    /// Reads them as Yarn writes them: one a line. What stands there otherwise counts as not there.
    fn of(text: &'a str) -> Self {
        let mut fields = Self { checksums: HashMap::new(), conditions: HashMap::new() };
        let mut entry = 0;
        for (line, number) in text.lines().zip(1..) {
            if !line.starts_with([' ', '#']) && !line.is_empty() {
                entry = number;
            } else if let Some(value) = line.strip_prefix("  checksum: ") {
                fields.checksums.insert(entry, value);
            } else if let Some(value) = line.strip_prefix("  conditions: ") {
                fields.conditions.insert(entry, value);
            }
        }
        fields
    }
}

fn take_checksums(resolution: &mut Resolution, fields: &Fields<'_>) {
    let mut is_optional = vec![true; resolution.packages.len()];
    for edge in &resolution.edges {
        if let Some(it) = is_optional.get_mut(edge.to.0 as usize) {
            *it &= edge.kind == DependencyKind::Optional;
        }
    }
    for (package, is_optional) in resolution.packages.iter_mut().zip(is_optional) {
        let Some(file) = package.files.first_mut() else { continue };
        let line = package.line.unwrap_or_default();
        match fields.checksums.get(&line).map(|text| checksum(text)) {
            Some(Ok(digest)) => file.digests = vec![digest],
            Some(Err(error)) => {
                resolution
                    .broken
                    .push((package.line, format!("package `{}`: {error}", package.name)));
            }
            None if is_optional && fields.conditions.contains_key(&line) => {
                resolution.unchecked.extend(unchecked(package));
            }
            None => {}
        }
    }
}

/// Takes the file from a package of the registry, since nothing can be asked of it, and tells its name.
fn unchecked(package: &mut Package) -> Option<(Option<u32>, String)> {
    if package.source != Source::Registry(REGISTRY.to_owned()) {
        return None;
    }
    package.files.clear();
    package.source = Source::Unknown;
    Some((package.line, package.name.clone()))
}

/// `10c0/` and hexadecimal; the first versions left out what stands before the digest.
fn checksum(text: &str) -> Result<Digest, keelmark_model::DigestError> {
    let text = text.trim().trim_matches('"');
    let hex = text.rsplit_once('/').map_or(text, |(_, hex)| hex);
    Digest::from_hex(DigestAlgorithm::Sha512, hex)
}

#[cfg(test)]
mod tests {
    use super::super::Recorded;

    const LOCK: &str = "__metadata:\n  version: 8\n\n\
        \"a@npm:^1\":\n  version: 1.2.0\n  resolution: \"a@npm:1.2.0\"\n  dependencies:\n    b: \"npm:^2\"\n  \
        dependenciesMeta:\n    b:\n      optional: true\n  checksum: 10c0/DIGEST\n\n\
        \"b@npm:^2\":\n  version: 2.0.0\n  resolution: \"b@npm:2.0.0\"\n  conditions: os=darwin\n\n\
        \"b@patch:b@npm%3A^2#optional!builtin<compat/b>\":\n  version: 2.0.0\n  \
        resolution: \"b@patch:b@npm%3A2.0.0#optional!builtin<compat/b>::version=2.0.0&hash=aa\"\n  \
        conditions: os=darwin\n\n\
        \"p@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"p@workspace:.\"\n  dependencies:\n    a: \"npm:^1\"\n";

    fn told(lock: &str) -> String {
        let lock = lock.replace("DIGEST", &"0".repeat(128));
        let recorded = Recorded::parse(lock.as_bytes()).unwrap();
        let resolution = recorded.resolution;
        let packages = resolution.packages.iter().map(|it| {
            let digests = it.files.iter().map(|file| file.digests.len().to_string());
            format!("{} {}", it.name, digests.collect::<Vec<_>>().join(","))
        });
        let mut told: Vec<String> = packages.collect();
        told.extend(
            resolution.unchecked.iter().map(|(line, name)| format!("unchecked {line:?} {name}")),
        );
        told.extend(resolution.broken.iter().map(|(line, what)| format!("broken {line:?} {what}")));
        told.push(format!("{} edges", resolution.edges.len()));
        told.join("; ")
    }

    #[test]
    fn archives_have_checksums_but_those_for_some_platforms() {
        let whole = told(LOCK);
        assert_eq!(whole, "a 1; b ; b ; p ; unchecked Some(14) b; 4 edges");
        for (old, new, expected) in [
            ("  checksum: 10c0/DIGEST\n", "", "a 0; b ; b ; p ; unchecked Some(13) b; 4 edges"),
            (
                "10c0/DIGEST",
                "10c0/00",
                "a 0; b ; b ; p ; unchecked Some(14) b; \
                 broken Some(4) package `a`: a sha512 digest has 64 bytes, this one has 1; 4 edges",
            ),
            // One that is not optional, or is for every platform, has one.
            ("optional: true", "optional: false", "a 1; b 0; b ; p ; 4 edges"),
            ("  conditions: os=darwin\n\n\"b@patch", "\n\"b@patch", "a 1; b 0; b ; p ; 4 edges"),
            // What does not come from the registry has one, too.
            (
                "\"b@npm:2.0.0\"",
                "\"b@npm:2.0.0::__archiveUrl=https%3A%2F%2Fe.example%2Fb.tgz\"",
                "a 1; b 0; b ; p ; 4 edges",
            ),
        ] {
            assert_eq!(told(&LOCK.replacen(old, new, 1)), expected, "{new}");
        }
    }
}
