//! What an edge says beside "needs", as `edges::condition` writes it: `[extra,…] (why) if marker`.

use keelmark_model::DependencyKind;

/// Kind, extras and marker.
pub(super) type Condition = (DependencyKind, Vec<String>, Option<String>);

/// Reads a condition; what is not one means "always".
pub(super) fn parse(text: &str) -> Condition {
    let mut rest = text.trim();
    let mut extras = Vec::new();
    if let Some((inside, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        extras = inside.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        rest = after.trim_start();
    }
    let mut kind = DependencyKind::Runtime;
    if let Some((inside, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        && let Some(known) = why(inside)
    {
        kind = known;
        rest = after.trim_start();
    }
    let marker = rest.strip_prefix("if ").map(str::to_owned);
    (kind, extras, marker)
}

fn why(text: &str) -> Option<DependencyKind> {
    Some(match text.split_once(' ') {
        None if text == "optional" => DependencyKind::Optional,
        None if text == "peer" => DependencyKind::Peer,
        None if text == "build" => DependencyKind::Build,
        Some(("extra", name)) => DependencyKind::Extra(name.to_owned()),
        Some(("group", name)) => DependencyKind::Group(name.to_owned()),
        _ => return None,
    })
}

/// An identifier and the condition after it, where a property has both.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let at = [" [", " (", " if "].iter().filter_map(|mark| text.find(mark)).min()?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::{parse, split};
    use keelmark_model::DependencyKind;

    #[test]
    fn conditions_have_three_parts() {
        let (kind, extras, marker) = parse("[http2,socks] (extra net) if os_name == 'nt'");
        assert_eq!(kind, DependencyKind::Extra("net".to_owned()));
        assert_eq!(
            (extras.join("+"), marker.as_deref()),
            ("http2+socks".to_owned(), Some("os_name == 'nt'"))
        );
        assert_eq!(parse("(build)"), (DependencyKind::Build, vec![], None));
        assert_eq!(parse("whatever"), (DependencyKind::Runtime, vec![], None));
        assert_eq!(split("pkg:pypi/a@1 (group dev)"), Some(("pkg:pypi/a@1", "(group dev)")));
        assert_eq!(split("pkg:pypi/a@1"), None);
    }
}
