//! Whether an expression can match what begins with a given text.
//!
//! The expression is walked over the text (`regex_syntax::hir`) with all the places at once that a match
//! may have come to; the end of the text stands for everything that may follow it. Assertions are taken
//! to hold, so that only a no is certain.

use std::collections::BTreeSet;

use regex_syntax::ast::Ast;
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// Places in the text, in bytes.
type Places = BTreeSet<usize>;

pub(super) fn can_begin(source: &str, tree: &Ast, text: &str) -> bool {
    let Ok(meaning) = Translator::new().translate(source, tree) else { return true };
    walk(&meaning, text, &Places::from([0])).contains(&text.len())
}

/// Where a match that has come to `from` may be behind `hir`.
fn walk(hir: &Hir, text: &str, from: &Places) -> Places {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => from.clone(),
        HirKind::Literal(literal) => {
            from.iter().filter_map(|at| behind(text, *at, &literal.0)).collect()
        }
        HirKind::Class(class) => from.iter().filter_map(|at| one(text, *at, class)).collect(),
        HirKind::Repetition(repetition) => repeated(repetition, text, from),
        HirKind::Capture(capture) => walk(&capture.sub, text, from),
        HirKind::Concat(parts) => {
            parts.iter().fold(from.clone(), |from, part| walk(part, text, &from))
        }
        HirKind::Alternation(branches) => {
            branches.iter().flat_map(|branch| walk(branch, text, from)).collect()
        }
    }
}

/// The place behind a literal, which may go beyond the text.
fn behind(text: &str, at: usize, literal: &[u8]) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let matches = literal.iter().zip(rest).all(|(wanted, found)| wanted == found);
    matches.then(|| text.len().min(at + literal.len()))
}

/// The place behind one character.
fn one(text: &str, at: usize, class: &Class) -> Option<usize> {
    let Some(next) = text.get(at..)?.chars().next() else { return Some(text.len()) };
    let is_in = match class {
        Class::Unicode(class) => {
            class.iter().any(|range| (range.start()..=range.end()).contains(&next))
        }
        // Of bytes nobody asks in an expression for text; whatever it is may match.
        Class::Bytes(_) => true,
    };
    is_in.then(|| at + next.len_utf8())
}

/// There are no more places than the text has bytes, so that repeating ends.
fn repeated(repetition: &Repetition, text: &str, from: &Places) -> Places {
    let mut now = from.clone();
    for _ in 0..repetition.min {
        let next = walk(&repetition.sub, text, &now);
        if next == now {
            break;
        }
        now = next;
    }
    let mut all = now.clone();
    for _ in repetition.min..repetition.max.unwrap_or(u32::MAX) {
        now = walk(&repetition.sub, text, &now).difference(&all).copied().collect();
        if now.is_empty() {
            break;
        }
        all.extend(&now);
    }
    all
}
