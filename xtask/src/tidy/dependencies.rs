//! Every dependency says why it is there.

use super::{Check, Finding, lines};
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "dependencies",
    hint: "write the reason as a comment above the line; it covers the lines up to the next blank one",
    check: unexplained,
};

fn unexplained(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in ["Cargo.toml", "fuzz/Cargo.toml", "tests/oracle/Cargo.toml"] {
        let mut within = false;
        let mut reason = false;
        for (number, line) in lines(tree.text(path).unwrap_or_default()) {
            if line.starts_with('[') {
                within = line.trim_matches(['[', ']']).ends_with("dependencies");
                reason = false;
            } else if line.starts_with('#') {
                reason = true;
            } else if line.is_empty() {
                reason = false;
            } else if let Some((name, value)) = line.split_once('=')
                && within
                && !(reason || value.contains('#') || value.contains("path = "))
            {
                let what = format!("`{}` has no reason beside it", name.trim());
                findings.push(Finding::new(path, number, what));
            }
        }
    }
    for (_, path, text) in tree.manifests().filter(|(name, ..)| *name != "fuzz") {
        let loose = lines(text).filter(|(_, line)| is_loose(line));
        findings.extend(loose.map(|(number, line)| {
            let name = line.split([' ', '=']).next().unwrap_or_default();
            let what = format!("`{name}` has its version here and not in the workspace");
            Finding::new(path, number, what)
        }));
    }
    findings
}

/// Whether a line of a crate's manifest asks for a version of its own: `name = "1"`,
/// `name = { version = "1" }`.
fn is_loose(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, value)| {
        let value = value.trim();
        let is_requirement =
            value.starts_with('"') && value[1..].starts_with(|c: char| c.is_ascii_digit());
        (is_requirement && name.trim() != "version" && name.trim() != "edition")
            || value.starts_with('{') && value.contains("version =")
    })
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn dependencies_without_a_reason_are_found() {
        let workspace = "[workspace.package]\nversion = \"1\"\n\n[workspace.dependencies]\nown = { path = \"own\" }\n\n\
                         # Why a and b.\na = \"1\"\nb = \"1\"\n\nc = \"1\"\nd = \"1\" # why d\n";
        let own = "[package]\nversion = \"1\"\n[dependencies]\na.workspace = true\ne = \"1\"\nf = { version = \"1\" }\n";
        assert_eq!(
            found(&CHECK, &[("Cargo.toml", workspace), ("crates/own/Cargo.toml", own)]),
            [
                "Cargo.toml:11 `c` has no reason beside it",
                "crates/own/Cargo.toml:5 `e` has its version here and not in the workspace",
                "crates/own/Cargo.toml:6 `f` has its version here and not in the workspace",
            ]
        );
    }
}
