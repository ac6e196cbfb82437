//! The house rules that no lint knows, one file each, listed in [`ALL`].
//!
//! Every check reads an in-memory [`Tree`] and gives all it finds; nothing stops at the first.

mod clippy;
mod codes;
mod dependencies;
mod edges;
mod effects;
mod exceptions;
mod length;
mod links;
mod prints;
mod registries;
mod white_space;
mod words;

use crate::Trouble;
use crate::tree::Tree;

/// A house rule.
struct Check {
    /// What findings are tagged with.
    name: &'static str,
    /// What to do about a finding.
    hint: &'static str,
    /// Everything in the tree that breaks the rule.
    check: fn(&Tree) -> Vec<Finding>,
}

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

static ALL: &[&Check] = &[
    &clippy::CHECK,
    &codes::CHECK,
    &dependencies::CHECK,
    &edges::CHECK,
    &effects::CHECK,
    &exceptions::CHECK,
    &length::CHECK,
    &links::CHECK,
    &prints::CHECK,
    &registries::CHECK,
    &white_space::CHECK,
    &words::CHECK,
];

/// Runs every check and prints everything found.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn run(args: &[String]) -> Result<bool, Trouble> {
    if let Some(arg) = args.first() {
        return Err(format!("unknown argument `{arg}`: tidy takes none").into());
    }
    let tree = Tree::load()?;
    let mut count = 0;
    for check in ALL {
        for Finding { path, line, what } in (check.check)(&tree) {
            println!("{path}:{line}: [{}] {what}\n    hint: {}", check.name, check.hint);
            count += 1;
        }
    }
    println!("tidy: {} checks, {} files, {count} findings", ALL.len(), tree.len());
    Ok(count == 0)
}

/// Lines of `text` with their numbers from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use crate::tree::Tree;

    /// What `check` finds in a tree of `files`, as `path:line what`.
    pub(super) fn found(check: &super::Check, files: &[(&str, &str)]) -> Vec<String> {
        (check.check)(&Tree::of(files))
            .into_iter()
            .map(|finding| format!("{}:{} {}", finding.path, finding.line, finding.what))
            .collect()
    }

    #[test]
    fn nothing_is_found_in_an_empty_tree_but_the_missing_table() {
        for check in super::ALL.iter().filter(|check| check.name != "edges") {
            assert!(found(check, &[]).is_empty(), "{}", check.name);
        }
    }
}
