//! Names of distributions, compared as PyPI compares them.
//!
//! Source: "Binary distribution format" and "Source distribution format" in the Python Packaging
//! User Guide, as `packaging.utils` reads them. A name can be spelled in several ways and still be
//! of one file: `Foo_Bar-1.0.0` and `foo-bar-1.0`, and tags in any order.

use std::collections::BTreeSet;
use std::str::FromStr;

use pep440_rs::Version;

use crate::limits;
use crate::manifest::python::normalized;

/// What the name of a distribution says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// `NAME-VERSION.tar.gz`, or `.zip`, which older projects published.
    Source {
        /// Name of the project, normalised.
        name: String,
        /// Version, of which several spellings are equal.
        version: Version,
    },
    /// `NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl`.
    Wheel {
        /// Name of the project, normalised.
        name: String,
        /// Version, of which several spellings are equal.
        version: Version,
        /// Build number without leading zeros, and what follows it.
        build: Option<(String, String)>,
        /// Interpreters, ABIs and platforms: what it installs on is every combination.
        tags: [BTreeSet<String>; 3],
    },
}

impl Distribution {
    /// Reads a file name; none when it is not of a distribution.
    ///
    /// ```
    /// use keelmark_formats::pypi::distribution::Distribution;
    /// let one = Distribution::parse("Foo_Bar-1.0.0-py2.py3-none-any.whl");
    /// assert!(one.is_some());
    /// assert_eq!(one, Distribution::parse("foo.bar-1.0-py3.py2-none-any.whl"));
    /// ```
    pub fn parse(file: &str) -> Option<Self> {
        if file.len() > limits::FILE_NAME_BYTES {
            return None;
        }
        if let Some(stem) = file.strip_suffix(".whl") {
            return wheel(stem);
        }
        let stem = file.strip_suffix(".tar.gz").or_else(|| file.strip_suffix(".zip"))?;
        let (name, version) = stem.rsplit_once('-')?;
        Some(Self::Source { name: normalized(name)?, version: Version::from_str(version).ok()? })
    }
}

fn wheel(stem: &str) -> Option<Distribution> {
    let parts: Vec<&str> = stem.split('-').collect();
    let (name, version, build, tags) = match *parts.as_slice() {
        [name, version, python, abi, platform] => (name, version, None, [python, abi, platform]),
        [name, version, build, python, abi, platform] => {
            (name, version, Some(numbered(build)?), [python, abi, platform])
        }
        _ => return None,
    };
    if name.contains("__") {
        return None;
    }
    let set = |tags: &str| tags.split('.').map(str::to_ascii_lowercase).collect();
    Some(Distribution::Wheel {
        name: normalized(name)?,
        version: Version::from_str(version).ok()?,
        build,
        tags: tags.map(set),
    })
}

/// A build tag begins with a number.
fn numbered(build: &str) -> Option<(String, String)> {
    let digits = build.find(|c: char| !c.is_ascii_digit()).unwrap_or(build.len());
    let (number, rest) = build.split_at(digits);
    let number = (!number.is_empty()).then(|| number.trim_start_matches('0'))?;
    Some((number.to_owned(), rest.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn spellings_of_one_name_are_equal() {
        let same = [
            ("a-1.0.tar.gz", "A-1.0.0.tar.gz"),
            ("a_b-1.0.tar.gz", "a.b-1.tar.gz"),
            ("a-1.0.zip", "a-1.0.tar.gz"),
            ("a-1.0rc1-py3-none-any.whl", "a-1.0.RC.1-py3-none-any.whl"),
            ("a-1.0-01x-py3-none-any.whl", "a-1.0-1x-py3-none-any.whl"),
            ("a-1.0-cp311-abi3-x.y.whl", "a-1.0-CP311-abi3-y.x.whl"),
        ];
        for (one, other) in same {
            let parsed = Distribution::parse(one);
            assert!(parsed.is_some(), "{one}");
            assert_eq!(parsed, Distribution::parse(other), "{one} {other}");
        }
        let different = [
            ("a-1.0.tar.gz", "a-1.1.tar.gz"),
            ("a-1.0.tar.gz", "b-1.0.tar.gz"),
            ("a-1.0.tar.gz", "a-1.0-py3-none-any.whl"),
            ("a-1.0-py3-none-any.whl", "a-1.0-1-py3-none-any.whl"),
            ("a-1.0-py3-none-any.whl", "a-1.0-py2.py3-none-any.whl"),
            ("a-1.0-1-py3-none-any.whl", "a-1.0-2-py3-none-any.whl"),
        ];
        for (one, other) in different {
            assert_ne!(Distribution::parse(one), Distribution::parse(other), "{one} {other}");
        }
    }

    #[test]
    fn other_names_are_refused() {
        let long = format!("a-1.0+{}.tar.gz", "1".repeat(5_000));
        for name in [
            "",
            "a.whl",
            "a-1.0.tar.bz2",
            "a.tar.gz",
            "a-x.tar.gz",
            "a-1.0-none-any.whl",
            "a-1.0-x-py3-none-any.whl",
            "a__b-1.0-py3-none-any.whl",
            "a-1.0-py3-none-any.WHL",
            "-1.0.tar.gz",
            &long,
        ] {
            assert_eq!(Distribution::parse(name), None, "{name}");
        }
    }
}
