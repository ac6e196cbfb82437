//! `usr/share/doc/PACKAGE/copyright`: under which terms a package of Debian may be used.
//!
//! Source: "Machine-readable debian/copyright file" 1.0 (DEP 5). Older files are prose that refers to
//! the texts in `usr/share/common-licenses`.

use std::collections::BTreeSet;

use keelmark_model::bom::LicenseClaim;

use super::super::header_block::{Form, blocks};
use super::super::{Claim, Extract, Extractor, File, Pattern, Says};
use super::Root;
use crate::license::License;
use crate::{ParseError, limits};

/// `usr/share/doc/*/copyright`.
pub(crate) static DPKG_COPYRIGHT: Extractor = Extractor {
    id: "dpkg-copyright",
    version: 1,
    example: "usr/share/doc/base-files/copyright",
    reads: &[Pattern::Name("copyright")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, "usr/share/doc/") else { return Ok(extract) };
    let Some((_, package)) = file.folder().rsplit_once("usr/share/doc/") else {
        return Ok(extract);
    };
    if package.contains('/') {
        return Ok(extract);
    }
    // Installed, or in a package file.
    let homes = [root.home("dpkg", package), root.home("DEBIAN", package)];
    let text = String::from_utf8_lossy(file.bytes);
    let is_structured = text.trim_start().starts_with("Format");
    let licenses = if is_structured { structured(&text) } else { referred(&text) };
    let declared = licenses.into_iter().map(Says::Declares);
    let text = Says::License(file.path.to_owned(), None);
    for says in declared.chain([text]) {
        let claims = homes.clone().map(|home| Claim { home, says: says.clone() });
        extract.claims.extend(claims);
    }
    Ok(extract)
}

/// What the header and the paragraphs on files say. Those that begin with `License` hold its text.
fn structured(text: &str) -> BTreeSet<LicenseClaim> {
    let terms = blocks(text, Form::Control)
        .filter(|one| one.field("Files").is_some() || is_header(one.line));
    let names: BTreeSet<&str> = terms.filter_map(|one| one.line_of("License")).collect();
    names.into_iter().take(limits::PACKAGE_LICENSES).filter_map(claim).collect()
}

const fn is_header(line: u32) -> bool {
    line == 1
}

/// The common licences that prose refers to. Which of `GPL-2` and "or later" is meant it says elsewhere.
fn referred(text: &str) -> BTreeSet<LicenseClaim> {
    const FOLDER: &str = "/usr/share/common-licenses/";
    let places = text.match_indices(FOLDER).map(|(at, folder)| &text[at + folder.len()..]);
    let names: BTreeSet<&str> = places
        .map(|rest| {
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            rest[..end].trim_end_matches('.')
        })
        .collect();
    let licenses = names.into_iter().take(limits::PACKAGE_LICENSES).filter_map(|name| {
        let known = if is_versioned_by_text(name) { None } else { expression(name) };
        let unknown = || (!name.is_empty()).then(|| LicenseClaim::Name(name.to_owned()));
        known.map(LicenseClaim::Expression).or_else(unknown)
    });
    licenses.collect()
}

/// Licences whose text leaves it to the work whether later versions will do.
fn is_versioned_by_text(name: &str) -> bool {
    let family = name.split('-').next().unwrap_or_default();
    matches!(family, "AGPL" | "GFDL" | "GPL" | "LGPL")
}

fn claim(names: &str) -> Option<LicenseClaim> {
    let names = names.trim();
    if let Some(expression) = expression(names) {
        return Some(LicenseClaim::Expression(expression));
    }
    License::stated(names).map(LicenseClaim::from)
}

/// `GPL-2+ or Expat` in SPDX terms; `None` where a word has no equal there. A comma groups, which
/// only a person can read for sure.
fn expression(names: &str) -> Option<String> {
    if names.len() > limits::LICENSE_EXPRESSION_BYTES {
        return None;
    }
    let words: Option<Vec<String>> = names
        .split_ascii_whitespace()
        .map(|word| match word {
            "and" | "or" => Some(word.to_ascii_uppercase()),
            _ => short_name(word),
        })
        .collect();
    let license = License::stated(&words?.join(" "))?;
    license.expression().map(str::to_owned)
}

/// One short name: the versions of GNU's licences say whether later ones will do, and a version of
/// one number stands for one that ends in zeros.
fn short_name(name: &str) -> Option<String> {
    match name {
        "Expat" => return Some("MIT".to_owned()),
        "Perl" => return Some("(Artistic-1.0-Perl OR GPL-1.0-or-later)".to_owned()),
        "Artistic" => return Some("Artistic-1.0".to_owned()),
        _ => {}
    }
    let (stem, later) = name.strip_suffix('+').map_or((name, false), |stem| (stem, true));
    let Some((family, version)) = stem.rsplit_once('-') else { return listed(name) };
    let version = match version.len() {
        1 if version.bytes().all(|byte| byte.is_ascii_digit()) => format!("{version}.0"),
        _ => version.to_owned(),
    };
    let suffix = if later { "or-later" } else { "only" };
    match family {
        "AGPL" | "GFDL" | "GPL" | "LGPL" => listed(&format!("{family}-{version}-{suffix}")),
        "GFDL-NIV" => listed(&format!("GFDL-{version}-no-invariants-{suffix}")),
        "Python" => listed(&format!("PSF-{version}")),
        _ => {
            let plus = if later { "+" } else { "" };
            listed(&format!("{family}-{version}{plus}")).or_else(|| listed(name))
        }
    }
}

fn listed(name: &str) -> Option<String> {
    let license = License::stated(name)?;
    license.expression().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{expression, referred};
    use keelmark_model::bom::LicenseClaim::{Expression, Name};

    #[test]
    fn debians_names_are_given_those_of_spdx() {
        for (debian, spdx) in [
            ("Expat", Some("MIT")),
            ("GPL-2+", Some("GPL-2.0-or-later")),
            ("GPL-3", Some("GPL-3.0-only")),
            ("LGPL-2.1+ and GPL-2", Some("LGPL-2.1-or-later AND GPL-2.0-only")),
            ("GFDL-NIV-1.3+", Some("GFDL-1.3-no-invariants-or-later")),
            ("Perl or Expat", Some("(Artistic-1.0-Perl OR GPL-1.0-or-later) OR MIT")),
            ("BSD-3-clause", Some("BSD-3-Clause")),
            ("MPL-2", Some("MPL-2.0")),
            ("Apache-2.0", Some("Apache-2.0")),
            ("Zlib", Some("Zlib")),
            ("public-domain", None),
            ("GPL-2+ with OpenSSL exception", None),
            ("GPL-2+, or Expat", None),
            ("GPL", None),
        ] {
            assert_eq!(expression(debian).as_deref(), spdx, "{debian}");
        }
    }

    #[test]
    fn prose_refers_to_the_common_texts() {
        let text =
            "see /usr/share/common-licenses/GPL-2.\nand `/usr/share/common-licenses/Apache-2.0'";
        let found: Vec<_> = referred(text).into_iter().collect();
        assert_eq!(found, [Expression("Apache-2.0".to_owned()), Name("GPL-2".to_owned())]);
    }
}
