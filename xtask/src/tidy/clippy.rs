//! The lints hold in every crate, and the effects lint in every core crate.
//!
//! A crate's own clippy.toml replaces the workspace's: what it does not repeat no longer holds.

use super::effects::CORE;
use super::{Check, Finding};
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "clippy",
    hint: "see crates/model: its Cargo.toml, clippy.toml and src/lib.rs",
    check: lax,
};

/// What the root of a core crate says; its clippy.toml has the names, each with a reason.
const SWITCH: &str =
    "#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]";

/// The clippy.toml that those of the other core crates are copies of.
const FIRST: &str = "crates/model/clippy.toml";

fn lax(tree: &Tree) -> Vec<Finding> {
    let house = tree.text("clippy.toml").unwrap_or_default();
    let mut findings = Vec::new();
    for (name, path, text) in tree.manifests() {
        if name != "fuzz" && !text.contains("[lints]\nworkspace = true\n") {
            findings.push(Finding::new(path, 1, "does not take the workspace's lints"));
        }
        let own = format!("{}clippy.toml", path.trim_end_matches("Cargo.toml"));
        let core = CORE.contains(&name);
        let Some(settings) = tree.text(&own) else {
            if core {
                findings.push(Finding::new(&own, 1, "a core crate disallows effects here"));
            }
            continue;
        };
        let missing = house.lines().filter(|line| !settings.lines().any(|own| own == *line));
        findings.extend(
            missing.map(|line| Finding::new(&own, 1, format!("lacks the workspace's `{line}`"))),
        );
        if core && tree.text(FIRST).is_some_and(|first| first != settings) {
            findings.push(Finding::new(&own, 1, format!("is not the same as {FIRST}")));
        }
        let root = format!("crates/{name}/src/lib.rs");
        if core && !tree.text(&root).is_some_and(|text| text.contains(SWITCH)) {
            findings.push(Finding::new(&root, 1, format!("lacks `{SWITCH}`")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{CHECK, SWITCH};
    use crate::tidy::tests::found;

    const LINTS: &str = "[lints]\nworkspace = true\n";

    #[test]
    fn core_crates_have_one_text() {
        let files = [
            ("crates/model/Cargo.toml", LINTS),
            ("crates/model/clippy.toml", "a = 1\n"),
            ("crates/model/src/lib.rs", SWITCH),
            ("crates/trust/Cargo.toml", LINTS),
            ("crates/trust/clippy.toml", "a = 2\n"),
            ("crates/trust/src/lib.rs", SWITCH),
        ];
        assert_eq!(
            found(&CHECK, &files),
            ["crates/trust/clippy.toml:1 is not the same as crates/model/clippy.toml"]
        );
    }

    #[test]
    fn crates_outside_the_lints_are_found() {
        let files = [
            ("clippy.toml", "a = 1\nb = 2\n"),
            ("crates/model/Cargo.toml", LINTS),
            ("crates/formats/Cargo.toml", LINTS),
            ("crates/formats/clippy.toml", "a = 1\n"),
            ("crates/formats/src/lib.rs", "//! F"),
            ("crates/trust/Cargo.toml", LINTS),
            ("crates/trust/clippy.toml", "a = 1\nc = 3\nb = 2\n"),
            ("crates/trust/src/lib.rs", SWITCH),
            ("crates/world/Cargo.toml", "[package]\n"),
        ];
        assert_eq!(
            found(&CHECK, &files),
            [
                "crates/formats/clippy.toml:1 lacks the workspace's `b = 2`".to_owned(),
                format!("crates/formats/src/lib.rs:1 lacks `{SWITCH}`"),
                "crates/model/clippy.toml:1 a core crate disallows effects here".to_owned(),
                "crates/world/Cargo.toml:1 does not take the workspace's lints".to_owned(),
            ]
        );
    }
}
