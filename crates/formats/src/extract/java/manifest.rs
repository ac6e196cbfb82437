//! `META-INF/MANIFEST.MF`: what an archive says of itself where Maven wrote nothing into it.
//!
//! Source: JAR File Specification, "JAR Manifest"; OSGi Core release 8, section 3.2 (bundle headers);
//! the bundle plugin of Maven for how a symbolic name is made of group and artifact.

use std::collections::BTreeMap;

use keelmark_model::Purl;
use keelmark_model::bom::{Component, ComponentKind, Evidence, State, Supplier};

use super::{Archive, license};
use crate::extract::{Extract, Extractor, File, Found, Pattern, xml};
use crate::{ParseError, limits};

pub(crate) static JAVA_MANIFEST: Extractor = Extractor {
    id: "java-manifest",
    version: 3,
    example: "lib/a-1.jar!/META-INF/MANIFEST.MF",
    reads: &[Pattern::Path("META-INF/MANIFEST.MF")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

/// The name is the file's: headers have titles for people. Hence the evidence, which yields to what
/// Maven says of the same archive.
fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let Some(archive) = Archive::of(file.path).filter(|archive| archive.home.ends_with('!')) else {
        return Ok(Extract::default());
    };
    let text = xml::decode(file.bytes);
    let headers = headers(&text);
    let (stem, file_version) = split(archive.stem);
    let artifact = artifact(&headers, stem);
    let name = artifact.unwrap_or(stem);
    let header = |names: &[&str]| names.iter().find_map(|name| headers.get(*name)).cloned();
    let version = file_version
        .map(str::to_owned)
        .or_else(|| header(&["Implementation-Version", "Bundle-Version", "Specification-Version"]))
        .map(|version| version.trim().to_owned())
        .filter(|version| !version.is_empty() && !version.contains("${"));
    let mut component = Component::new(ComponentKind::Library, name, State::Installed);
    let group = artifact.and_then(|name| group(&headers, name));
    if let Some(group) = &group {
        component.name = format!("{group}/{name}");
        let purl = Purl::new("maven", group, name);
        let version = version.as_deref().unwrap_or_default();
        match purl.and_then(|purl| purl.with_version(version)) {
            Ok(purl) => component.purl = Some(purl),
            Err(error) => return Ok(Extract::gap(file, None, error.to_string())),
        }
    }
    component.version = version;
    component.description = header(&["Bundle-Description", "Implementation-Title", "Bundle-Name"]);
    component.homepage =
        header(&["Bundle-DocURL", "Implementation-URL"]).filter(|url| url.starts_with("http"));
    let vendor = header(&["Implementation-Vendor", "Bundle-Vendor", "Specification-Vendor"]);
    component.supplier = vendor.map(|name| Supplier { name, url: None, email: None });
    component.licensing.declared = header(&["Bundle-License"]).map_or(Vec::new(), |text| {
        text.split(',').filter_map(|one| license(one.split(';').next(), None)).collect()
    });
    if let Some(module) = header(&["Automatic-Module-Name"]) {
        component.properties.insert("java:module".to_owned(), module);
    }
    let mut found = Found::new(component, Evidence::FileName, archive.class_path);
    archive.home.clone_into(&mut found.home);
    found.names = group.map_or(Vec::new(), |group| vec![format!("{group}:{name}")]);
    Ok(Extract { packages: vec![found], ..Extract::default() })
}

/// The main section: headers up to the first empty line. A line that begins with a space goes on
/// where the one before stopped.
fn headers(text: &str) -> BTreeMap<&str, String> {
    let mut headers: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = "";
    for line in text.lines().take_while(|line| !line.is_empty()) {
        if let Some(more) = line.strip_prefix(' ') {
            if let Some(value) = headers.get_mut(last) {
                value.push_str(more);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            last = name;
            headers.insert(name, value.trim_start().to_owned());
        }
    }
    for value in headers.values_mut() {
        value.truncate(value.trim_end().len());
    }
    headers.retain(|_, value| !value.is_empty());
    headers
}

/// The artifact that an archive whose file is called `stem` is. Files are renamed, and the title that Maven gives
/// archives is the artifact's name unless the project has one for people. None, where the two are of
/// different things.
fn artifact<'a>(headers: &'a BTreeMap<&str, String>, stem: &'a str) -> Option<&'a str> {
    let legal =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    let title = headers.get("Implementation-Title").map(String::as_str);
    // With the group's name no other rule than this has used the title.
    let title = title.filter(|title| {
        headers.contains_key("Implementation-Vendor-Id")
            && title.chars().all(legal)
            && *title != stem
    });
    let Some(title) = title.filter(|title| !is_for_scala(stem, title)) else { return Some(stem) };
    let goes_on = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.starts_with(['-', '.', '_']))
    };
    (goes_on(title, stem) || goes_on(stem, title)).then_some(title)
}

/// Whether `stem` is what sbt calls the artifact of the project `title`, for a version of Scala: `cats_2.12`.
fn is_for_scala(stem: &str, title: &str) -> bool {
    let version = stem.strip_prefix(title).and_then(|rest| rest.strip_prefix('_'));
    version.is_some_and(|version| {
        version.starts_with(['2', '3']) && version.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

/// What is told of the archive at `path` by its file name alone.
pub(super) fn by_name(path: &str) -> Option<Found> {
    let home = format!("{path}!");
    let inside = format!("{home}/META-INF/");
    let archive = Archive::of(&inside)?;
    let (name, version) = split(archive.stem);
    let mut component = Component::new(ComponentKind::Library, name, State::Installed);
    component.version = version.map(str::to_owned);
    let mut found = Found::new(component, Evidence::FileName, archive.class_path);
    found.names.clear();
    found.home.clone_from(&home);
    Some(found)
}

/// Name and version of an archive called `commons-io-2.11.0`.
fn split(stem: &str) -> (&str, Option<&str>) {
    let begins = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    let at = stem.match_indices('-').find(|(at, _)| begins(&stem[at + 1..]));
    at.map_or((stem, None), |(at, _)| (&stem[..at], Some(&stem[at + 1..])))
}

/// The group Maven knows the archive called `name` by, as far as headers give it away.
///
/// `Implementation-Vendor-Id` was the group in archives of Maven 2. A bundle's symbolic name is the
/// group, `.` and the artifact, of which a part that ends the group as well is written once:
/// `org.apache.commons` and `commons-io` make `org.apache.commons.io`.
fn group(headers: &BTreeMap<&str, String>, name: &str) -> Option<String> {
    let symbolic = headers.get("Bundle-SymbolicName").map_or("", |text| text.as_str());
    let symbolic = symbolic.split(';').next().unwrap_or_default().trim();
    let whole = symbolic.strip_suffix(name).and_then(|rest| rest.strip_suffix('.'));
    let shared = || {
        let (group, rest) = symbolic.rsplit_once('.')?;
        let last = group.rsplit('.').next()?;
        let tail = name.strip_prefix(last)?.strip_prefix(['-', '.', '_'])?;
        (tail == rest).then_some(group)
    };
    let equal = || {
        let last = symbolic.rsplit('.').next()?;
        (last == name && !symbolic.contains('-')).then_some(symbolic)
    };
    let vendor = || headers.get("Implementation-Vendor-Id").map(String::as_str);
    let group = vendor().or_else(shared).or(whole).or_else(equal)?;
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (group.contains('.') && group.chars().all(legal)).then(|| group.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{artifact, group, headers, split};

    #[test]
    fn a_file_name_is_split_before_its_version() {
        for (stem, wanted) in [
            ("commons-io-2.11.0", ("commons-io", Some("2.11.0"))),
            ("guava-31.1-jre", ("guava", Some("31.1-jre"))),
            ("log4j-1.2-api-2.17.1", ("log4j", Some("1.2-api-2.17.1"))),
            ("commons-io", ("commons-io", None)),
        ] {
            assert_eq!(split(stem), wanted, "{stem}");
        }
    }

    #[test]
    fn a_title_names_the_artifact_where_it_is_one() {
        for (title, stem, wanted) in [
            ("log4j-core", "log4j", Some("log4j-core")),
            ("log4j-core", "log4j-core", Some("log4j-core")),
            ("core", "core-all", Some("core")),
            ("Apache Commons IO", "commons-io", Some("commons-io")),
            ("breeze", "breeze_2.12", Some("breeze_2.12")),
            ("core", "core_all", Some("core")),
            ("other", "log4j", None),
        ] {
            let text = format!("Implementation-Title: {title}\nImplementation-Vendor-Id: g.h\n");
            assert_eq!(artifact(&headers(&text), stem), wanted, "{title} {stem}");
        }
        let text = "Implementation-Title: other\n";
        assert_eq!(artifact(&headers(text), "log4j"), Some("log4j"), "no group to go with it");
    }

    #[test]
    fn lines_are_joined_and_sections_end() {
        let text = "Manifest-Version: 1.0\r\nBundle-Name: a \r\n  b\r\nEmpty: \r\n\r\nName: x\r\n";
        let headers = headers(text);
        assert_eq!(
            headers.into_iter().collect::<Vec<_>>(),
            [("Bundle-Name", "a  b".to_owned()), ("Manifest-Version", "1.0".to_owned()),]
        );
    }

    #[test]
    fn the_group_is_read_off_a_symbolic_name() {
        for (text, name, wanted) in [
            (
                "Bundle-SymbolicName: org.apache.commons.io;x=1",
                "commons-io",
                Some("org.apache.commons"),
            ),
            (
                "Bundle-SymbolicName: com.fasterxml.jackson.core.jackson-core",
                "jackson-core",
                Some("com.fasterxml.jackson.core"),
            ),
            ("Implementation-Vendor-Id: org.slf4j", "slf4j-api", Some("org.slf4j")),
            ("Bundle-SymbolicName: slf4j.api", "slf4j-api", None),
            ("Bundle-SymbolicName: a/b.c", "c", None),
            ("", "c", None),
        ] {
            assert_eq!(group(&headers(text), name).as_deref(), wanted, "{text}");
        }
    }
}
