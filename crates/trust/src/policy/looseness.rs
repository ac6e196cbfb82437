//! What an expression accepts beyond what its author is likely to mean.
//!
//! The expression is judged by what it matches (`regex_syntax::hir`), so that `.*`, `\S*`, `[^/]+` and
//! `(a|.*)` are all told. Dots alone are looked for in its text: what it matches no longer has them.

use regex_syntax::ast::{Ast, RepetitionKind, RepetitionRange};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// Something in an expression that accepts more than its author is likely to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Looseness {
    /// It ends in a repetition: any ending will do.
    OpenEnd,
    /// It begins with a repetition: any host or scheme will do.
    OpenStart,
    /// A repetition is part of the host, the account or the repository of an address.
    OpenName,
    /// A dot outside a repetition: any character will do where a dot is meant.
    BareDot,
}

impl Looseness {
    /// What to think about.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::OpenEnd => {
                "it ends in a repetition, so anything may follow: name the end, for example `@refs/tags/v[0-9.]+`"
            }
            Self::OpenStart => {
                "it begins with a repetition, so anything may come before: begin with the scheme and host"
            }
            Self::OpenName => {
                "it repeats characters of a host, account or repository, so look-alikes of it match: write the name in full, up to its `/`"
            }
            Self::BareDot => "it has a `.` that matches any character: write `\\.` for a dot",
        }
    }
}

/// Finds what is loose in `source`, of which `tree` is the syntax.
pub(super) fn find(source: &str, tree: &Ast) -> Vec<Looseness> {
    let mut found = Vec::new();
    if let Ok(meaning) = Translator::new().translate(source, tree) {
        let is_all = is_one_repetition(&meaning);
        found.extend(is_open(&meaning, Side::End).then_some(Looseness::OpenEnd));
        let opens = !is_all && is_open(&meaning, Side::Start);
        found.extend(opens.then_some(Looseness::OpenStart));
        let has_name = Place::default().passes_open_name(&meaning);
        found.extend(has_name.then_some(Looseness::OpenName));
    }
    found.extend(has_bare_dot(tree).then_some(Looseness::BareDot));
    found
}

/// How many more characters than it must have a repetition may have before it counts as open.
const FEW: u32 = 32;

/// Whether a repetition takes about as much as one likes, of more than version numbers are made of.
fn is_endless(repetition: &Repetition) -> bool {
    let many = repetition.max.is_none_or(|max| max - repetition.min > FEW);
    many && !is_numeric(&repetition.sub)
}

/// Whether nothing but digits and dots matches.
fn is_numeric(hir: &Hir) -> bool {
    // `\d` is the digits of every script.
    let numeric = |c: char| c.is_numeric() || c == '.';
    let within = |start: char, end: char| {
        start == end && numeric(start) || start.is_numeric() && end.is_numeric()
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(|byte| numeric(char::from(*byte))),
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().all(|range| within(range.start(), range.end()))
        }
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().all(|range| within(char::from(range.start()), char::from(range.end())))
        }
        kind => kind.subs().iter().all(is_numeric),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

/// Whether an endless repetition stands at one side, perhaps with what may be empty beside it.
fn is_open(hir: &Hir, side: Side) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => is_endless(repetition) || is_open(&repetition.sub, side),
        HirKind::Capture(capture) => is_open(&capture.sub, side),
        HirKind::Alternation(branches) => branches.iter().any(|branch| is_open(branch, side)),
        HirKind::Concat(parts) => match side {
            Side::Start => reaches_open(parts.iter(), side),
            Side::End => reaches_open(parts.iter().rev(), side),
        },
        _ => false,
    }
}

fn reaches_open<'h>(mut parts: impl Iterator<Item = &'h Hir>, side: Side) -> bool {
    let decides = |part: &&Hir| is_open(part, side) || part.properties().minimum_len() != Some(0);
    parts.find(decides).is_some_and(|part| is_open(part, side))
}

fn is_one_repetition(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(_) => true,
        HirKind::Capture(capture) => is_one_repetition(&capture.sub),
        HirKind::Concat(parts) => {
            let mut parts = parts.iter().filter(|part| !matches!(part.kind(), HirKind::Look(_)));
            parts.next().is_some_and(is_one_repetition) && parts.next().is_none()
        }
        _ => false,
    }
}

/// How far into an address, `https://host/account/repository/…`, an expression has come.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    slashes: usize,
    after_slash: bool,
    /// Something endless came before: where this is nobody can say.
    is_lost: bool,
}

impl Place {
    /// Slashes before the host, of the scheme.
    const HOST: usize = 2;
    const REPOSITORY: usize = 4;

    /// Whether something endless here leaves the host, the account or the repository open. All
    /// repositories of an account may be meant, all accounts of a host hardly.
    const fn is_in_name(self) -> bool {
        let in_repository = self.slashes == Self::REPOSITORY && !self.after_slash;
        !self.is_lost
            && (Self::HOST <= self.slashes && self.slashes < Self::REPOSITORY || in_repository)
    }

    /// Goes on over `hir`; whether a name on the way is open.
    fn passes_open_name(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => false,
            HirKind::Literal(literal) => {
                self.slashes += literal.0.iter().filter(|byte| **byte == b'/').count();
                self.after_slash = literal.0.last() == Some(&b'/');
                false
            }
            HirKind::Class(_) => {
                self.after_slash = false;
                false
            }
            HirKind::Repetition(repetition) if is_endless(repetition) => {
                let is_open = self.is_in_name();
                self.is_lost = true;
                is_open
            }
            HirKind::Repetition(repetition) => self.passes_open_name(&repetition.sub),
            HirKind::Capture(capture) => self.passes_open_name(&capture.sub),
            HirKind::Concat(parts) => parts.iter().any(|part| self.passes_open_name(part)),
            HirKind::Alternation(branches) => self.passes_open_branch(branches),
        }
    }

    /// Goes on over alternatives, to where the first of them leads.
    fn passes_open_branch(&mut self, branches: &[Hir]) -> bool {
        let start = *self;
        branches.iter().enumerate().any(|(at, branch)| {
            let mut place = start;
            let is_open = place.passes_open_name(branch);
            if at == 0 {
                *self = place;
            }
            is_open
        })
    }
}

/// Whether a dot stands for one character, or for few.
fn has_bare_dot(tree: &Ast) -> bool {
    match tree {
        Ast::Dot(_) => true,
        Ast::Concat(concat) => concat.asts.iter().any(has_bare_dot),
        Ast::Alternation(alternation) => alternation.asts.iter().any(has_bare_dot),
        Ast::Group(group) => has_bare_dot(&group.ast),
        Ast::Repetition(repetition) => {
            let many = matches!(
                repetition.op.kind,
                RepetitionKind::ZeroOrMore
                    | RepetitionKind::OneOrMore
                    | RepetitionKind::Range(RepetitionRange::AtLeast(_))
            );
            !(many && matches!(*repetition.ast, Ast::Dot(_))) && has_bare_dot(&repetition.ast)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Looseness::{self, BareDot, OpenEnd, OpenName, OpenStart};
    use crate::policy::Expression;

    fn expect(cases: &[(&str, &[Looseness])]) {
        for (source, expected) in cases {
            assert_eq!(Expression::parse(source).unwrap().looseness(), *expected, "{source}");
        }
    }

    #[test]
    fn what_is_said_in_full_is_not_told() {
        expect(&[
            (r"https://github\.com/o/r/\.github/workflows/a\.yml@refs/tags/v1", &[]),
            (r"https://github\.com/o/r/\.github/workflows/a\.yml@refs/tags/v[0-9.]+", &[]),
            (r"https://github\.com/o/r/w\.yml@refs/tags/v[0-9]+(\.[0-9]+)*", &[]),
            (r"https://github\.com/o/r/w\.yml@refs/tags/v\d+\.\d+\.\d+", &[]),
            (r"https://github\.com/o/r/w\.yml@[0-9a-f]{40}", &[]),
            (r"https://github\.com/o/[^/]+/x@(a|b\.c)", &[]),
            (r"https://(github|gitlab)\.com/o/.+/w\.yml@refs/heads/main", &[]),
            (r"(ada|grace)@example\.com", &[]),
        ]);
    }

    #[test]
    fn open_ends_are_told_whatever_they_are_made_of() {
        for end in [
            ".*",
            ".+",
            "(.*)",
            ".*$",
            r"\S*",
            r"\w+",
            "[^/]*",
            "[^@]+",
            "(a|.*)",
            "(x.*)?",
            "([a-z]+/)*",
            "[^@]{0,500}",
            ".{9,}",
            ".*x?",
            r"[^/]*(\.yml)?",
            "(?:)*.*",
            "[a-z]+$|a",
        ] {
            expect(&[(&format!(r"https://github\.com/o/r/{end}"), &[OpenEnd])]);
        }
        expect(&[(".*", &[OpenEnd]), ("^(.*)$", &[OpenEnd]), (r"\S+|a", &[OpenEnd, OpenStart])]);
    }

    #[test]
    fn open_starts_are_told() {
        for start in [".*", r"\w+", "[^@]*", "(a|.+)", "x?.*", "^.*"] {
            expect(&[(&format!(r"{start}@example\.com"), &[OpenStart])]);
        }
    }

    #[test]
    fn names_without_their_end_are_told() {
        let rest = r"/w\.yml@refs/tags/v1";
        for name in [
            r"github\.com[^/]*/o/r",
            r"git.*/o/r",
            r"github\.com/[^/]+/r",
            r"github\.com/o[a-z-]*/r",
            r"github\.com/(o|o.*)/r",
            r"(github|gitlab)\.com/o\S*/r",
            r"github\.com/o/r[^@]*",
        ] {
            expect(&[(&format!("https://{name}{rest}"), &[OpenName])]);
        }
        expect(&[(r"https://github\.com/o.*", &[OpenEnd, OpenName])]);
    }

    #[test]
    fn dots_that_are_no_dots_are_told() {
        for host in ["github.com", "(github.com|gitlab.com)", "github.{1}com", "github.?com"] {
            expect(&[(&format!("https://{host}/o/r"), &[BareDot])]);
        }
        expect(&[(r"https://github.com/o/.*", &[OpenEnd, BareDot])]);
    }
}
