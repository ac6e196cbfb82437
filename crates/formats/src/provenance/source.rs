//! Sources as provenance, certificates and people write them, made comparable.

/// What was built: each part only where it was stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The repository.
    pub repository: Option<Repository>,
    /// Commit in lowercase hexadecimal, 40 or 64 digits.
    pub commit: Option<String>,
    /// Full reference: `refs/tags/v1.0.0`.
    pub reference: Option<String>,
    /// What of it was run: a workflow's path, a job's name.
    pub entry_point: Option<String>,
}

/// A repository's address: `https://github.com/owner/name`. Two are the same where their host takes
/// them for the same: GitHub and GitLab whatever the case of their letters, others to the letter.
#[derive(Debug, Clone)]
pub struct Repository(String);

/// Hosts to which `Owner/Name` is `owner/name`.
const FOLDING: [&str; 2] = ["github.com", "gitlab.com"];

/// Whether a host takes large letters in the names of accounts and repositories for small ones.
pub fn folds_case(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    FOLDING.contains(&host.as_str()) || host.ends_with(".ghe.com")
}

impl Repository {
    /// Reads an address, with `git+` before it, `.git` or `/` after it, or without its scheme
    /// (`github.com/owner/name`); none when there is no host and path.
    ///
    /// Letters of the host are lowercased, of the path not.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, reference) = split(text)?;
        reference.is_none().then_some(address)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its host takes large letters for small ones.
    pub fn folds_case(&self) -> bool {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        scheme == "https" && folds_case(rest.split('/').next().unwrap_or_default())
    }
}

impl PartialEq for Repository {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.folds_case() && self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Repository {}

impl std::fmt::Display for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes `git+https://github.com/owner/name@refs/heads/main` apart.
pub fn split(text: &str) -> Option<(Repository, Option<&str>)> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let text = text.strip_prefix("git+").unwrap_or(text);
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let (host, path) = rest.split_once('/')?;
    let (path, reference) =
        path.split_once('@').map_or((path, None), |(path, reference)| (path, Some(reference)));
    let path = bare(path);
    let is_scheme = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_host = host.contains('.') || host.contains(':') || text.contains("://");
    if host.is_empty() || path.is_empty() || !is_scheme || !is_host || reference == Some("") {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let address = format!("{scheme}://{}/{path}", host.to_ascii_lowercase());
    Some((Repository(address), reference))
}

/// A path without what may follow it in an address of the same repository.
fn bare(mut path: &str) -> &str {
    while let Some(shorter) = path.strip_suffix('/').or_else(|| path.strip_suffix(".git")) {
        path = shorter;
    }
    path
}

/// A commit identifier in the one form that is compared; none when it is none.
pub fn commit(text: &str) -> Option<String> {
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && matches!(text.len(), 40 | 64)).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Repository, commit, split};

    #[test]
    fn one_address_has_many_spellings() {
        let plain = "https://github.com/Owner/name";
        for text in [
            plain,
            "git+https://github.com/Owner/name",
            "https://GitHub.com/Owner/name.git",
            "https://github.com/Owner/name/",
            "github.com/Owner/name",
        ] {
            assert_eq!(
                Repository::parse(text).map(|found| found.to_string()).as_deref(),
                Some(plain)
            );
        }
        for text in [
            "",
            "github.com",
            "owner/name",
            "https:///a",
            "https://a.b/",
            "a.b/c d",
            "https://a.b/c@d",
            "git+git+https://a.b/c",
            "://a.b/c",
            "https://a.b/.git/",
        ] {
            assert_eq!(Repository::parse(text), None, "{text}");
        }
        assert_eq!(Repository::parse("github.com/owner/name"), Repository::parse(plain));
        assert_ne!(Repository::parse("github.com/owner/name2"), Repository::parse(plain));
        for (host, folds) in [("gitlab.com", true), ("a.ghe.com", true), ("git.example", false)] {
            let at = |path: &str| Repository::parse(&format!("{host}/{path}"));
            assert_eq!(at("o/r") == at("O/R"), folds, "{host}");
        }
        assert_ne!(Repository::parse("http://github.com/Owner/name"), Repository::parse(plain));
    }

    #[test]
    fn references_are_taken_off() {
        let (address, reference) = split("git+https://github.com/o/r@refs/tags/a@b").unwrap();
        assert_eq!(
            (address.as_str(), reference),
            ("https://github.com/o/r", Some("refs/tags/a@b"))
        );
        let (address, reference) = split("git+ssh://git@h.example/o/r@refs/heads/m").unwrap();
        assert_eq!(
            (address.as_str(), reference),
            ("ssh://git@h.example/o/r", Some("refs/heads/m"))
        );
    }

    #[test]
    fn commits_have_40_or_64_digits() {
        assert_eq!(commit(&"A0".repeat(20)), Some("a0".repeat(20)));
        assert_eq!(commit(&"a0".repeat(32)), Some("a0".repeat(32)));
        assert_eq!(commit(&"a0".repeat(21)), None);
        assert_eq!(commit(&"g0".repeat(20)), None);
    }
}
