//! Which licence a text is.
//!
//! Source: SPDX 2.3, annex B (matching guidelines): case, white space, punctuation, numbering of lists
//! and copyright notices do not matter. Beyond them a few words may differ, since many put their name
//! where a text has "the copyright holder"; more than a few words make a text unknown, since they may
//! be terms.
//!
//! The text of a GNU licence is the same whether or not later versions may be chosen. A text alone is
//! taken for the least it grants, `-only`; `concluded` goes by what the package declares beside it.

mod known;
mod words;

use std::sync::LazyLock;

use known::KNOWN;
use words::Pairs;

use crate::limits;

/// One text a licence is known by.
struct Template {
    /// An identifier, or one `WITH` an exception.
    expression: &'static str,
    pairs: Pairs,
}

/// Known texts, the longest first.
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut templates = Vec::new();
    for (expression, text) in KNOWN {
        // What comes after the terms tells how to apply them, and is often left out.
        let terms = words::terms(text);
        for text in std::iter::once(*text).chain(terms) {
            templates.push(Template { expression, pairs: Pairs::of(text) });
        }
    }
    templates.sort_by_key(|template| std::cmp::Reverse(template.pairs.len()));
    templates
});

/// Texts that add an exception to a licence's: the licence, and both as an expression.
static EXCEPTIONS: LazyLock<[(&str, &str, Pairs); 2]> = LazyLock::new(|| {
    [
        ("Apache-2.0", "Apache-2.0 WITH LLVM-exception", Pairs::of(known::LLVM)),
        ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", Pairs::of(known::CLASSPATH)),
    ]
});

/// The licence, or licences, whose text `bytes` are, as an SPDX expression.
///
/// Several texts in a row all hold: `MIT AND Zlib`. `None` for a text that is not known, or that says
/// more than the texts known.
pub fn identify(bytes: &[u8]) -> Option<String> {
    if bytes.len() > limits::LICENSE_TEXT_BYTES {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let pairs = Pairs::of(&text);
    if pairs.len() == 0 {
        return None;
    }
    whole(&pairs).map(str::to_owned).or_else(|| parts(pairs))
}

/// The template nearest to the whole text, if it is near enough.
fn whole(text: &Pairs) -> Option<&'static str> {
    let surplus = allowed(text.len(), 12);
    let fits = TEMPLATES.iter().filter(|one| {
        let length = one.pairs.len();
        length <= text.len() + allowed(length, 6) && text.len() <= length + surplus
    });
    let near = fits.filter_map(|one| {
        let common = one.pairs.common(text);
        let (missing, more) = (one.pairs.len() - common, text.len() - common);
        let is_near = missing <= allowed(one.pairs.len(), 6) && more <= surplus;
        is_near.then_some((missing + more, one.expression))
    });
    near.min().map(|(_, expression)| expression)
}

/// The templates that the text is made of, if they leave little of it.
fn parts(text: Pairs) -> Option<String> {
    let total = text.len();
    let mut rest = text;
    let mut found: Vec<&str> = Vec::new();
    for template in TEMPLATES.iter() {
        let length = template.pairs.len();
        if !rest.may_have(&template.pairs) {
            continue;
        }
        if length - rest.common(&template.pairs) <= allowed(length, 6) {
            rest.remove(&template.pairs);
            found.push(template.expression);
        }
    }
    for found in &mut found {
        let licence = *found;
        let exceptions = EXCEPTIONS.iter().filter(|(of, ..)| *of == licence);
        for (_, expression, pairs) in exceptions {
            if pairs.len() - rest.common(pairs) <= allowed(pairs.len(), 6) {
                rest.remove(pairs);
                *found = expression;
            }
        }
    }
    if found.is_empty() || rest.len() > allowed(total, 24) {
        return None;
    }
    found.sort_unstable();
    found.dedup();
    Some(found.join(" AND "))
}

/// How many pairs of words may differ of `length`.
fn allowed(length: usize, least: usize) -> usize {
    least + length / 50
}

/// What the texts found of a package amount to, beside what it declares.
///
/// Where every text found is one the declaration names, the declaration holds: it also says which of
/// them one may choose, and whether later versions of a GNU licence count.
pub(crate) fn concluded(declared: &str, found: &str) -> Option<String> {
    let named: Vec<&str> = identifiers(declared).collect();
    let mut texts = identifiers(found).peekable();
    texts.peek()?;
    texts.all(|text| named.contains(&text)).then(|| declared.to_owned())
}

/// The identifiers in an expression, without what tells versions of one text apart.
fn identifiers(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split([' ', '(', ')']).filter(|word| !word.is_empty());
    words.filter(|word| !matches!(*word, "AND" | "OR" | "WITH")).map(|word| {
        let ends = ["-only", "-or-later", "+"];
        ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
    })
}

#[cfg(test)]
mod tests {
    use super::known::{KNOWN, LLVM};
    use super::{concluded, identify};

    fn text(id: &str) -> &'static str {
        KNOWN.iter().find(|(known, _)| *known == id).expect("a known text").1
    }

    #[test]
    fn every_known_text_is_itself() {
        for (expression, text) in KNOWN {
            assert_eq!(identify(text.as_bytes()).as_deref(), Some(*expression));
        }
    }

    #[test]
    fn form_does_not_matter() {
        let mit =
            text("MIT").replace("<year> <copyright holders>", "2015-2024 J. Doe <j@example.org>");
        let comment: String =
            mit.to_uppercase().lines().map(|line| format!(" * {line}\r\n")).collect();
        let narrow = mit.replace(' ', "\n");
        let titled = format!("The MIT License (MIT)\n=====\n\n{mit}\nAll rights reserved.\n");
        for text in [mit, comment, narrow, titled] {
            assert_eq!(identify(text.as_bytes()).as_deref(), Some("MIT"), "{text}");
        }
        let bsd = text("BSD-3-Clause").replace("the copyright holder nor", "Google Inc. nor");
        assert_eq!(identify(bsd.as_bytes()).as_deref(), Some("BSD-3-Clause"));
    }

    #[test]
    fn terms_without_their_appendix_are_the_licence() {
        for (id, after) in [("Apache-2.0", "APPENDIX"), ("GPL-2.0-only", "How to Apply")] {
            let whole = text(id);
            let terms = &whole[..whole.rfind(after).expect("an appendix")];
            assert_eq!(identify(terms.as_bytes()).as_deref(), Some(id));
        }
    }

    #[test]
    fn several_texts_all_hold() {
        let both = format!("{}\n\n----\n\n{}", text("MIT"), text("Apache-2.0"));
        assert_eq!(identify(both.as_bytes()).as_deref(), Some("Apache-2.0 AND MIT"));
        let llvm = format!("{}\n\n---- LLVM Exceptions ----\n\n{}", text("Apache-2.0"), LLVM);
        let expression = identify(llvm.as_bytes());
        assert_eq!(expression.as_deref(), Some("Apache-2.0 WITH LLVM-exception"));
    }

    #[test]
    fn further_terms_make_a_text_unknown() {
        let no_war = " The Software may not be used by anybody who takes part in planning, waging or \
                      supporting a war, nor to train any machine that could do so in their place, and \
                      who does so regardless has no rights under this licence.";
        for id in ["MIT", "ISC", "BSD-2-Clause"] {
            assert_eq!(identify(format!("{}{no_war}", text(id)).as_bytes()), None, "{id}");
        }
        let apache = format!("{}\n{}", no_war.repeat(2), text("Apache-2.0"));
        assert_eq!(identify(apache.as_bytes()), None);
        for none in ["", "See https://example.org/license", "MIT"] {
            assert_eq!(identify(none.as_bytes()), None, "{none}");
        }
        assert_eq!(identify(&vec![b'a'; 2 << 20]), None);
    }

    #[test]
    fn a_declaration_holds_where_the_texts_are_those_it_names() {
        for (declared, found, wanted) in [
            ("MIT OR Apache-2.0", "Apache-2.0 AND MIT", Some("MIT OR Apache-2.0")),
            ("MIT OR Apache-2.0", "MIT", Some("MIT OR Apache-2.0")),
            ("GPL-2.0-or-later", "GPL-2.0-only", Some("GPL-2.0-or-later")),
            ("GPL-2.0+", "GPL-2.0-only", Some("GPL-2.0+")),
            ("GPL-2.0-only", "GPL-3.0-only", None),
            ("MIT", "MIT AND Zlib", None),
            (
                "Apache-2.0 WITH LLVM-exception",
                "Apache-2.0",
                Some("Apache-2.0 WITH LLVM-exception"),
            ),
        ] {
            assert_eq!(concluded(declared, found).as_deref(), wanted, "{declared} / {found}");
        }
    }
}
