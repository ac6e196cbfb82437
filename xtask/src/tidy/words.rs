//! Nothing unfinished and nothing of one person's machine is committed.

use super::{Check, Finding, lines};
use crate::source;
use crate::tree::Tree;

pub(super) static CHECK: Check = Check {
    name: "words",
    hint: "finish it or leave it out; name places relative to the repository",
    check: forbidden,
};

/// Marks of unfinished work. Put together here so that this file does not have them.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
    concat!("#[ig", "nore]"),
    concat!("#[ig", "nore ="),
];

/// Folders of a machine that keelmark is written on.
const PLACES: &[&str] = &[concat!("/wo", "rk/"), concat!("/tm", "p/h"), concat!("/ro", "ot/")];

fn forbidden(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.written() {
        for (number, line) in lines(text) {
            let words = UNFINISHED.iter().filter(|word| source::words(line, word).next().is_some());
            findings.extend(
                words.map(|word| {
                    Finding::new(path, number, format!("`{word}` marks unfinished work"))
                }),
            );
        }
    }
    for (path, text) in tree.files() {
        for (number, line) in lines(text) {
            let places = PLACES.iter().filter(|place| begins_a_path(line, place));
            findings.extend(
                places.map(|place| {
                    Finding::new(path, number, format!("`{place}` is a machine's path"))
                }),
            );
        }
    }
    findings
}

/// Whether an absolute path in `line` begins with `place`; `/home/runner` + `place` does not.
fn begins_a_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].bytes().last();
        !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.*}".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::{CHECK, PLACES, UNFINISHED};
    use crate::tidy::tests::found;

    #[test]
    fn every_forbidden_word_is_found() {
        for word in UNFINISHED.iter().chain(PLACES) {
            let text = format!("fine\nx = \"{word} y\"\n");
            assert_eq!(found(&CHECK, &[("a.rs", &text)]).len(), 1, "{word}");
        }
    }

    #[test]
    fn lookalikes_are_left_alone() {
        for text in ["/home/runner/work/x", "framework/", "TODOS", "./work/x"] {
            assert!(found(&CHECK, &[("a.md", text)]).is_empty(), "{text}");
        }
        let data = format!("{} {}\n", UNFINISHED[0], PLACES[0]);
        let found = found(&CHECK, &[("crates/a/testdata/x", &data)]);
        assert_eq!(found.len(), 1, "real data may be unfinished; a machine's path it may not have");
    }
}
