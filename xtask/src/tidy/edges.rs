//! The crates use each other as ARCHITECTURE.md says, no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Finding, lines};
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "edges",
    hint: "a new edge is the rarest change of all: argue it in ARCHITECTURE.md, or do without",
    check: astray,
};

const DOCUMENT: &str = "ARCHITECTURE.md";
const HEADER: &str = "| crate | uses |";
const PREFIX: &str = "keelmark-";

/// For each crate of the table: the line it stands on and the crates it uses.
type Table<'a> = BTreeMap<&'a str, (usize, BTreeSet<&'a str>)>;

fn astray(tree: &Tree) -> Vec<Finding> {
    let table = table(tree.text(DOCUMENT).unwrap_or_default());
    if table.is_empty() {
        return vec![Finding::new(DOCUMENT, 1, format!("there is no table `{HEADER}`"))];
    }
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, path, text) in tree.manifests() {
        seen.insert(name);
        let Some((line, allowed)) = table.get(name) else {
            findings.push(Finding::new(path, 1, format!("`{name}` is not in {DOCUMENT}'s table")));
            continue;
        };
        let uses = match uses(text) {
            Ok(uses) => uses,
            Err(error) => {
                findings.push(Finding::new(path, 1, error.message()));
                continue;
            }
        };
        for used in uses.iter().filter(|used| !allowed.contains(used.as_str())) {
            let key = format!("{PREFIX}{used}");
            let at = lines(text).find(|(_, text)| text.starts_with(&key)).map_or(1, |(at, _)| at);
            findings.push(Finding::new(path, at, format!("`{name}` may not use `{used}`")));
        }
        for unused in allowed.iter().filter(|allowed| !uses.contains(**allowed)) {
            let what = format!("`{name}` does not use `{unused}`, though the table says so");
            findings.push(Finding::new(DOCUMENT, *line, what));
        }
    }
    for (name, (line, _)) in table.iter().filter(|(name, _)| !seen.contains(*name)) {
        findings.push(Finding::new(DOCUMENT, *line, format!("there is no crate `{name}`")));
    }
    findings
}

/// The rows below [`HEADER`]: names in backticks, the first one's cell aside.
fn table(document: &str) -> Table<'_> {
    lines(document)
        .skip_while(|(_, line)| *line != HEADER)
        .skip(2)
        .take_while(|(_, line)| line.starts_with('|'))
        .filter_map(|(number, line)| {
            let mut names = line.split('`').skip(1).step_by(2);
            Some((names.next()?, (number, names.collect())))
        })
        .collect()
}

/// The workspace's crates that a manifest depends on, for whatever purpose and target.
fn uses(manifest: &str) -> Result<BTreeSet<String>, toml::de::Error> {
    let mut names = BTreeSet::new();
    collect(&manifest.parse::<toml::Table>()?, &mut names);
    Ok(names)
}

fn collect(table: &toml::Table, names: &mut BTreeSet<String>) {
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            names.extend(
                inner.keys().filter_map(|name| name.strip_prefix(PREFIX)).map(str::to_owned),
            );
        } else {
            collect(inner, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    const TABLE: &str = "# A\n\n| crate | uses |\n|---|---|\n| `a` | nothing |\n| `b` | `a`, `c` |\n| `z` | |\n\nText `x`.\n";

    #[test]
    fn edges_beside_the_table_are_found() {
        let a = "[dependencies]\nserde = \"1\"\nkeelmark-b.workspace = true\n";
        let b = "[target.'cfg(unix)'.dev-dependencies]\nkeelmark-a.workspace = true\n";
        let files = [
            ("ARCHITECTURE.md", TABLE),
            ("crates/a/Cargo.toml", a),
            ("crates/b/Cargo.toml", b),
            ("crates/c/Cargo.toml", "[package]"),
            ("xtask/Cargo.toml", "["),
        ];
        assert_eq!(
            found(&CHECK, &files)[..4],
            [
                "crates/a/Cargo.toml:3 `a` may not use `b`",
                "ARCHITECTURE.md:6 `b` does not use `c`, though the table says so",
                "crates/c/Cargo.toml:1 `c` is not in ARCHITECTURE.md's table",
                "xtask/Cargo.toml:1 `xtask` is not in ARCHITECTURE.md's table",
            ]
        );
        assert_eq!(found(&CHECK, &files)[4..], ["ARCHITECTURE.md:7 there is no crate `z`"]);
    }

    #[test]
    fn a_missing_table_is_found() {
        assert_eq!(
            found(&CHECK, &[("ARCHITECTURE.md", "# A\n")]),
            ["ARCHITECTURE.md:1 there is no table `| crate | uses |`"]
        );
    }
}
