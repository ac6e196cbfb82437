//! What a package asks for under a name: versions, a tag, or another place.
//!
//! Source: npm's documentation, "package-spec" and "package.json", section "dependencies".

use crate::version::npm_range::Range;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Specifier {
    /// Any version.
    Any,
    /// Versions in a range.
    Range(Range),
    /// Whatever a registry has under a word.
    Tag(String),
    /// Another package of a registry, by its name.
    Alias {
        /// The package's own name.
        name: String,
        /// Which versions of it.
        inner: Box<Specifier>,
    },
    /// An archive at an address, as written.
    Archive(String),
    /// A repository.
    Git(Git),
    /// An archive in a file: its path as written.
    File(String),
    /// A folder: its path as written.
    Folder(String),
    /// Of no known form, as written.
    Unread(String),
}

/// A repository of git and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Git {
    /// Its address in one form for all that mean the same: `github.com/owner/name`, or a URL.
    pub repository: String,
    /// A commit, branch or tag.
    pub reference: Option<String>,
    /// The tags of which versions will do.
    pub versions: Option<String>,
}

impl Git {
    /// The reference, where it is a whole commit.
    pub fn commit(&self) -> Option<&str> {
        let reference = self.reference.as_deref()?;
        let hexadecimal = reference.bytes().all(|byte| byte.is_ascii_hexdigit());
        ((40..=64).contains(&reference.len()) && hexadecimal).then_some(reference)
    }
}

/// Hosts whose repositories have short forms, and the word for each.
const HOSTS: [(&str, &str); 3] =
    [("github:", "github.com"), ("gitlab:", "gitlab.com"), ("bitbucket:", "bitbucket.org")];

impl Specifier {
    /// Reads what is asked for; there is nothing that is no specifier, though it may be one of no known form.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let lower = text.get(..5).map(str::to_ascii_lowercase).unwrap_or_default();
        if lower == "file:" || is_path(text) {
            return path(text);
        }
        if lower.starts_with("npm:") {
            return alias(&text[4..]);
        }
        if let Some(git) = hosted(text).or_else(|| repository(text)) {
            return Self::Git(git);
        }
        match text.split_once("://") {
            Some(("http" | "https", _)) => Self::Archive(text.to_owned()),
            _ if text.contains(':') => Self::Unread(text.to_owned()),
            _ if text.contains('/') || is_archive(text) => path(text),
            _ => of_registry(text),
        }
    }

    /// Whether a registry answers it.
    pub fn is_of_registry(&self) -> bool {
        matches!(self, Self::Any | Self::Range(_) | Self::Tag(_) | Self::Alias { .. })
    }
}

fn of_registry(text: &str) -> Specifier {
    if matches!(text, "" | "*") {
        return Specifier::Any;
    }
    if let Ok(range) = Range::parse(text) {
        return Specifier::Range(range);
    }
    let ranges = text.contains([' ', '<', '>', '=', '~', '^', '|', '*'])
        || text.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    if ranges { Specifier::Unread(text.to_owned()) } else { Specifier::Tag(text.to_owned()) }
}

fn alias(text: &str) -> Specifier {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
    let (name, versions) = at.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    Specifier::Alias { name: name.to_owned(), inner: Box::new(of_registry(versions)) }
}

fn is_path(text: &str) -> bool {
    text.starts_with('.') || text.starts_with('/') || text.starts_with("~/")
}

fn is_archive(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [".tgz", ".tar.gz", ".tar"].iter().any(|ending| lower.ends_with(ending))
}

fn path(text: &str) -> Specifier {
    let path = match text.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("file:") => &text[5..],
        _ => text,
    };
    // `file:///x` is `/x`, and `file://../x` is meant for `../x`.
    let bare = path.trim_start_matches('/');
    let relative = bare.starts_with("./") || bare.starts_with("../") || bare == "..";
    let path = match path.len() - bare.len() {
        0 => path.to_owned(),
        _ if relative => bare.to_owned(),
        _ => format!("/{bare}"),
    };
    if is_archive(&path) { Specifier::File(path) } else { Specifier::Folder(path) }
}

/// A repository on a host with short forms, by any of them.
fn hosted(text: &str) -> Option<Git> {
    let (place, fragment) = text.split_once('#').unwrap_or((text, ""));
    let short = HOSTS.iter().find_map(|(word, host)| Some((*host, place.strip_prefix(word)?)));
    let (host, path) = match short {
        Some(short) => short,
        None if !place.contains(':') => ("github.com", owner_and_name(place)?),
        None => {
            let place = place.strip_prefix("git+").unwrap_or(place);
            let (host, path) = match place.split_once("://") {
                Some(("https" | "http" | "ssh" | "git", rest)) => rest.split_once('/')?,
                Some(_) => return None,
                None => place.split_once(':')?,
            };
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            // `ssh://git@host:owner/name`
            let (host, path) = match host.split_once(':') {
                Some((bare, owner)) => (bare, format!("{owner}/{path}")),
                None => (host, path.to_owned()),
            };
            let host = HOSTS.iter().find(|(_, it)| host.trim_start_matches("www.") == *it)?.1;
            return git(&format!("{host}/{}", owner_and_name(&path)?), fragment);
        }
    };
    git(&format!("{host}/{}", owner_and_name(path)?), fragment)
}

/// `owner/name` of a path that is just that.
fn owner_and_name(path: &str) -> Option<&str> {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let (owner, name) = path.split_once('/')?;
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with(['.', '@', '-']) && !part.contains([' ', '@', '%'])
    };
    (plain(owner) && plain(name) && !name.contains('/')).then_some(path)
}

/// A repository on any other host.
fn repository(text: &str) -> Option<Git> {
    let (place, fragment) = text.split_once('#').unwrap_or((text, ""));
    let scheme = place.split("://").next().unwrap_or_default();
    if matches!(scheme, "git" | "ssh") || scheme.starts_with("git+") && scheme != place {
        return git(place.strip_prefix("git+").unwrap_or(place), fragment);
    }
    // `user@host:path`
    let (host, _) = place.split_once(':')?;
    (!place.contains("://") && host.contains('@') && host.contains('.'))
        .then(|| git(&format!("ssh://{place}"), fragment))?
}

/// A repository by its address and what follows `#`.
fn git(repository: &str, fragment: &str) -> Option<Git> {
    let mut git = Git { repository: repository.to_owned(), reference: None, versions: None };
    for part in fragment.split("::").filter(|part| !part.is_empty()) {
        match part.split_once(':') {
            Some(("semver", range)) => {
                git.versions = keelmark_model::purl::decode(range).ok().map(Into::into);
            }
            Some(_) => {}
            None => git.reference = Some(part.to_owned()),
        }
    }
    Some(git)
}

#[cfg(test)]
mod tests {
    use super::Specifier;

    fn told(text: &str) -> String {
        match Specifier::parse(text) {
            Specifier::Any => "any".to_owned(),
            Specifier::Range(_) => "range".to_owned(),
            Specifier::Tag(tag) => format!("tag {tag}"),
            Specifier::Alias { name, inner } => format!(
                "alias {name} {}",
                match *inner {
                    Specifier::Any => "any",
                    Specifier::Range(_) => "range",
                    Specifier::Tag(_) => "tag",
                    _ => "else",
                }
            ),
            Specifier::Archive(url) => format!("archive {url}"),
            Specifier::Git(git) => format!(
                "git {} {} {}",
                git.repository,
                git.reference.as_deref().unwrap_or("-"),
                git.versions.as_deref().unwrap_or("-"),
            ),
            Specifier::File(path) => format!("file {path}"),
            Specifier::Folder(path) => format!("folder {path}"),
            Specifier::Unread(text) => format!("unread {text}"),
        }
    }

    #[test]
    fn every_form_is_told_from_the_others() {
        for (text, expected) in [
            ("", "any"),
            (" * ", "any"),
            ("^1.2 || 3", "range"),
            ("v1.2.3", "range"),
            ("latest", "tag latest"),
            (">=1.2.3beta", "unread >=1.2.3beta"),
            ("npm:left-pad@^1", "alias left-pad range"),
            ("npm:@s/x", "alias @s/x any"),
            ("https://host/x.tgz", "archive https://host/x.tgz"),
            (
                "https://github.com/o/n/archive/main.tar.gz",
                "archive https://github.com/o/n/archive/main.tar.gz",
            ),
            ("o/n#main", "git github.com/o/n main -"),
            ("github:o/n#semver:^1", "git github.com/o/n - ^1"),
            ("git+ssh://git@github.com/o/n.git#0123", "git github.com/o/n 0123 -"),
            ("git@github.com:o/n.git", "git github.com/o/n - -"),
            ("https://github.com/o/n.git", "git github.com/o/n - -"),
            ("gitlab:o/n", "git gitlab.com/o/n - -"),
            ("git+https://host/a/b.git#v1", "git https://host/a/b.git v1 -"),
            ("git+file:///r#v1", "git file:///r v1 -"),
            ("me@host.example:a/b.git", "git ssh://me@host.example:a/b.git - -"),
            ("file:../x", "folder ../x"),
            ("file:///a/b", "folder /a/b"),
            ("file:x.tgz", "file x.tgz"),
            ("./x", "folder ./x"),
            ("x.tar.gz", "file x.tar.gz"),
            ("a/b/c", "folder a/b/c"),
            ("link:x", "unread link:x"),
            ("workspace:^", "unread workspace:^"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
