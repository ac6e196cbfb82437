//! What everything in a target is licensed under, to be given along: as text with the terms themselves, and as JSON.
//!
//! Source of the forms: `docs/src/check.md`, "Attributions". Both are the same for the same target: sorted by name,
//! without times and without the paths of a machine.

use std::collections::BTreeMap;

use keelmark_model::Digest;
use serde::{Deserialize, Serialize};

use crate::json;

/// The form of the JSON.
pub const SCHEMA: &str = "keelmark.license-manifest/v1";

/// One package with its terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licensed {
    /// Name.
    pub name: String,
    /// Version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Package URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// SPDX expression; nothing where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// What the policy says of it: `allow`, `review`, `deny`.
    pub ruling: String,
    /// Copyright statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// Files with its terms.
    pub texts: Vec<Text>,
}

/// A file with terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Path within the target.
    pub path: String,
    /// SHA-256 of the file; nothing where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What stands in it.
    #[serde(skip)]
    pub content: Option<String>,
}

#[derive(Serialize)]
struct Wire<'a> {
    schema: &'static str,
    packages: &'a [Licensed],
}

impl Text {
    /// A file that was read.
    pub fn new(path: String, bytes: &[u8], digest: &Digest) -> Self {
        Self { path, sha256: Some(digest.hex()), content: Some(plain(bytes)) }
    }

    /// A file that was not.
    pub const fn unread(path: String) -> Self {
        Self { path, sha256: None, content: None }
    }
}

/// Sorts packages as both forms list them.
pub fn sort(packages: &mut [Licensed]) {
    packages.sort_by(|a, b| (&a.name, &a.version, &a.purl).cmp(&(&b.name, &b.version, &b.purl)));
}

/// The packages as JSON.
pub fn render(packages: &[Licensed]) -> Vec<u8> {
    json::render_pretty(&Wire { schema: SCHEMA, packages })
}

/// The packages as text, with their terms. A text that several have stands once. It says of every package of which
/// there is no text that there is none.
pub fn notice(packages: &[Licensed]) -> String {
    let mut text =
        String::from("This product is made with the packages below, under their own terms.\n");
    let mut shown: BTreeMap<&str, String> = BTreeMap::new();
    for package in packages {
        let title = title(package);
        text.push_str(RULE);
        text.push_str(&title);
        text.push('\n');
        let license = package.license.as_deref().map_or("not known".into(), one_line);
        text.push_str(&format!("License: {license}\n"));
        for line in package.copyright.iter().flat_map(|it| it.lines()) {
            text.push_str(&format!("{}\n", one_line(line)));
        }
        if package.texts.is_empty() {
            text.push_str("\nThe text of its license is not at hand.\n");
        }
        for one in &package.texts {
            let path = one_line(&one.path);
            let (Some(content), Some(digest)) = (&one.content, &one.sha256) else {
                text.push_str(&format!("\n{path} is not at hand.\n"));
                continue;
            };
            if let Some(first) = shown.get(digest.as_str()) {
                text.push_str(&format!("\n{path} is the same text as of {first}.\n"));
                continue;
            }
            text.push_str(&format!("\n{path}:\n\n{}\n", content.trim_matches('\n')));
            shown.insert(digest, title.clone());
        }
    }
    text
}

const RULE: &str =
    "\n--------------------------------------------------------------------------------\n\n";

fn title(package: &Licensed) -> String {
    let version = package.version.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    one_line(&format!("{}{version}", package.name))
}

/// What others wrote, in one line of which nothing can be taken for another.
fn one_line(text: &str) -> String {
    text.chars().filter(|it| is_shown(*it) && !matches!(it, '\n' | '\t')).collect()
}

/// A text without what is not shown, such as marks that turn the direction of writing.
fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|it| is_shown(*it)).collect()
}

fn is_shown(character: char) -> bool {
    match character {
        '\n' | '\t' => true,
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => false,
        other => !other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Licensed, Text, notice, render, sort};
    use crate::hash::sha256;

    fn packages() -> Vec<Licensed> {
        let text =
            |path: &str, content: &[u8]| Text::new(path.to_owned(), content, &sha256(content));
        let package = |name: &str, license: Option<&str>, texts: Vec<Text>| Licensed {
            name: name.to_owned(),
            version: Some("1.0".to_owned()),
            purl: Some(format!("pkg:pypi/{name}@1.0")),
            license: license.map(str::to_owned),
            ruling: "allow".to_owned(),
            copyright: None,
            texts,
        };
        let mut packages = vec![
            package("c\n--", None, Vec::new()),
            package(
                "b",
                Some("MIT"),
                vec![text("b/LICENSE", b"terms"), Text::unread("b/COPYING".into())],
            ),
            package("a", Some("MIT"), vec![text("a/LICENSE", b"\nterms\x1b[2J\r\n\xe2\x80\xae")]),
            package("a2", Some("MIT"), vec![text("a2/LICENSE", b"terms")]),
        ];
        packages[2].copyright = Some("(c) one\n(c) two".to_owned());
        sort(&mut packages);
        packages
    }

    #[test]
    fn a_notice_has_every_text_once_and_says_what_is_missing() {
        let rule = super::RULE;
        let expected = format!(
            "This product is made with the packages below, under their own terms.
{rule}a 1.0
License: MIT
(c) one
(c) two

a/LICENSE:

terms[2J
{rule}a2 1.0
License: MIT

a2/LICENSE:

terms
{rule}b 1.0
License: MIT

b/LICENSE is the same text as of a2 1.0.

b/COPYING is not at hand.
{rule}c-- 1.0
License: not known

The text of its license is not at hand.
"
        );
        assert_eq!(notice(&packages()), expected);
    }

    #[test]
    fn a_manifest_names_texts_by_their_digests() {
        let rendered: serde_json::Value = serde_json::from_slice(&render(&packages())).unwrap();
        assert_eq!(rendered["schema"], "keelmark.license-manifest/v1");
        let read: Vec<Licensed> = serde_json::from_value(rendered["packages"].clone()).unwrap();
        let known: Vec<Option<&str>> =
            read.iter().flat_map(|it| &it.texts).map(|it| it.sha256.as_deref()).collect();
        let terms = sha256(b"terms").hex();
        assert_eq!(known[1..], [Some(terms.as_str()), Some(terms.as_str()), None]);
        assert_eq!(read[0].purl.as_deref(), Some("pkg:pypi/a@1.0"));
    }
}
