//! keelmark.toml: what a project chose.
//!
//! Every table and field is known; one that is not is an error, since a misspelt choice would be none.

pub mod check;
pub mod lock;
pub mod review;
mod vulns;

use serde::Deserialize;

use crate::license::policy::{self, Policy};
use crate::{ParseError, toml};
use check::Check;
use lock::Lock;
use review::Review;

pub use vulns::{Vulns, share, threshold};

/// The name of the file.
pub const FILE: &str = "keelmark.toml";

/// What a project chose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Which gates it asks, where it says.
    pub check: Option<Check>,
    /// Where what is locked may come from, where it says.
    pub lock: Option<Lock>,
    /// Which licences it takes, where it says.
    pub licenses: Option<Policy>,
    /// When a known flaw stops a release, where it says.
    pub vulns: Option<Vulns>,
    /// What it wants to know of a change, where it says.
    pub review: Option<Review>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    check: Option<Check>,
    lock: Option<Lock>,
    licenses: Option<policy::Written>,
    vulns: Option<vulns::Written>,
    review: Option<review::Written>,
}

impl Settings {
    /// Reads keelmark.toml; an empty file chooses nothing.
    ///
    /// # Errors
    /// `document.*` codes, `settings.value`, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        let text = toml::text(bytes)?;
        let written: Written = toml::parse(bytes)?;
        let reader = policy::Reader { text };
        Ok(Self {
            check: written.check,
            lock: written.lock,
            licenses: written.licenses.map(|it| reader.policy(it)).transpose()?,
            vulns: written.vulns.map(|it| it.read(&reader)).transpose()?,
            review: written.review.map(Review::from),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use super::check::Gate;
    use crate::license::policy::Ruling;
    use crate::license::terms::Term;

    const WHOLE: &str = r#"
[licenses]
allow = ["mit", "GPL-2.0 WITH Classpath-exception-2.0", "LicenseRef-Own"]
review = ["MPL-2.0"]
deny = ["AGPL-3.0-only"]
unlisted = "review"

[licenses.development]
allow = ["GPL-3.0+"]

[[licenses.clarify]]
package = "pkg:pypi/example@1.2.0"
license = "MIT or ISC"
reason = "LICENSE in the source"
owner = "platform"

[[licenses.exception]]
package = "pkg:cargo/example"
allow = ["MPL-1.1"]
reason = "used unmodified"
owner = "platform"
expires = 2027-06-30
"#;

    #[test]
    fn a_policy_is_read() {
        let policy = Settings::parse(WHOLE.as_bytes()).unwrap().licenses.unwrap();
        let term = |text: &str| Term::parse(text).unwrap();
        for (text, ruling) in [
            ("MIT", Some(Ruling::Allow)),
            ("GPL-2.0-only WITH Classpath-exception-2.0", Some(Ruling::Allow)),
            ("GPL-2.0-only", None),
            ("MPL-2.0", Some(Ruling::Review)),
            ("AGPL-3.0-only WITH Classpath-exception-2.0", Some(Ruling::Deny)),
            ("LicenseRef-Own", Some(Ruling::Allow)),
        ] {
            assert_eq!(policy.lists.ruling(&term(text)), ruling, "{text}");
        }
        assert!(policy.development.allow.contains(&term("GPL-3.0-or-later")));
        assert_eq!((policy.unlisted, policy.unknown), (Ruling::Review, Ruling::Deny));
        assert_eq!(policy.clarified[0].license, "MIT OR ISC");
        // The end of 2027-06-30, UTC.
        assert_eq!((policy.exceptions[0].ends.0, policy.exceptions[0].line), (1_814_400_000, 18));
        assert!(policy.exceptions[0].package.means(&"pkg:cargo/example@3.0.0".parse().unwrap()));
        assert!(!policy.clarified[0].package.means(&"pkg:pypi/example@1.2.1".parse().unwrap()));
    }

    #[test]
    fn what_says_nothing_is_an_error_with_its_place() {
        for (text, code, line, message) in [
            ("[license]\n", "document.shape", 1, "unknown field `license`"),
            ("[check]\ngates = [\"vuln\"]\n", "document.shape", 2, "unknown variant `vuln`"),
            ("[check]\n", "document.shape", 1, "missing field `gates`"),
            ("[lock]\nallow = []\n", "document.shape", 2, "unknown field `allow`"),
            ("[licenses]\nallowed = []\n", "document.shape", 2, "unknown field `allowed`"),
            ("[licenses]\nallow = [\"GPL\"]\n", "settings.value", 2, "no licence of the SPDX list"),
            ("[licenses]\nallow = [\"MIT OR ISC\"]\n", "settings.value", 2, "several licences"),
            (
                "[licenses]\nallow = [\"MIT\"]\ndeny = [\"mit\"]\n",
                "settings.value",
                3,
                "on two lists",
            ),
            ("[licenses]\nunlisted = \"perhaps\"\n", "document.shape", 2, "unknown variant"),
            (
                "[[licenses.clarify]]\npackage=\"x\"\nlicense=\"MIT\"\nreason=\"r\"\nowner=\"o\"\n",
                "settings.value",
                2,
                "no package URL",
            ),
            (
                "[[licenses.exception]]\npackage=\"pkg:npm/x\"\nallow=[\"MIT\"]\nreason=\" \"\nowner=\"o\"\nexpires=\"2027-01-01\"\n",
                "settings.value",
                4,
                "a reason is one line",
            ),
            (
                "[[licenses.exception]]\npackage=\"pkg:npm/x\"\nallow=[\"MIT\"]\nreason=\"r\"\nowner=\"o\"\nexpires=\"never\"\n",
                "document.shape",
                6,
                "a day such as 2027-01-31",
            ),
            (
                "[[licenses.exception]]\npackage=\"pkg:npm/x\"\nallow=[\"MIT\"]\nreason=\"r\"\nowner=\"o\"\n",
                "document.shape",
                1,
                "missing field `expires`",
            ),
        ] {
            let error = Settings::parse(text.as_bytes()).unwrap_err();
            let line_found = error.at.map(|at| at.line);
            assert_eq!((error.code.id, line_found), (code, Some(line)), "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn gates_are_asked_once_whatever_their_order() {
        let text = b"[check]\ngates = ['vulns', 'lock', 'vulns']\n";
        let check = Settings::parse(text).unwrap().check.unwrap();
        assert_eq!(check.gates.into_iter().collect::<Vec<_>>(), [Gate::Lock, Gate::Vulns]);
        assert!(Gate::ALL.is_sorted());
    }

    #[test]
    fn an_empty_file_chooses_nothing() {
        assert_eq!(Settings::parse(b"\n"), Ok(Settings::default()));
    }
}
