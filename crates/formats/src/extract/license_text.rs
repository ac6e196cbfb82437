//! Licence texts beside packages.

use super::{Claim, Extract, Extractor, File, Pattern, Says};
use crate::license::text;
use crate::{ParseError, limits};

/// `LICENSE`, `COPYING`, `NOTICE` and the like; `MIT-LICENSE` is what Ruby on Rails made usual.
pub(super) static LICENSE_TEXT: Extractor = Extractor {
    id: "license-text",
    version: 1,
    example: "node_modules/a/LICENSE",
    reads: &[
        Pattern::Stem("COPYING"),
        Pattern::Stem("LICENCE"),
        Pattern::Stem("LICENSE"),
        Pattern::Stem("MIT-LICENSE"),
        Pattern::Stem("NOTICE"),
        Pattern::Stem("UNLICENSE"),
    ],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    if !is_text(file.name()) {
        return Ok(Extract::default());
    }
    let says = Says::License(file.path.to_owned(), text::identify(file.bytes));
    let claims = vec![Claim { home: home(file.folder()).to_owned(), says }];
    Ok(Extract { claims, ..Extract::default() })
}

/// Whether a file of this name has a text for people; others are programs that deal with licences.
fn is_text(name: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "c", "cc", "class", "cpp", "css", "go", "h", "html", "java", "jpg", "js", "json", "map",
        "mjs", "php", "png", "py", "pyc", "rb", "rs", "so", "ts", "xml", "yml",
    ];
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_stem = |stem: &str| name.get(..stem.len()).is_some_and(|s| s.eq_ignore_ascii_case(stem));
    let rest = ["COPYING", "LICENCE", "LICENSE", "MIT-LICENSE", "NOTICE", "UNLICENSE"]
        .iter()
        .find(|stem| is_stem(stem))
        .and_then(|stem| name.get(stem.len()..))
        .unwrap_or_default();
    let goes_on = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_plural = rest.eq_ignore_ascii_case("s") || rest.to_ascii_lowercase().starts_with("s.");
    (!goes_on || is_plural) && !OTHERS.iter().any(|other| extension.eq_ignore_ascii_case(other))
}

/// The package that a text in `folder` is of: the one installed there, or whose record lies there.
fn home(folder: &str) -> &str {
    for record in [".dist-info", ".egg-info"] {
        if let Some(at) = folder.find(&format!("{record}/")) {
            return &folder[..at + record.len()];
        }
    }
    let (archive, inner) = match folder.rfind('!') {
        Some(at) => (&folder[..=at], folder[at + 1..].trim_start_matches('/')),
        None => ("", folder),
    };
    if !archive.is_empty() && (inner.is_empty() || inner.split('/').next() == Some("META-INF")) {
        return archive;
    }
    let up = folder.strip_suffix("/licenses").or_else(|| folder.strip_suffix("/LICENSES"));
    match up {
        Some(up) => up,
        None if matches!(folder, "licenses" | "LICENSES") => "",
        None => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::{home, is_text};

    #[test]
    fn texts_are_told_from_programs() {
        for name in [
            "LICENSE",
            "license.md",
            "LICENSE-MIT",
            "Licence.txt",
            "COPYING.LESSER",
            "LICENSES",
            "NOTICE",
        ] {
            assert!(is_text(name), "{name}");
        }
        for name in ["license.py", "licensecheck", "LICENSE.json", "noticeboard.txt", "licenses.go"]
        {
            assert!(!is_text(name), "{name}");
        }
    }

    #[test]
    fn a_text_belongs_to_the_package_of_its_folder() {
        for (folder, wanted) in [
            ("v/site-packages/a-1.dist-info/licenses/vendor", "v/site-packages/a-1.dist-info"),
            ("v/site-packages/a-1.dist-info", "v/site-packages/a-1.dist-info"),
            ("node_modules/a", "node_modules/a"),
            ("node_modules/a/licenses", "node_modules/a"),
            ("lib/a.jar!/META-INF/licenses", "lib/a.jar!"),
            ("lib/a.jar!", "lib/a.jar!"),
            ("lib/a.jar!/org/example", "lib/a.jar!/org/example"),
            ("LICENSES", ""),
            ("", ""),
        ] {
            assert_eq!(home(folder), wanted, "{folder}");
        }
    }
}
