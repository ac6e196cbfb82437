//! `.PKGINFO`: what a package file of Alpine says of itself.
//!
//! Source: apk-package(5): `name = value` lines. pacman's packages have a file of the same name and form.

use keelmark_model::bom::Evidence;

use super::super::{Extract, Extractor, File, Found, Pattern};
use super::apk_installed::{Stated, named, need};
use super::{Root, made_by, maker, owns_all};
use crate::{ParseError, limits};

/// `.PKGINFO` of an `.apk` file.
pub(crate) static PACKAGE_INFO: Extractor = Extractor {
    id: "package-info",
    version: 2,
    example: ".PKGINFO",
    reads: &[Pattern::Name(".PKGINFO")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

#[expect(clippy::unnecessary_wraps, reason = "the type of every extractor")]
fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, ".PKGINFO") else { return Ok(extract) };
    let text = String::from_utf8_lossy(file.bytes);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let fields: Vec<(&str, &str)> =
        lines.filter_map(|line| line.split_once('=')).map(|(k, v)| (k.trim(), v.trim())).collect();
    let all = |name: &'static str| {
        fields.iter().filter(move |(known, _)| *known == name).map(|(_, value)| *value)
    };
    let field = |name| all(name).next();
    // pacman's says by what it was built, and has a name for the sources.
    if field("pkgbase").is_some() || field("xdata").is_some() {
        return Ok(extract);
    }
    let (Some(name), Some(version)) = (field("pkgname"), field("pkgver")) else {
        extract.gaps.push(file.entry_gap(None, "a package without a name or a version"));
        return Ok(extract);
    };
    let stated = Stated {
        name,
        version,
        architecture: field("arch"),
        origin: field("origin"),
        license: field("license"),
        maintainer: field("maintainer"),
        description: field("pkgdesc"),
        homepage: field("url"),
        commit: field("commit"),
    };
    match stated.component() {
        Ok(mut component) => {
            let maker = field("maintainer").and_then(maker);
            component.purl = component.purl.map(|purl| made_by(purl, maker));
            let mut found = Found::new(component, Evidence::Manifest, file.path);
            found.names.extend(all("provides").map(|word| named(word).0.to_owned()));
            found.needs = all("depend").filter_map(need).take(limits::PACKAGE_NEEDS).collect();
            found.is_project = true;
            found.home = root.home("PKGINFO", name);
            extract.claims.push(owns_all(root, &found.home));
            extract.packages.push(found);
        }
        Err(error) => extract.gaps.push(file.entry_gap(None, format!("package {name}: {error}"))),
    }
    Ok(extract)
}
