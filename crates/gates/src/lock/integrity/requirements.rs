//! Integrity of a compiled file of requirements: whether each is one version, or one place, with digests, and where
//! it may come from.

use std::collections::HashMap;

use keelmark_formats::pip::{Requirement, Requirements};
use keelmark_model::{Code, Finding, Judgement, Weight};

use super::address::{Address, Allowed};
use super::counted;
use crate::codes::{
    LOCK_DRIFT_UNKNOWN, LOCK_ENTRY, LOCK_GIT_UNPINNED, LOCK_HASH_MISSING, LOCK_HOST, LOCK_INSECURE,
    LOCK_UNVERSIONED,
};

/// Asks what the file at `path` pins.
pub fn integrity(path: &str, pinned: &Requirements, allowed: &Allowed) -> Judgement {
    let mut judgement = Judgement::new("lock", "integrity", path);
    judgement.detail = counted(pinned.list.len(), "package");
    let mut found: Vec<Finding> = Vec::new();
    for it in &pinned.list {
        let placed = |finding: Finding| finding.at(path, Some(it.line)).of(&it.name, it.pinned());
        found.extend(of_requirement(it).map(placed));
        found.extend(it.url.iter().flat_map(|url| place(&it.name, url, allowed)).map(placed));
    }
    found.extend(doubled(path, pinned));
    for (line, url) in &pinned.indexes {
        let findings = index(url, allowed).into_iter();
        found.extend(findings.map(|finding| finding.at(path, Some(*line))));
    }
    found.extend(pinned.trusted.iter().map(|(line, host)| {
        let message = format!("the certificate of {host} is not looked at");
        failed(&LOCK_INSECURE, message).at(path, Some(*line))
    }));
    found.extend(pinned.other.iter().map(|(line, text)| {
        let message = format!("`{text}` is not followed");
        let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message.clone());
        finding.at(path, Some(*line)).known_by([message])
    }));
    judgement.findings = found;
    judgement
}

fn failed(code: &'static Code, message: String) -> Finding {
    Finding::new(code, Weight::Failure, message.clone()).known_by([message])
}

fn of_requirement(it: &Requirement) -> Option<Finding> {
    let name = &it.name;
    let is_git = it.url.as_deref().is_some_and(|url| url.starts_with("git+"));
    if it.url.is_none() && it.pinned().is_none() {
        return Some(failed(&LOCK_UNVERSIONED, format!("`{name}` has no version")));
    }
    if is_git {
        let message = format!("`{name}` is of a repository without a commit");
        return (!is_commit(it)).then(|| failed(&LOCK_GIT_UNPINNED, message));
    }
    if it.hashes.iter().any(|hash| is_strong(hash)) {
        return None;
    }
    let message = format!("`{name}` has no digest of SHA-256 or better");
    Some(failed(&LOCK_HASH_MISSING, message))
}

/// Where one requirement comes from.
fn place(name: &str, url: &str, allowed: &Allowed) -> Vec<Finding> {
    let Some(address) = Address::of(url) else {
        let message = format!("`{name}` comes from `{url}`, which is no address of a host");
        return vec![failed(&LOCK_HOST, message)];
    };
    judged(&format!("`{name}` comes from"), &address, allowed.allows(url))
}

/// Where whatever is not said otherwise comes from: an address, or a folder of the project.
fn index(url: &str, allowed: &Allowed) -> Vec<Finding> {
    match Address::of(url) {
        Some(address) => judged("packages come from", &address, allowed.has_index(&address)),
        None if super::hosts::is_path(url) => Vec::new(),
        None => {
            let message = format!("packages come from `{url}`, which is no address of a host");
            vec![failed(&LOCK_HOST, message)]
        }
    }
}

fn judged(what: &str, address: &Address<'_>, is_allowed: bool) -> Vec<Finding> {
    let Address { scheme, host, path } = address;
    let mut findings = Vec::new();
    if !address.is_secure() {
        findings.push(failed(&LOCK_INSECURE, format!("{what} {host} over {scheme}")));
    }
    if !is_allowed {
        let message = format!("{what} {host}{path}, which is not allowed");
        let remedy = format!("If that is right, allow it: `--allow-host {host}`");
        findings.push(failed(&LOCK_HOST, message).mended_by(remedy));
    }
    findings
}

/// Packages that stand there twice in different versions for every environment.
fn doubled(path: &str, pinned: &Requirements) -> Vec<Finding> {
    let mut known: HashMap<&str, &Requirement> = HashMap::new();
    let mut findings = Vec::new();
    for it in pinned.list.iter().filter(|it| it.marker.is_none()) {
        let Some(first) = known.insert(&it.name, it) else { continue };
        if first.versions != it.versions || first.url != it.url {
            let message = format!("`{}` stands there twice, differently", it.name);
            let finding = failed(&LOCK_ENTRY, message).at(path, Some(it.line)).of(&it.name, None);
            findings.push(finding.beside(path, Some(first.line), "as it stands there first"));
        }
    }
    findings
}

fn is_strong(hash: &str) -> bool {
    let length = |name: &str| match name {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    hash.split_once(':').is_some_and(|(name, hex)| {
        length(name) == Some(hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether a package is of a repository, at a commit.
fn is_commit(it: &Requirement) -> bool {
    let Some(url) = it.url.as_deref().and_then(|url| url.strip_prefix("git+")) else {
        return false;
    };
    let bare = url.split('#').next().unwrap_or_default();
    bare.rsplit_once('@').is_some_and(|(_, commit)| {
        commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use keelmark_formats::pip::Requirements;
    use keelmark_model::Ecosystem;

    use super::super::Allowed;
    use super::integrity;

    const PINNED: &str = "--index-url https://pypi.org/simple\n--require-hashes\n\
        requests[socks]==2.32.0 \\\n    --hash=sha256:DIGEST\nsix==1.16.0 --hash=sha256:DIGEST\n\
        tool @ git+https://host.example/tool@0123456789abcdef0123456789abcdef01234567\n";

    fn told(text: &str) -> String {
        let text = text.replace("DIGEST", &"0".repeat(64));
        let allowed = Allowed::new(Ecosystem::Python, ["host.example"]);
        let judgement =
            integrity("r.txt", &Requirements::parse(text.as_bytes()).unwrap(), &allowed);
        let lines = judgement.findings.iter().map(|it| {
            format!("{}:{} {}", it.code, it.place.as_ref().unwrap().line.unwrap(), it.message)
        });
        lines.collect::<Vec<_>>().join("; ")
    }

    const HERE: &str = "https://pypi.org/simple";

    /// What is replaced, by what, and what is told then.
    const CHANGES: &[(&str, &str, &str)] = &[
        (
            "six==1.16.0 --hash=sha256:DIGEST",
            "six==1.16.0",
            "lock.hash-missing:5 `six` has no digest of SHA-256 or better",
        ),
        (
            "six==1.16.0 --hash=sha256:DIGEST",
            "six==1.16.0 --hash=md5:00",
            "lock.hash-missing:5 `six` has no digest of SHA-256 or better",
        ),
        ("six==1.16.0", "six>=1.16", "lock.unversioned:5 `six` has no version"),
        (
            "@0123456789abcdef0123456789abcdef01234567",
            "@main",
            "lock.git-unpinned:6 `tool` is of a repository without a commit",
        ),
        (
            "host.example/tool",
            "other.example/tool",
            "lock.host:6 `tool` comes from other.example/tool@0123456789abcdef0123456789abcdef01234567, which is not allowed",
        ),
        (
            HERE,
            "https://evil.example/simple",
            "lock.host:1 packages come from evil.example/simple, which is not allowed",
        ),
        (
            HERE,
            "https://${HOST}/simple",
            "lock.host:1 packages come from ${HOST}/simple, which is not allowed",
        ),
        (
            HERE,
            "https://pypi.org/evil",
            "lock.host:1 packages come from pypi.org/evil, which is not allowed",
        ),
        (HERE, "http://pypi.org/simple", "lock.insecure:1 packages come from pypi.org over http"),
        (
            HERE,
            "https:evil.example",
            "lock.host:1 packages come from `https:evil.example`, which is no address of a host",
        ),
        (
            "--require-hashes",
            "--extra-index-url=https://evil.example/",
            "lock.host:2 packages come from evil.example/, which is not allowed",
        ),
        (
            "--require-hashes",
            "-f https://evil.example/",
            "lock.host:2 packages come from evil.example/, which is not allowed",
        ),
        ("--require-hashes", "-f ./wheels", ""),
        (
            "--require-hashes",
            "--trusted-host pypi.org",
            "lock.insecure:2 the certificate of pypi.org is not looked at",
        ),
        ("--require-hashes", "--evil", "lock.drift-unknown:2 `--evil` is not followed"),
        (
            "--require-hashes",
            "six==1.15.0 --hash=sha256:DIGEST",
            "lock.entry:5 `six` stands there twice, differently",
        ),
    ];

    #[test]
    fn what_is_pinned_has_digests_and_a_place() {
        assert_eq!(told(PINNED), "");
        for (old, new, expected) in CHANGES {
            assert_eq!(told(&PINNED.replacen(old, new, 1)), *expected, "{new}");
        }
    }
}
