//! What the header of one package says.
//!
//! Source: the numbers of tags and flags are those of `rpmtag.h` and `rpmds.h` of RPM.

use std::borrow::Cow;

use keelmark_model::bom::{
    Completeness, Component, ComponentKind, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{Digest, DigestAlgorithm, Purl, PurlError};

use super::super::super::{Found, Need, OwnedFile};
use super::super::{PathBytes, Root};
use super::header::Header;
use super::index;
use crate::license::License;
use crate::limits;

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const SUMMARY: u32 = 1004;
const VENDOR: u32 = 1011;
const LICENSE: u32 = 1014;
const PACKAGER: u32 = 1015;
const URL: u32 = 1020;
const ARCH: u32 = 1022;
const FILE_DIGESTS: u32 = 1035;
const SOURCE_RPM: u32 = 1044;
const PROVIDE_NAME: u32 = 1047;
const REQUIRE_FLAGS: u32 = 1048;
const REQUIRE_NAME: u32 = 1049;
const REQUIRE_VERSION: u32 = 1050;
const DIRECTORY_INDEXES: u32 = 1116;
const BASE_NAMES: u32 = 1117;
const DIRECTORY_NAMES: u32 = 1118;
const FILE_DIGEST_ALGORITHM: u32 = 5011;
const MODULARITY_LABEL: u32 = 5096;

/// Flags of a need: how versions compare, that it may be missing, that RPM itself is to answer it.
const LESS: u32 = 1 << 1;
const GREATER: u32 = 1 << 2;
const EQUAL: u32 = 1 << 3;
const MISSING_OK: u32 = 1 << 19;
const OF_RPM: u32 = 1 << 24;

/// A package with the files it owns.
pub(super) struct Package {
    pub(super) found: Found,
    pub(super) files: Vec<OwnedFile>,
    /// Whether `files` are all.
    pub(super) has_all_files: bool,
}

/// The package that `header` describes; `None` for a key that the database keeps among packages.
pub(super) fn package(
    header: &Header<'_>,
    evidence: Evidence,
    root: Root<'_>,
    paths: &mut PathBytes,
) -> Option<Result<Package, String>> {
    let Some(name) = header.string(NAME) else {
        return Some(Err("a package without a name".to_owned()));
    };
    if name == "gpg-pubkey" {
        return None;
    }
    let component = match component(header, &name) {
        Ok(component) => component,
        Err(error) => return Some(Err(format!("package {name}: {error}"))),
    };
    let mut found = Found::new(component, evidence, root.environment());
    let provided = header.strings(PROVIDE_NAME).take(limits::PACKAGE_NEEDS).map(Cow::into_owned);
    found.names.extend(provided);
    found.needs = needs(header);
    let mut package = Package { found, files: Vec::new(), has_all_files: true };
    add_files(header, root, paths, &mut package);
    Some(Ok(package))
}

fn component(header: &Header<'_>, name: &str) -> Result<Component, PurlError> {
    let version = header.string(VERSION).unwrap_or_default();
    let release = header.string(RELEASE).map_or(String::new(), |release| format!("-{release}"));
    let version = format!("{version}{release}");
    let epoch = header.numbers(EPOCH).next();
    let source = header.string(SOURCE_RPM);
    // Packages of sources are not built from others, and name the machine they were made on.
    let architecture = match (&source, header.string(ARCH)) {
        (None, Some(_)) => Some(Cow::Borrowed("src")),
        (_, architecture) => architecture,
    };
    let purl = Purl::new("rpm", "", name)?
        .with_version(&version)?
        .with_qualifier("arch", architecture.as_deref().unwrap_or_default())?
        .with_qualifier("epoch", &epoch.map_or(String::new(), |epoch| epoch.to_string()))?
        .with_qualifier("upstream", source.as_deref().unwrap_or_default())?;
    let mut component = Component::new(ComponentKind::Library, name, State::Installed);
    component.version =
        Some(epoch.map_or_else(|| version.clone(), |epoch| format!("{epoch}:{version}")));
    component.purl = Some(purl);
    let license = header.string(LICENSE).and_then(|text| License::stated(&text));
    component.licensing.declared.extend(license.map(LicenseClaim::from));
    component.supplier = header.string(VENDOR).or_else(|| header.string(PACKAGER)).map(supplier);
    component.description = header.string(SUMMARY).map(Cow::into_owned);
    component.homepage = header.string(URL).map(Cow::into_owned);
    component.dependencies = Completeness::Complete;
    for (name, value) in
        [("rpm:source", source), ("rpm:modularity", header.string(MODULARITY_LABEL))]
    {
        component.properties.extend(value.map(|value| (name.to_owned(), value.into_owned())));
    }
    Ok(component)
}

fn supplier(name: Cow<'_, str>) -> Supplier {
    super::super::party(&name).unwrap_or(Supplier {
        name: name.into_owned(),
        url: None,
        email: None,
    })
}

fn needs(header: &Header<'_>) -> Vec<Need> {
    let flags = header.numbers(REQUIRE_FLAGS).chain(std::iter::repeat(0));
    let versions = header.strings(REQUIRE_VERSION).chain(std::iter::repeat(Cow::Borrowed("")));
    let all = header.strings(REQUIRE_NAME).zip(flags).zip(versions);
    let own = all.filter(|((name, flags), _)| {
        flags & OF_RPM == 0 && !name.is_empty() && !name.starts_with("rpmlib(")
    });
    let needs = own.map(|((name, flags), version)| {
        let mut need = if name.starts_with('(') { rich(&name) } else { Need::runtime(&*name) };
        need.is_optional |= flags & MISSING_OK != 0;
        need.marker = requirement(flags, &version);
        need
    });
    needs.take(limits::PACKAGE_NEEDS).collect()
}

fn requirement(flags: u32, version: &str) -> Option<String> {
    let operator = match (flags & LESS != 0, flags & GREATER != 0, flags & EQUAL != 0) {
        (true, _, true) => "<=",
        (true, _, false) => "<",
        (_, true, true) => ">=",
        (_, true, false) => ">",
        (_, _, true) => "=",
        _ => return None,
    };
    (!version.is_empty()).then(|| format!("({operator} {version})"))
}

/// `(a >= 1 with a < 2)`, `(a or b)`, `(a if b)`: the names that may answer it. What holds under a
/// condition only may be missing.
///
/// Source: "Boolean dependencies" of RPM's manual. Of parts that must all hold, the first stands for
/// them.
fn rich(text: &str) -> Need {
    let mut need = Need::runtime("");
    need.any_of.clear();
    let mut words = text.split_ascii_whitespace().map(|word| word.trim_start_matches('('));
    need.any_of.extend(words.next().map(name_in_rich));
    while let Some(word) = words.next() {
        match word {
            "or" => need.any_of.extend(words.next().map(name_in_rich)),
            "if" | "unless" => {
                need.is_optional = true;
                break;
            }
            "and" | "with" | "without" => break,
            _ => {}
        }
    }
    need
}

/// A name without the parenthesis that closes the whole; names have pairs of their own.
fn name_in_rich(word: &str) -> String {
    let mut excess = word.matches(')').count().saturating_sub(word.matches('(').count());
    let of_the_whole = |c| {
        let is_more = c == ')' && excess > 0;
        excess = excess.saturating_sub(1);
        is_more
    };
    word.trim_end_matches(of_the_whole).to_owned()
}

/// Adds the files of `header` to `package`, and to its names those that others ask for by their path.
fn add_files(header: &Header<'_>, root: Root<'_>, paths: &mut PathBytes, package: &mut Package) {
    let folders: Vec<Cow<'_, str>> = header.strings(DIRECTORY_NAMES).collect();
    let algorithm = digest_algorithm(header.numbers(FILE_DIGEST_ALGORITHM).next());
    let digests = header.strings(FILE_DIGESTS).chain(std::iter::repeat(Cow::Borrowed("")));
    let files = header.strings(BASE_NAMES).zip(header.numbers(DIRECTORY_INDEXES)).zip(digests);
    for ((name, folder), digest) in files {
        let Some(folder) = folders.get(index(folder)) else { continue };
        if !paths.take(folder.len() + name.len()) {
            package.has_all_files = false;
            return;
        }
        let path = format!("{folder}{name}");
        if folder.ends_with("bin/") || folder.starts_with("/etc/") {
            package.found.names.push(path.clone());
        }
        let digest = algorithm.and_then(|algorithm| Digest::from_hex(algorithm, &digest).ok());
        package.files.extend(root.owned(&path, digest));
    }
}

/// Numbers of OpenPGP; the first packages had MD5 and did not say so.
fn digest_algorithm(number: Option<u32>) -> Option<DigestAlgorithm> {
    match number {
        None | Some(1) => Some(DigestAlgorithm::Md5),
        Some(2) => Some(DigestAlgorithm::Sha1),
        Some(8) => Some(DigestAlgorithm::Sha256),
        Some(9) => Some(DigestAlgorithm::Sha384),
        Some(10) => Some(DigestAlgorithm::Sha512),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::tests::written;
    use super::*;

    fn read(
        strings: &[(u32, &[&str])],
        numbers: &[(u32, &[u32])],
    ) -> Option<Result<Package, String>> {
        let bytes = written(strings, numbers);
        let (header, _) = Header::parse(&bytes).expect("a header");
        let root = Root::of("r/var/lib/rpm/x", "var/lib/rpm/").expect("a root");
        package(&header, Evidence::Database, root, &mut PathBytes::of(&bytes))
    }

    #[test]
    fn what_may_answer_a_rich_need_is_found() {
        for (text, names, optional) in [
            ("(a >= 1 with a < 2)", vec!["a"], false),
            ("(a or b(x) or (c))", vec!["a", "b(x)", "c"], false),
            ("(glibc(x86-64) if kernel)", vec!["glibc(x86-64)"], true),
            ("((a and b) or c)", vec!["a"], false),
            ("()", vec![""], false),
        ] {
            let need = rich(text);
            assert_eq!(
                (need.any_of, need.is_optional),
                (names.iter().map(|one| (*one).to_owned()).collect(), optional),
                "{text}"
            );
        }
    }

    #[test]
    fn files_and_needs_are_put_together() {
        let package = read(
            &[
                (NAME, &["tool"]),
                (VERSION, &["1.2"]),
                (RELEASE, &["3.fc40"]),
                (ARCH, &["noarch"]),
                (SOURCE_RPM, &["tool-1.2-3.fc40.src.rpm"]),
                (REQUIRE_NAME, &["lib", "rpmlib(X)", "/bin/sh"]),
                (REQUIRE_VERSION, &["2", "4", ""]),
                (BASE_NAMES, &["tool", "doc", "lost"]),
                (DIRECTORY_NAMES, &["/usr/bin/", "/usr/share/"]),
                (FILE_DIGESTS, &["", "d41d8cd98f00b204e9800998ecf8427e", ""]),
            ],
            &[
                (EPOCH, &[2]),
                (REQUIRE_FLAGS, &[GREATER | EQUAL, OF_RPM, 0]),
                (DIRECTORY_INDEXES, &[0, 1, 9]),
            ],
        );
        let package = package.expect("a package").expect("a good one");
        let component = &package.found.component;
        assert_eq!(component.version.as_deref(), Some("2:1.2-3.fc40"));
        let purl = "pkg:rpm/tool@1.2-3.fc40?arch=noarch&epoch=2&upstream=tool-1.2-3.fc40.src.rpm";
        assert_eq!(component.purl.as_ref().map(ToString::to_string).as_deref(), Some(purl));
        assert_eq!(package.found.names, ["tool", "/usr/bin/tool"]);
        let needs: Vec<_> = package
            .found
            .needs
            .iter()
            .map(|one| (one.any_of[0].as_str(), one.marker.as_deref()))
            .collect();
        assert_eq!(needs, [("lib", Some("(>= 2)")), ("/bin/sh", None)]);
        let files: Vec<_> =
            package.files.iter().map(|one| (one.path.as_str(), one.digest.is_some())).collect();
        assert_eq!(files, [("r/usr/bin/tool", false), ("r/usr/share/doc", true)]);
        assert!(package.has_all_files);
    }

    #[test]
    fn keys_are_no_packages() {
        assert!(read(&[(NAME, &["gpg-pubkey"])], &[]).is_none());
        assert!(read(&[(VERSION, &["1"])], &[]).expect("an answer").is_err());
    }
}
