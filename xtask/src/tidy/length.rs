//! Files stay short enough to be read at one sitting.

use super::{Check, Finding};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "length",
    hint: "split the file by topic; a file in RATCHET may shrink, and then its number shrinks too",
    check: |tree| longer(tree, RATCHET),
};

/// Most lines of code in a file: blank lines and comments are free, tests count.
const LINES: usize = 600;

/// Files that were longer when the rule came, with the number of lines they may have at most.
const RATCHET: &[(&str, usize)] = &[];

fn longer(tree: &Tree, ratchet: &[(&str, usize)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let lines = source::uncommented(text).lines().filter(|l| !l.trim().is_empty()).count();
        let entry = ratchet.iter().find(|(listed, _)| *listed == path);
        let allowed = entry.map_or(LINES, |(_, lines)| *lines);
        if lines > allowed {
            let what = format!("{lines} lines of code; at most {allowed} are allowed");
            findings.push(Finding::new(path, allowed, what));
        } else if entry.is_some() && lines < allowed {
            let what = format!("{lines} lines of code; RATCHET still allows {allowed}");
            findings.push(Finding::new(path, 1, what));
        }
    }
    for (path, _) in ratchet.iter().filter(|(path, _)| tree.text(path).is_none()) {
        findings.push(Finding::new(path, 1, "listed in RATCHET and gone"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{CHECK, longer};
    use crate::tidy::tests::found;
    use crate::tree::Tree;

    #[test]
    fn long_files_are_found_and_comments_are_free() {
        let short = "x();\n".repeat(600) + &"// free\n\n".repeat(100);
        assert!(found(&CHECK, &[("crates/a/src/a.rs", &short)]).is_empty());
        let long = "x();\n".repeat(601);
        assert_eq!(
            found(&CHECK, &[("crates/a/src/a.rs", &long)]),
            ["crates/a/src/a.rs:600 601 lines of code; at most 600 are allowed"]
        );
    }

    #[test]
    fn the_ratchet_only_tightens() {
        let text = "x();\n".repeat(700);
        let tree = Tree::of(&[("a.rs", &text)]);
        assert!(longer(&tree, &[("a.rs", 700)]).is_empty());
        assert_eq!(longer(&tree, &[("a.rs", 699)]).len(), 1);
        assert_eq!(longer(&tree, &[("a.rs", 701)]).len(), 1);
        assert_eq!(longer(&tree, &[("a.rs", 700), ("b.rs", 700)]).len(), 1);
    }
}
