//! apk's database of what is installed: `lib/apk/db/installed`.
//!
//! Source: apk(5) and `database.c` of apk-tools: lines of one letter, `:` and a value, packages parted by
//! empty lines. `F:` names a folder, `R:` a file in it, `Z:` the file's digest.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, LicenseClaim, State};
use keelmark_model::{Digest, DigestAlgorithm, Purl, PurlError};

use super::super::{Claim, Extract, Extractor, File, Found, Need, OwnedFile, Pattern, Says};
use super::{PathBytes, Root, party};
use crate::license::License;
use crate::{ParseError, codes, limits};

/// `lib/apk/db/installed`, and its place on a merged system.
pub(crate) static APK_INSTALLED: Extractor = Extractor {
    id: "apk-installed",
    version: 1,
    example: "lib/apk/db/installed",
    reads: &[Pattern::Path("lib/apk/db/installed")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let places = ["usr/lib/apk/db/installed", "lib/apk/db/installed"];
    let root = places.into_iter().find_map(|place| Root::of(file.path, place));
    let Some(root) = root else { return Ok(extract) };
    let text = String::from_utf8_lossy(file.bytes);
    let packages = Packages { lines: text.lines().zip(1..) };
    let mut paths = PathBytes::of(file.bytes);
    for (package, number) in packages.zip(0..) {
        if number == limits::PACKAGES {
            let message = format!("more than {} packages", limits::PACKAGES);
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        match package.component() {
            Ok(component) => {
                let home = root.home("apk", &component.name);
                let files = package.files(root, &mut paths);
                if files.is_none() {
                    let message =
                        format!("package {} has longer paths than are kept", component.name);
                    extract.gaps.push(file.entry_gap(Some(package.line), message));
                }
                let files = files.unwrap_or_default();
                if !files.is_empty() {
                    let says = Says::Owns(files);
                    extract.claims.push(Claim { home: home.clone(), says });
                }
                let found = package.found(component, Evidence::Database, root.environment());
                extract.packages.push(Found { home, line: Some(package.line), ..found });
            }
            Err(message) => extract.gaps.push(file.entry_gap(Some(package.line), message)),
        }
    }
    Ok(extract)
}

/// The lines of one package.
struct Package<'a> {
    /// Line it begins at, from 1.
    line: u32,
    fields: Vec<(char, &'a str)>,
}

struct Packages<L> {
    lines: L,
}

impl<'a, L: Iterator<Item = (&'a str, u32)>> Iterator for Packages<L> {
    type Item = Package<'a>;

    fn next(&mut self) -> Option<Package<'a>> {
        let mut package: Option<Package<'a>> = None;
        for (text, line) in self.lines.by_ref() {
            if text.is_empty() && package.is_some() {
                break;
            }
            let mut letters = text.chars();
            if let (Some(letter), Some(value)) =
                (letters.next(), letters.as_str().strip_prefix(':'))
            {
                let package = package.get_or_insert(Package { line, fields: Vec::new() });
                package.fields.push((letter, value.trim()));
            }
        }
        package
    }
}

impl<'a> Package<'a> {
    fn field(&self, letter: char) -> Option<&'a str> {
        let field = self.fields.iter().find(|(known, _)| *known == letter);
        field.map(|(_, value)| *value).filter(|value| !value.is_empty())
    }

    fn component(&self) -> Result<Component, String> {
        let name = self.field('P').ok_or("a package without a name")?;
        let version = self.field('V').ok_or_else(|| format!("package {name} has no version"))?;
        let stated = Stated {
            name,
            version,
            architecture: self.field('A'),
            origin: self.field('o'),
            license: self.field('L'),
            maintainer: self.field('m'),
            description: self.field('T'),
            homepage: self.field('U'),
            commit: self.field('c'),
        };
        stated.component().map_err(|error| format!("package {name}: {error}"))
    }

    fn found(&self, component: Component, evidence: Evidence, environment: String) -> Found {
        let words = |letter| self.field(letter).unwrap_or_default().split_ascii_whitespace();
        let found = Found::new(component, evidence, environment);
        let names = found.names.into_iter().chain(words('p').map(|word| named(word).0.to_owned()));
        let names = names.collect();
        Found {
            names,
            needs: words('D').filter_map(need).take(limits::PACKAGE_NEEDS).collect(),
            ..found
        }
    }

    /// The files of the package; `None` when their paths are longer than are kept.
    fn files(&self, root: Root<'_>, paths: &mut PathBytes) -> Option<Vec<OwnedFile>> {
        let mut files: Vec<OwnedFile> = Vec::new();
        let (mut folder, mut first) = ("", 0);
        for (letter, value) in &self.fields {
            match letter {
                'F' => folder = value,
                'R' => {
                    first = files.len();
                    if !paths.take(folder.len() + value.len()) {
                        return None;
                    }
                    files.extend(root.owned(&format!("{folder}/{value}"), None));
                }
                'Z' => {
                    for file in files.iter_mut().skip(first) {
                        file.digest = checksum(value);
                    }
                }
                _ => {}
            }
        }
        Some(files)
    }
}

/// What a package of Alpine says of itself, in whichever form.
pub(super) struct Stated<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) architecture: Option<&'a str>,
    /// The package whose sources it was built from; advisories name it.
    pub(super) origin: Option<&'a str>,
    pub(super) license: Option<&'a str>,
    pub(super) maintainer: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) homepage: Option<&'a str>,
    pub(super) commit: Option<&'a str>,
}

impl Stated<'_> {
    pub(super) fn component(&self) -> Result<Component, PurlError> {
        let upstream = self.origin.filter(|origin| *origin != self.name).unwrap_or_default();
        let purl = Purl::new("apk", "", self.name)?
            .with_version(self.version)?
            .with_qualifier("arch", self.architecture.unwrap_or_default())?
            .with_qualifier("upstream", upstream)?;
        let mut component = Component::new(ComponentKind::Library, self.name, State::Installed);
        component.version = Some(self.version.to_owned());
        component.purl = Some(purl);
        component.licensing.declared.extend(self.license.and_then(license));
        component.supplier = self.maintainer.and_then(party);
        component.description = self.description.map(str::to_owned);
        component.homepage = self.homepage.map(str::to_owned);
        component.dependencies = Completeness::Complete;
        for (name, value) in [("apk:origin", self.origin), ("apk:commit", self.commit)] {
            let value = value.map(|value| (name.to_owned(), value.to_owned()));
            component.properties.extend(value);
        }
        Ok(component)
    }
}

/// Old packages list licences with nothing between them: which is meant they do not say.
fn license(text: &str) -> Option<LicenseClaim> {
    License::stated(text).map(LicenseClaim::from)
}

/// `name>=1` as its name and the requirement.
pub(super) fn named(word: &str) -> (&str, &str) {
    word.split_at(word.find(['<', '>', '=', '~']).unwrap_or(word.len()))
}

/// One word of a list of needs: `so:libc.musl-x86_64.so.1`, `busybox>=1.36`. One that begins with `!`
/// is a conflict.
pub(super) fn need(word: &str) -> Option<Need> {
    let (name, requirement) = named(word);
    if name.is_empty() || name.starts_with('!') {
        return None;
    }
    // A package may be asked of one repository: `name@edge`.
    let name = name.split('@').next().unwrap_or(name);
    let marker = (!requirement.is_empty()).then(|| format!("({requirement})"));
    Some(Need { marker, ..Need::runtime(name) })
}

/// `Q1` and a SHA-1 digest, or `Q2` and a SHA-256 digest, in base64; once, an MD5 digest in hexadecimal.
fn checksum(text: &str) -> Option<Digest> {
    let (algorithm, encoded) = match text.split_at_checked(2)? {
        ("Q1", encoded) => (DigestAlgorithm::Sha1, encoded),
        ("Q2", encoded) => (DigestAlgorithm::Sha256, encoded),
        _ => return Digest::from_hex(DigestAlgorithm::Md5, text).ok(),
    };
    Digest::new(algorithm, &BASE64_STANDARD.decode(encoded).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{checksum, need};

    #[test]
    fn needs_have_names_and_requirements() {
        let told = |word| need(word).map(|need| (need.any_of[0].clone(), need.marker));
        let wanted =
            |name: &str, marker: Option<&str>| Some((name.to_owned(), marker.map(str::to_owned)));
        assert_eq!(told("so:libc.musl-x86_64.so.1"), wanted("so:libc.musl-x86_64.so.1", None));
        assert_eq!(told("busybox>=1.36.1-r2"), wanted("busybox", Some("(>=1.36.1-r2)")));
        assert_eq!(told("zlib~1.3"), wanted("zlib", Some("(~1.3)")));
        assert_eq!(told("mesa@edge"), wanted("mesa", None));
        assert_eq!(told("!uclibc-utils"), None);
    }

    #[test]
    fn checksums_name_their_algorithm() {
        let sha1 = checksum("Q1pSfbKT2dTt9aZHaoiYnXyzG1FmI=").expect("a digest");
        assert_eq!(sha1.hex(), "a527db293d9d4edf5a6476a88989d7cb31b51662");
        let md5 = checksum("d41d8cd98f00b204e9800998ecf8427e").expect("a digest");
        assert_eq!(md5.algorithm().name(), "md5");
        assert_eq!(checksum("Q1AAAA"), None);
        assert_eq!(checksum("é"), None);
    }
}
