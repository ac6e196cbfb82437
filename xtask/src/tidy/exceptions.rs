//! Every exception from a lint says why.

use super::{Check, Finding};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "exceptions",
    hint: "write `#[expect(lint, reason = \"why this place is right\")]`",
    check: unreasoned,
};

fn unreasoned(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let code = source::code(text);
        for (open, _) in code.match_indices('[').filter(|(at, _)| opens_attribute(&code, *at)) {
            let attribute = source::bracketed(&code, open);
            for word in ["allow", "expect"] {
                for at in source::words(attribute, word) {
                    let inside = at + word.len();
                    if attribute[inside..].starts_with('(')
                        && source::words(source::bracketed(attribute, inside), "reason").count()
                            == 0
                    {
                        let line = source::line(&code, open + 1 + at);
                        findings.push(Finding::new(
                            path,
                            line,
                            format!("`{word}` without a reason"),
                        ));
                    }
                }
            }
        }
    }
    findings
}

fn opens_attribute(code: &str, at: usize) -> bool {
    code[..at].ends_with('#') || code[..at].ends_with("#!")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn exceptions_without_a_reason_are_found() {
        let text = "#![allow(a)]\n#[expect(b, reason = \"r\")]\nfn f() {}\n\
                    #[cfg_attr(test, expect(\n    c,\n))]\nfn g() { x.expect(\"#[allow(d)]\"); }\n";
        assert_eq!(
            found(&CHECK, &[("crates/a/src/a.rs", text)]),
            [
                "crates/a/src/a.rs:1 `allow` without a reason",
                "crates/a/src/a.rs:4 `expect` without a reason"
            ]
        );
    }
}
