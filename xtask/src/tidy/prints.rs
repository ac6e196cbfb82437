//! Only the binary's `output` prints.

use super::{Check, Finding};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "prints",
    hint: "return a value and let crates/keelmark/src/output show it",
    check: printing,
};

const NAMES: &[&str] = &["print!", "println!", "eprint!", "eprintln!", "dbg!", "stdout", "stderr"];

fn printing(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.shipped().filter(|(path, _)| !may_print(path)) {
        let code = source::without_tests(&source::code(text));
        for name in NAMES {
            // `.stdout` is a field or a builder of a child process, not our own stream.
            let calls = source::words(&code, name).filter(|at| !code[..*at].ends_with('.'));
            findings.extend(calls.filter(|at| name.ends_with('!') || is_stream(&code[*at..])).map(
                |at| {
                    Finding::new(path, source::line(&code, at), format!("`{name}` outside output"))
                },
            ));
        }
    }
    findings
}

fn is_stream(code: &str) -> bool {
    code.starts_with("stdout()") || code.starts_with("stderr()")
}

fn may_print(path: &str) -> bool {
    path == "crates/keelmark/src/main.rs"
        || path == "crates/keelmark/src/output.rs"
        || path.starts_with("crates/keelmark/src/output/")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn printing_is_found_outside_output() {
        let text = "fn f() {\n    anstream::eprintln!(\"x\");\n    io::stdout().lock();\n    child.stdout(null());\n}\n";
        assert_eq!(
            found(&CHECK, &[("crates/world/src/a.rs", text)]),
            [
                "crates/world/src/a.rs:2 `eprintln!` outside output",
                "crates/world/src/a.rs:3 `stdout` outside output"
            ]
        );
        assert!(found(&CHECK, &[("crates/keelmark/src/output/text.rs", text)]).is_empty());
        assert!(found(&CHECK, &[("crates/world/tests/a.rs", text)]).is_empty());
    }
}
