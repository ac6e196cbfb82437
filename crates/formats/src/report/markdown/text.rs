//! Text within Markdown, whoever wrote it.
//!
//! Source: "GitHub Flavored Markdown Spec", sections 2.4 (backslash escapes), 4.10 (tables), 6.3 (code spans).

use keelmark_model::visible;

/// Besides letters and figures, what means nothing to Markdown within a line.
const HARMLESS: &str = " .,;:()'\"%/+=?-…→’“”";

/// A sentence, with what stands between backticks in it as code; all of it as code where the rest could be a
/// link, an image, a mention or markup.
pub(super) fn prose(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    let has_pairs = pieces.len() % 2 == 1;
    let is_code = |at: usize| at % 2 == 1;
    let is_fit = |(at, piece): (usize, &&str)| {
        if is_code(at) { !piece.is_empty() } else { is_harmless(piece) }
    };
    if !has_pairs || !pieces.iter().enumerate().all(is_fit) {
        return code(text);
    }
    let written = |(at, piece): (usize, &&str)| {
        if is_code(at) { code(piece) } else { (*piece).to_owned() }
    };
    pieces.iter().enumerate().map(written).collect()
}

fn is_harmless(text: &str) -> bool {
    text.chars().all(|it| it.is_alphanumeric() || HARMLESS.contains(it))
        && !text.contains("://")
        && !text.contains("www.")
}

/// A code span: fenced by more backticks than it holds in a row.
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// What is written already, as a cell of a table, whose bars end cells even in code spans.
pub(super) fn cell(written: &str) -> String {
    written.replace('|', "\\|")
}

/// Words of our own, where not even code spans are read; what could be markup is left out.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|it| it.is_ascii_alphanumeric() || " ,.-".contains(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::{cell, code, prose};

    #[test]
    fn only_what_cannot_be_markup_stands_as_prose() {
        let cases = [
            ("`a@1` is new, as `b`.", "`a@1` is new, as `b`."),
            ("run `uv lock`", "run `uv lock`"),
            ("100% of 3 (not 4)", "100% of 3 (not 4)"),
            ("a <b> c", "`a <b> c`"),
            ("ask @somebody", "`ask @somebody`"),
            ("see #1", "`see #1`"),
            ("[a](b)", "`[a](b)`"),
            ("at https://a.example", "`at https://a.example`"),
            ("at www.a.example", "`at www.a.example`"),
            ("`a` !`b`", "`` `a` !`b` ``"),
            ("`a` `b", "`` `a` `b ``"),
            ("one ` tick", "``one ` tick``"),
            ("``two``", "``` ``two`` ```"),
            ("a\u{202e}b", "`a\\u{202e}b`"),
            ("a\nb", "`a\\u{a}b`"),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected, "{text}");
        }
        assert_eq!(cell(&code("a|b")), "`a\\|b`");
    }
}
