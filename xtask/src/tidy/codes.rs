//! Every diagnostic code has one meaning, a dotted name, and a place that emits it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Finding, lines};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "codes",
    hint: "ids are `lower-case.dotted`, unique, and used as `codes::NAME`; declare none that nothing emits",
    check: misdeclared,
};

/// A code as a crate's `codes.rs`, or a file of its folder `codes`, declares it.
struct Declared<'a> {
    path: &'a str,
    line: usize,
    name: &'a str,
    id: &'a str,
}

fn misdeclared(tree: &Tree) -> Vec<Finding> {
    let used = used(tree);
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for Declared { path, line, name, id } in declared(tree) {
        if !is_dotted(id) {
            findings.push(Finding::new(path, line, format!("`{id}` is not a dotted id")));
        }
        if let Some(other) = first.insert(id, path) {
            findings.push(Finding::new(path, line, format!("`{id}` is declared in {other} too")));
        }
        if !used.contains(&(crate_of(path), name.to_owned())) {
            findings.push(Finding::new(path, line, format!("nothing emits `{name}`")));
        }
    }
    findings
}

fn declared(tree: &Tree) -> impl Iterator<Item = Declared<'_>> {
    let files = tree.shipped().filter(|(path, _)| declares(path));
    files.flat_map(|(path, text)| {
        lines(text).filter_map(move |(line, text)| {
            let (name, id) = text.trim().strip_suffix("\" {")?.split_once(" = \"")?;
            Some(Declared { path, line, name, id })
        })
    })
}

/// Whether a file declares codes.
fn declares(path: &str) -> bool {
    path.ends_with("/src/codes.rs") || path.contains("/src/codes/")
}

/// Crate and name of every `codes::NAME` in what is shipped; `keelmark_x::codes::NAME` is of `x`.
fn used(tree: &Tree) -> BTreeSet<(String, String)> {
    let mut used = BTreeSet::new();
    for (path, text) in tree.shipped().filter(|(path, _)| !declares(path)) {
        let code = source::without_tests(&source::code(text));
        for at in source::words(&code, "codes::") {
            let before = code[..at].trim_end_matches("::");
            let owner = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
            let owner = match owner.and_then(|name| name.strip_prefix("keelmark_")) {
                Some(name) if before.len() < at => name.to_owned(),
                _ => crate_of(path),
            };
            let rest = at + "codes::".len();
            let names = if code[rest..].starts_with('{') {
                source::bracketed(&code, rest)
            } else {
                code[rest..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
            };
            used.extend(names.split(',').map(|name| (owner.clone(), name.trim().to_owned())));
        }
    }
    used
}

fn crate_of(path: &str) -> String {
    path.split('/').nth(1).unwrap_or_default().to_owned()
}

fn is_dotted(id: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    };
    id.contains('.') && id.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn bad_codes_are_found() {
        let declared = "codes! {\n    A = \"a.one\" {\n    }\n    B = \"b\" {\n    }\n    C = \"a.one\" {\n    }\n    D = \"d.e-f\" {\n    }\n    E = \"e.f\" {\n    }\n}\n";
        let uses = "use crate::codes::{A, B};\nfn f() { (codes::C, \"codes::D\") }\n#[cfg(test)]\nfn g() { codes::D }\n";
        let other = "fn f() { keelmark_x::codes::E; codes::D }\n";
        assert_eq!(
            found(
                &CHECK,
                &[
                    ("crates/x/src/codes.rs", declared),
                    ("crates/x/src/codes/f.rs", "codes! {\n    F = \"f.g\" {\n    }\n}\n"),
                    ("crates/x/src/lib.rs", uses),
                    ("crates/y/src/lib.rs", other)
                ]
            ),
            [
                "crates/x/src/codes.rs:4 `b` is not a dotted id",
                "crates/x/src/codes.rs:6 `a.one` is declared in crates/x/src/codes.rs too",
                "crates/x/src/codes.rs:8 nothing emits `D`",
                "crates/x/src/codes/f.rs:2 nothing emits `F`",
            ]
        );
    }
}
