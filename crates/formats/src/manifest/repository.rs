//! Addresses of source repositories, written one way.

/// Forges that serve every repository over HTTPS at the path it has over SSH.
const FORGES: [&str; 4] = ["bitbucket.org", "codeberg.org", "github.com", "gitlab.com"];

/// The address `text` means, without credentials, query, fragment or `git+`.
///
/// Takes URLs, the `user@host:path` form of ssh, and npm's `owner/name` and `github:owner/name`
/// shorthands. A repository on a known forge becomes its HTTPS page (no `.git`); another ssh
/// address becomes `ssh://host/path`. `None` for anything local, which names a machine and not a
/// repository.
///
/// ```
/// use keelmark_formats::manifest::repository::address;
/// assert_eq!(address("git@github.com:a/b.git").as_deref(), Some("https://github.com/a/b"));
/// assert_eq!(address("https://me:secret@example.com/a.git").as_deref(), Some("https://example.com/a.git"));
/// assert_eq!(address("/srv/git/a.git"), None);
/// ```
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("git+").unwrap_or(text);
    if text.is_empty() || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        return from_url(&scheme.to_ascii_lowercase(), rest);
    }
    if let Some((prefix, path)) = text.split_once(':') {
        return from_prefix(prefix, path);
    }
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let (owner, name) = text.split_once('/')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let plain = |part: &str| part.chars().all(allowed) && part.chars().any(|c| c != '.');
    (plain(owner) && plain(name)).then(|| render("https", "github.com", text)).flatten()
}

/// [`address`], if it is on a forge: what a project calls its home page is often no repository.
pub fn on_forge(text: &str) -> Option<String> {
    address(text).filter(|url| {
        FORGES.iter().any(|forge| {
            let path = url.strip_prefix("https://").and_then(|rest| rest.strip_prefix(forge));
            path.is_some_and(|path| path.matches('/').count() == 2)
        })
    })
}

/// The address of a dependency as its manifest declares it, without what could be a secret: user
/// information (over SSH, a password), the query, and of the fragment whatever names neither a
/// commit, branch or tag nor `egg`, `subdirectory` or a digest.
///
/// ```
/// use keelmark_formats::manifest::repository::dependency;
/// assert_eq!(dependency("git+https://tok:x@github.com/a/b@v1?t=S#egg=b"), "git+https://github.com/a/b@v1#egg=b");
/// assert_eq!(dependency("git+ssh://git@github.com/a/b#v1"), "git+ssh://git@github.com/a/b#v1");
/// ```
pub fn dependency(text: &str) -> String {
    let bare = without_user(text);
    if !bare.contains("://") {
        return bare;
    }
    let (rest, fragment) = bare.split_once('#').unwrap_or((&bare, ""));
    let rest = rest.split('?').next().unwrap_or_default();
    let kept: Vec<&str> = fragment
        .split('&')
        .filter(|part| match part.split_once('=') {
            Some((key, _)) => FRAGMENTS.contains(&key),
            None => !part.is_empty(),
        })
        .collect();
    if kept.is_empty() { rest.to_owned() } else { format!("{rest}#{}", kept.join("&")) }
}

/// What a fragment may say of what is fetched (pip's documentation, "VCS Support" and PEP 508).
const FRAGMENTS: [&str; 8] =
    ["egg", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "subdirectory"];

/// `text` without the user information of an address that it is or, after `scheme:`, has.
///
/// Over SSH the user's name is part of the address and stays; a password never does. What reads as
/// no host is taken for part of a password with a `/` in it.
pub fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return without_short_user(text) };
    let (authority, _) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (_, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let is_host = host.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit());
    let whole = if is_host { authority } else { rest };
    let Some((user, _)) = whole.rsplit_once('@') else { return text.to_owned() };
    let after = &rest[user.len() + 1..];
    match user.split(':').next() {
        Some(user) if is_host && scheme.ends_with("ssh") && !user.is_empty() => {
            format!("{scheme}://{user}@{after}")
        }
        _ => format!("{scheme}://{after}"),
    }
}

/// [`without_user`] of each word of a message.
pub fn without_users(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    words
        .map(|word| if word.contains("://") { without_user(word) } else { word.to_owned() })
        .collect()
}

/// `user:password@host:path` of ssh, and `github:user:password@owner/name` and the like of npm.
fn without_short_user(text: &str) -> String {
    let (first, _) = text.split_at(text.find('/').unwrap_or(text.len()));
    let Some((before, after)) = first.rsplit_once('@') else { return text.to_owned() };
    if before.is_empty() {
        // The scope of an npm package.
        return text.to_owned();
    }
    let rest = &text[before.len() + 1..];
    let known = ["bitbucket", "gist", "github", "gitlab"];
    match before.split(':').next() {
        Some(forge) if before.contains(':') && known.contains(&forge) => format!("{forge}:{rest}"),
        Some(user) if after.contains(':') => format!("{user}@{rest}"),
        _ => rest.to_owned(),
    }
}

fn from_url(scheme: &str, rest: &str) -> Option<String> {
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match scheme {
        "http" | "https" | "ssh" | "git" => render(scheme, host, path),
        _ => None,
    }
}

/// `host:path` as ssh reads it, or one of npm's shorthands.
fn from_prefix(prefix: &str, path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match prefix {
        "github" => render("https", "github.com", path),
        "gitlab" => render("https", "gitlab.com", path),
        "bitbucket" => render("https", "bitbucket.org", path),
        "gist" => render("https", "gist.github.com", path),
        // A single letter is a drive of Windows.
        _ if prefix.len() < 2 || prefix.contains('/') || path.starts_with('\\') => None,
        "file" | "link" | "workspace" | "npm" | "portal" | "patch" => None,
        _ => {
            let host = prefix.rsplit_once('@').map_or(prefix, |(_, host)| host);
            render("ssh", host, path)
        }
    }
}

fn render(scheme: &str, host: &str, path: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let mut path = path.trim_matches('/');
    let (name, port) = host.split_once(':').unwrap_or((&host, "0"));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_host = !name.is_empty() && name.chars().all(plain);
    let is_port = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
    if !is_host || !is_port {
        return None;
    }
    let is_forge = FORGES.contains(&name);
    while is_forge && let Some(shorter) = path.strip_suffix(".git") {
        path = shorter.trim_end_matches('/');
    }
    let (scheme, host) = if is_forge { ("https", name) } else { (scheme, host.as_str()) };
    (!path.is_empty()).then(|| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::{address, dependency, without_user, without_users};

    #[test]
    fn one_repository_has_one_address() {
        let cases = [
            ("https://github.com/a/b", Some("https://github.com/a/b")),
            ("https://token@github.com/a/b.git", Some("https://github.com/a/b")),
            ("https://u:p@GitHub.com/a/b.git/", Some("https://github.com/a/b")),
            ("git@github.com:a/b.git", Some("https://github.com/a/b")),
            ("github.com:a/b", Some("https://github.com/a/b")),
            ("ssh://git@github.com:22/a/b.git", Some("https://github.com/a/b")),
            ("git://github.com/a/b.git#main", Some("https://github.com/a/b")),
            ("git+ssh://git@gitlab.com/g/s/p.git", Some("https://gitlab.com/g/s/p")),
            ("a/b", Some("https://github.com/a/b")),
            ("a/b.git#v1", Some("https://github.com/a/b")),
            ("gitlab:a/b", Some("https://gitlab.com/a/b")),
            ("git@github.com:a/.git", Some("https://github.com/a")),
            ("https://github.com/a/b.git.git", Some("https://github.com/a/b")),
            ("git@github.com:.git", None),
            ("https://example.com/a/\u{a0}/", None),
            ("gist:11081aaa281", Some("https://gist.github.com/11081aaa281")),
            ("me@git.example.com:a/b.git", Some("ssh://git.example.com/a/b.git")),
            ("ssh://me@git.example.com:2222/a/b.git", Some("ssh://git.example.com:2222/a/b.git")),
            ("https://example.com/r?token=x", Some("https://example.com/r")),
            ("https://example.com", None),
            ("/srv/a.git", None),
            ("../a", None),
            ("./a", None),
            ("~/a", None),
            ("file:///srv/a.git", None),
            ("C:\\src\\a", None),
            ("C:/src/a", None),
            ("ext::sh -c evil", None),
            ("", None),
            ("a", None),
        ];
        for (given, wanted) in cases {
            assert_eq!(address(given).as_deref(), wanted, "{given}");
        }
    }

    #[test]
    fn declared_addresses_carry_no_secret() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let with_commit = format!("git+https://u:SECRET@h/a.git#{commit}");
        let wanted_commit = format!("git+https://h/a.git#{commit}");
        let cases = [
            ("git+https://tok:SECRET@github.com/a/b", "git+https://github.com/a/b"),
            ("git+https://SECRET@github.com/a/b@v1#egg=b", "git+https://github.com/a/b@v1#egg=b"),
            (with_commit.as_str(), wanted_commit.as_str()),
            ("https://u:SEC/RET@h/a.whl", "https://h/a.whl"),
            ("https://u:SEC@RET@h/a@b.whl", "https://h/a@b.whl"),
            ("https://h/a.whl?token=SECRET", "https://h/a.whl"),
            ("https://h/a.whl?token=SECRET#sha256=00", "https://h/a.whl#sha256=00"),
            ("https://h/a.whl#token=SECRET&egg=a", "https://h/a.whl#egg=a"),
            ("https://u:SECRET@[::1]:80/a", "https://[::1]:80/a"),
            ("https://h:8080/a@1", "https://h:8080/a@1"),
            ("git+ssh://git:SECRET@h/a#semver:^1", "git+ssh://git@h/a#semver:^1"),
            ("git@github.com:a/b.git", "git@github.com:a/b.git"),
            ("git:SECRET@github.com:a/b.git", "git@github.com:a/b.git"),
            ("github:u:SECRET@a/b#v1", "github:a/b#v1"),
            ("u:SECRET@a/b", "a/b"),
            ("SECRET@a/b", "a/b"),
            ("file:../a@b", "file:../a@b"),
            ("@scope/name", "@scope/name"),
        ];
        for (given, wanted) in cases {
            assert_eq!(dependency(given), wanted, "{given}");
            assert_eq!(dependency(wanted), wanted);
        }
        assert_eq!(without_user("https://h/?a=b@c"), "https://h/?a=b@c");
        assert_eq!(without_users("`x @ https://u:SECRET@h`: no"), "`x @ https://h`: no");
    }

    proptest::proptest! {
        #[test]
        fn an_address_is_its_own_address(text in "[a-z:/@.+#?-]{0,24}") {
            if let Some(once) = address(&text) {
                proptest::prop_assert_eq!(address(&once), Some(once.clone()));
            }
        }

        #[test]
        fn credentials_never_pass(user in "[a-z]{1,8}", secret in "S[A-Z0-9]{6}") {
            let url = format!("https://{user}:{secret}@example.com/a/b.git");
            proptest::prop_assert!(!address(&url).unwrap().contains(&secret));
        }
    }
}
