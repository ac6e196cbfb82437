//! No trailing white space; every file ends with one line feed.

use super::{Check, Finding, lines};
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "white-space",
    hint: "delete the white space; end the file with one line feed",
    check: trailing,
};

fn trailing(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.written() {
        for (number, _) in
            text.split('\n').zip(1..).filter(|(l, _)| *l != l.trim_end()).map(|(l, n)| (n, l))
        {
            findings.push(Finding::new(path, number, "trailing white space"));
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            let what = "the file does not end with one line feed";
            findings.push(Finding::new(path, lines(text).count(), what));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn trailing_white_space_is_found() {
        let files =
            [("a.md", "x \ny\r\n"), ("b.md", "x"), ("c.md", "x\n\n"), ("d.md", "x\n"), ("e", "")];
        assert_eq!(
            found(&CHECK, &files),
            [
                "a.md:1 trailing white space",
                "a.md:2 trailing white space",
                "b.md:1 the file does not end with one line feed",
                "c.md:2 the file does not end with one line feed",
            ]
        );
    }
}
