//! What single package URL types ask for.
//!
//! Source: the type definitions beside the specification. Types not named here have no rule.

use std::collections::BTreeMap;

use super::PurlError;

/// The rules of one type.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a>(&'a str);

impl<'a> Rules<'a> {
    /// The rules of `ty`, a type in lowercase.
    pub(super) const fn of(ty: &'a str) -> Self {
        Self(ty)
    }

    /// A namespace segment in canonical form.
    pub(super) fn namespace(self, segment: &str) -> String {
        match self.0 {
            "alpm" | "apk" | "bitbucket" | "brew" | "composer" | "deb" | "git" | "github"
            | "gitlab" | "golang" | "hex" | "qpkg" | "rpm" | "vscode-extension" => {
                segment.to_lowercase()
            }
            "cpan" => segment.to_uppercase(),
            _ => segment.to_owned(),
        }
    }

    /// A name in canonical form.
    ///
    /// npm names keep their case: the registry has packages that differ in nothing else.
    pub(super) fn name(self, name: &str) -> String {
        match self.0 {
            "alpm" | "apk" | "bitbucket" | "bitnami" | "brew" | "composer" | "deb" | "git"
            | "github" | "gitlab" | "golang" | "hex" | "oci" | "otp" | "pub" | "qpkg"
            | "vscode-extension" => name.to_lowercase(),
            "pypi" => name.to_lowercase().replace('_', "-"),
            _ => name.to_owned(),
        }
    }

    /// The name in the repository at `url`: Databricks ignores case, other MLflow registries do not.
    pub(super) fn name_at(self, name: String, url: &str) -> String {
        let ignores_case = self.0 == "mlflow" && url.contains("databricks");
        if ignores_case { name.to_lowercase() } else { name }
    }

    /// A version in canonical form.
    pub(super) fn version(self, version: &str) -> String {
        match self.0 {
            "huggingface" => version.to_lowercase(),
            _ => version.to_owned(),
        }
    }

    /// Whether the name has slashes: a repository's path on a git host.
    pub(super) fn name_is_path(self) -> bool {
        self.0 == "git"
    }

    /// Checks a namespace and a name in canonical form.
    pub(super) fn check(self, namespace: &[String], name: &str) -> Result<(), PurlError> {
        match self.0 {
            "cargo" | "otp" | "pypi" | "vcpkg" if !namespace.is_empty() => {
                Err(PurlError::Rule("this package URL type has no namespace"))
            }
            "swift" | "vscode-extension" if namespace.is_empty() => {
                Err(PurlError::Rule("this package URL type needs a namespace"))
            }
            "cpan" if name.contains("::") => {
                Err(PurlError::Rule("a cpan package URL names a distribution, not a module"))
            }
            "chrome-extension" if !is_chrome_extension(name) => Err(PurlError::Rule(
                "the name of a chrome-extension package URL is 32 letters from `a` to `p`",
            )),
            _ => Ok(()),
        }
    }

    /// Checks a version in canonical form.
    pub(super) fn check_version(self, version: &str) -> Result<(), PurlError> {
        if self.0 != "chrome-extension" || version.is_empty() {
            return Ok(());
        }
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let parts = version.split('.').collect::<Vec<_>>();
        if parts.len() <= 4 && parts.into_iter().all(is_number) {
            return Ok(());
        }
        Err(PurlError::Rule("a chrome-extension version is one to four numbers joined by `.`"))
    }

    /// Checks that a whole package URL has the qualifiers its type needs.
    pub(super) fn check_qualifiers(self, all: &BTreeMap<String, String>) -> Result<(), PurlError> {
        if self.0 == "julia" && !all.contains_key("uuid") {
            return Err(PurlError::Rule("a julia package URL needs the qualifier `uuid`"));
        }
        Ok(())
    }
}

fn is_chrome_extension(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| matches!(byte, b'a'..=b'p'))
}

/// A type in lowercase, if it has only characters a type may have.
pub(super) fn checked_type(ty: &str) -> Result<String, PurlError> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    if ty.starts_with(|first: char| first.is_ascii_alphabetic()) && ty.bytes().all(legal) {
        return Ok(ty.to_ascii_lowercase());
    }
    Err(PurlError::Type(ty.to_owned()))
}

/// A qualifier key in lowercase, if it has only characters a key may have.
pub(super) fn checked_key(key: &str) -> Result<String, PurlError> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    if key.starts_with(|first: char| first.is_ascii_alphabetic()) && key.bytes().all(legal) {
        return Ok(key.to_ascii_lowercase());
    }
    Err(PurlError::Qualifier(key.to_owned()))
}
