//! Names of built Python distributions.
//!
//! Source: "Binary distribution format" (PEP 427) and "Source distribution format" (PEP 625) in
//! the Python Packaging User Guide.

use std::str::FromStr;

use pep440_rs::Version;

use super::normalized;

/// The normalised project name and the version in the name of a wheel or source distribution.
///
/// ```
/// use keelmark_formats::manifest::python::file_name::parse;
/// let wheel = parse("Demo_pkg-1.0-1-py3-none-any.whl");
/// assert_eq!(wheel, Some(("demo-pkg".to_owned(), "1.0".to_owned())));
/// ```
pub fn parse(file: &str) -> Option<(String, String)> {
    let (name, version) = if let Some(stem) = file.strip_suffix(".whl") {
        let parts: Vec<&str> = stem.split('-').collect();
        match parts.as_slice() {
            [name, version, _, _, _] | [name, version, _, _, _, _] => (*name, *version),
            _ => return None,
        }
    } else {
        // Names older than PEP 625 may have `-` in the project's name; versions never begin with a
        // letter.
        file.strip_suffix(".tar.gz")?.rsplit_once('-')?
    };
    let is_version = version.starts_with(|c: char| c.is_ascii_digit())
        && version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '!' | '_'));
    // A wheel writes the `-` of a local version as `_`; PEP 440 writes it `.`.
    is_version.then(|| Some((normalized(name)?, version.replace('_', "."))))?
}

/// Whether two texts are one version: `1.0-RC.1` and `1.0rc1` are (PEP 440). Texts that are no
/// versions are the same when they are equal.
pub fn same_version(one: &str, other: &str) -> bool {
    let parse = |text: &str| Version::from_str(text).ok();
    match (parse(one), parse(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, same_version};

    #[test]
    fn versions_have_several_spellings() {
        assert!(same_version("1.0rc1", "1.0-RC.1"));
        assert!(same_version("1.0", "1.0.0"));
        assert!(same_version("2.0+local.1", "2.0+local-1"));
        assert!(same_version("weird", "weird"));
        assert!(!same_version("1.0", "1.1"));
        assert!(!same_version("weird", "1.0"));
    }

    #[test]
    fn names_carry_name_and_version() {
        let cases = [
            ("openmed-2.2.0-py3-none-any.whl", Some(("openmed", "2.2.0"))),
            (
                "a_b.c-1!2.0rc1+local_1-cp311-abi3-linux_x86_64.whl",
                Some(("a-b-c", "1!2.0rc1+local.1")),
            ),
            ("pulse_sdk-0.5.0.tar.gz", Some(("pulse-sdk", "0.5.0"))),
            ("pulse-sdk-0.5.0.tar.gz", Some(("pulse-sdk", "0.5.0"))),
            ("a-1.0-py3-none.whl", None),
            ("a-1.0.zip", None),
            ("a-b.tar.gz", None),
            (".whl", None),
            ("-1.0.tar.gz", None),
        ];
        for (file, wanted) in cases {
            let wanted = wanted.map(|(name, version)| (name.to_owned(), version.to_owned()));
            assert_eq!(parse(file), wanted, "{file}");
        }
    }
}
