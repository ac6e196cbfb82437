//! A file that no module declares is not compiled; an entry that no registry lists is not there.

use super::{Check, Finding};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "registries",
    hint: "declare the file with `mod`, and name its entry in the folder's `ALL`",
    check: unlisted,
};

fn unlisted(tree: &Tree) -> Vec<Finding> {
    let mut findings = undeclared(tree);
    for (path, text) in tree.rust() {
        let Some(folder) = path.strip_suffix("mod.rs") else { continue };
        let code = source::code(text);
        let Some(registry) = registry(&code) else { continue };
        for (file, text) in tree.rust().filter(|(file, _)| file.starts_with(folder)) {
            let code = source::without_tests(&source::code(text));
            for (line, name) in entries(&code, registry.element) {
                if !is_listed(&registry, &file[folder.len()..], name) {
                    let what = format!("`{name}` is not in `ALL` of {path}");
                    findings.push(Finding::new(file, line, what));
                }
            }
        }
    }
    findings
}

/// The `ALL` of a family.
struct Registry<'a> {
    /// Type of the entries: `Lockfile` of `&[&Lockfile]`.
    element: &'a str,
    /// What stands between the brackets of its value.
    listed: &'a str,
}

/// The registry a file declares at its top level, if it does.
fn registry(code: &str) -> Option<Registry<'_>> {
    let declaration = code.lines().find(|line| {
        let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        line.starts_with("static ALL:") || line.starts_with("const ALL:")
    })?;
    let at = declaration.as_ptr().addr() - code.as_ptr().addr();
    let (before, _) = code[at..].split_once('=')?;
    let value = at + before.len();
    let open = value + code[value..].find('[')?;
    let (_, ty) = before.split_once(':')?;
    let ty = ty.split(';').next()?.trim_matches(|c: char| !c.is_alphanumeric());
    let element = ty.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    Some(Registry { element, listed: source::bracketed(code, open) })
}

/// Constants of type `element` that a file declares at its top level: line and name.
fn entries<'a>(code: &'a str, element: &str) -> impl Iterator<Item = (usize, &'a str)> {
    let declaration = format!(": {element} =");
    let lines = code
        .lines()
        .zip(1..)
        .filter(move |(line, _)| line.contains(&declaration) && !line.starts_with(' '));
    lines.filter_map(|(line, number)| {
        let (before, _) = line.split_once(':').filter(|(before, _)| !before.ends_with("crate)"))?;
        Some((number, before.rsplit(' ').next()?))
    })
}

/// Whether `ALL` names the constant `name` of `file`, by the last part of its path.
fn is_listed(registry: &Registry<'_>, file: &str, name: &str) -> bool {
    let module = file.trim_end_matches("/mod.rs").trim_end_matches(".rs");
    let path = match module {
        "mod" => name.to_owned(),
        module => format!("{}::{name}", module.rsplit('/').next().unwrap_or(module)),
    };
    source::words(registry.listed, &path).next().is_some()
}

/// Files below a `src` that the file of the module they are in does not declare.
fn undeclared(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in tree.rust().filter(|(path, _)| path.contains("/src/")) {
        let Some((folder, file)) = path.strip_suffix("/mod.rs").unwrap_or(path).rsplit_once('/')
        else {
            continue;
        };
        let module = file.trim_end_matches(".rs");
        if matches!(module, "lib" | "main") || folder.ends_with("/bin") {
            continue;
        }
        let parents = [
            format!("{folder}/mod.rs"),
            format!("{folder}.rs"),
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
        ];
        let declaration = format!("mod {module};");
        let declares = |parent: &String| {
            let code = source::code(tree.text(parent).unwrap_or_default());
            source::words(&code, &declaration).next().is_some()
        };
        if !parents.iter().any(declares) {
            findings.push(Finding::new(path, 1, format!("nothing declares `{declaration}`")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn entries_missing_from_a_registry_are_found() {
        let registry = "mod cargo;\nmod npm;\nmod shared;\nmod uv;\nmod python;\n\
                        pub static ALL: &[&Lockfile] = &[&cargo::LOCKFILE, /* &npm::LOCKFILE */\n    &python::poetry::LOCKFILE];\n";
        let entry = "//! D\n\npub(super) static LOCKFILE: Lockfile = Lockfile {\n};\n";
        let files = [
            ("crates/a/src/lib.rs", "pub mod lock;\n"),
            ("crates/a/src/lock/cargo.rs", entry),
            ("crates/a/src/lock/mod.rs", registry),
            ("crates/a/src/lock/npm/mod.rs", "mod tree;\npub static LOCKFILE: Lockfile = x;\n"),
            ("crates/a/src/lock/npm/tree.rs", ""),
            ("crates/a/src/lock/python/mod.rs", "mod pdm;\nmod poetry;\n"),
            ("crates/a/src/lock/python/pdm.rs", entry),
            ("crates/a/src/lock/python/poetry.rs", entry),
            ("crates/a/src/lock/shared.rs", "fn a() {}\n"),
            ("crates/a/src/lock/uv.rs", "static OTHER: Thing = 1;\n"),
        ];
        assert_eq!(
            found(&CHECK, &files),
            [
                "crates/a/src/lock/npm/mod.rs:2 `LOCKFILE` is not in `ALL` of crates/a/src/lock/mod.rs",
                "crates/a/src/lock/python/pdm.rs:3 `LOCKFILE` is not in `ALL` of crates/a/src/lock/mod.rs",
            ]
        );
    }

    #[test]
    fn files_that_nothing_declares_are_found() {
        let files = [
            ("crates/a/src/b.rs", "mod c;\n"),
            ("crates/a/src/b/c.rs", ""),
            ("crates/a/src/b/d.rs", ""),
            ("crates/a/src/e/mod.rs", ""),
            ("crates/a/src/main.rs", "mod b; // mod e;\n"),
        ];
        assert_eq!(
            found(&CHECK, &files),
            [
                "crates/a/src/b/d.rs:1 nothing declares `mod d;`",
                "crates/a/src/e/mod.rs:1 nothing declares `mod e;`",
            ]
        );
    }
}
