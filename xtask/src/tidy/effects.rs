//! The core opens no file or socket, reads no environment, starts no process, asks no clock.

use super::{Check, Finding};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "effects",
    hint: "take bytes, times and settings as arguments; only `world` asks the machine",
    check: worldly,
};

/// Crates without effects; those that do not exist yet are bound in advance.
pub(super) const CORE: &[&str] = &["model", "formats", "trust", "gates"];

/// Modules of `std` that touch the machine.
const MODULES: &[&str] = &["fs", "net", "env", "process", "os"];

/// Types and functions that touch it under any path.
const NAMES: &[&str] =
    &["SystemTime", "Instant", "thread::sleep", "stdin", "rustix", "Timestamp::now", "Zoned::now"];

fn worldly(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.shipped().filter(|(path, _)| is_core(path)) {
        let code = source::without_tests(&source::code(text));
        let mut found: Vec<(usize, String)> = Vec::new();
        for module in MODULES {
            let name = format!("std::{module}");
            found.extend(source::words(&code, &name).map(|at| (at, name.clone())));
        }
        for name in NAMES {
            found.extend(source::words(&code, name).map(|at| (at, (*name).to_owned())));
        }
        for at in source::words(&code, "use std::{") {
            let open = at + "use std::".len();
            let group = source::bracketed(&code, open);
            let modules = MODULES.iter().filter(|m| source::words(group, m).next().is_some());
            found.extend(modules.map(|module| (open, format!("std::{module}"))));
        }
        found.sort();
        findings.extend(found.into_iter().map(|(at, name)| {
            Finding::new(path, source::line(&code, at), format!("`{name}` in a core crate"))
        }));
    }
    findings
}

fn is_core(path: &str) -> bool {
    CORE.iter().any(|name| {
        path.strip_prefix("crates/")
            .is_some_and(|rest| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
    })
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn effects_are_found_in_the_core_only() {
        let text = "// std::fs\nuse std::{fmt, net::TcpStream};\nfn f() { std::fs::read(\"std::env\") }\n\
                    fn g() { SystemTime::now() }\n#[cfg(test)]\nmod tests { fn h() { std::fs::read(x) } }\n";
        let expected = [
            "crates/model/src/a.rs:2 `std::net` in a core crate",
            "crates/model/src/a.rs:3 `std::fs` in a core crate",
            "crates/model/src/a.rs:4 `SystemTime` in a core crate",
        ];
        assert_eq!(found(&CHECK, &[("crates/model/src/a.rs", text)]), expected);
        assert!(found(&CHECK, &[("crates/world/src/a.rs", text)]).is_empty());
        assert!(found(&CHECK, &[("crates/model/tests/a.rs", text)]).is_empty());
    }
}
