//! Links to files of the repository lead somewhere.

use super::{Check, Finding, lines};
use crate::tree::Tree;

pub(super) static CHECK: Check =
    Check { name: "links", hint: "links are relative to the file they stand in", check: broken };

fn broken(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.written().filter(|(path, _)| path.ends_with(".md")) {
        let mut fenced = false;
        for (number, line) in lines(text) {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if fenced {
                continue;
            }
            for target in targets(line).filter(|target| !leads(tree, path, target)) {
                findings.push(Finding::new(path, number, format!("`{target}` does not exist")));
            }
        }
    }
    findings
}

/// The targets of `[text](target)` and `[name]: target` in a line, those in code spans aside.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let definition = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "))
        .map(|(_, target)| target.trim());
    let outside_code = line.split('`').step_by(2);
    let inline = outside_code
        .flat_map(|text| text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()));
    inline.chain(definition)
}

fn leads(tree: &Tree, from: &str, target: &str) -> bool {
    let file = target.split('#').next().unwrap_or_default();
    // An empty target is a chapter mdBook shows as not written yet.
    if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
        return true;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.pop().is_none() => return false,
            ".." => {}
            part => parts.push(part),
        }
    }
    tree.has(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::tidy::tests::found;

    #[test]
    fn broken_links_are_found() {
        let text = "[a](b.md) [c](../README.md#x) ![d](gone.png)\n[e](https://e.org) [f](#g) `[h](gone)`\n\
                    ```\n[i](gone)\n```\n[`j`](gone.md)\n[k]: ../../gone\n[l]()\n[m](../docs/)\n";
        let files = [("docs/a.md", text), ("docs/b.md", ""), ("README.md", "")];
        assert_eq!(
            found(&CHECK, &files),
            [
                "docs/a.md:1 `gone.png` does not exist",
                "docs/a.md:6 `gone.md` does not exist",
                "docs/a.md:7 `../../gone` does not exist",
            ]
        );
    }
}
