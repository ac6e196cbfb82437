//! A folder with a registry lists every file it has.

use super::{Check, Finding};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "registries",
    hint: "declare the module and name it in `ALL`; what several entries share lives beside the folder",
    check: unlisted,
};

fn unlisted(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let Some(folder) = path.strip_suffix("mod.rs") else { continue };
        let code = source::code(text);
        let Some(all) = initialiser(&code) else { continue };
        for module in modules(tree, folder) {
            let declared = source::words(&code, &format!("mod {module};")).next().is_some();
            let listed = source::words(all, &module).next().is_some();
            if !declared || !listed {
                let what = format!("`{module}` is not in the registry of {path}");
                findings.push(Finding::new(&file(tree, folder, &module), 1, what));
            }
        }
    }
    findings
}

/// What stands between `ALL … =` and its `;`, where a registry is declared at the top level.
fn initialiser(code: &str) -> Option<&str> {
    let declaration = code.lines().find(|line| {
        let line = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ");
        line.starts_with("static ALL:") || line.starts_with("const ALL:")
    })?;
    let at = declaration.as_ptr().addr() - code.as_ptr().addr();
    let value = at + code[at..].find('=')? + 1;
    let open = value + code[value..].find('[')?;
    Some(source::bracketed(code, open))
}

/// Modules that the files and folders directly in `folder` are.
fn modules(tree: &Tree, folder: &str) -> Vec<String> {
    let mut modules: Vec<String> = tree
        .rust()
        .filter_map(|(path, _)| {
            let rest = path.strip_prefix(folder)?;
            let name = match rest.split_once('/') {
                Some((name, "mod.rs")) => name,
                Some(_) => return None,
                None => rest.strip_suffix(".rs")?,
            };
            (!matches!(name, "mod" | "tests")).then(|| name.to_owned())
        })
        .collect();
    modules.dedup();
    modules
}

fn file(tree: &Tree, folder: &str, module: &str) -> String {
    let path = format!("{folder}{module}.rs");
    if tree.has(&path) { path } else { format!("{folder}{module}/mod.rs") }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn files_missing_from_a_registry_are_found() {
        let registry =
            "mod cargo;\nmod uv;\npub static ALL: &[&Lock] = &[&cargo::LOCK, /* npm */];\n";
        let files = [
            ("crates/a/src/lock/cargo.rs", ""),
            ("crates/a/src/lock/mod.rs", registry),
            ("crates/a/src/lock/npm/mod.rs", ""),
            ("crates/a/src/lock/npm/tree.rs", ""),
            ("crates/a/src/lock/tests.rs", ""),
            ("crates/a/src/lock/uv.rs", ""),
        ];
        assert_eq!(
            found(&CHECK, &files),
            [
                "crates/a/src/lock/npm/mod.rs:1 `npm` is not in the registry of crates/a/src/lock/mod.rs",
                "crates/a/src/lock/uv.rs:1 `uv` is not in the registry of crates/a/src/lock/mod.rs"
            ]
        );
        assert!(
            found(&CHECK, &[("crates/a/src/b/mod.rs", "mod c;"), ("crates/a/src/b/c.rs", "")])
                .is_empty()
        );
    }
}
