//! Needs that the root's `overrides` replace.

use keelmark_formats::npm::{Need, Override, Specifier};
use keelmark_formats::version::npm_range::overlap;

use super::Locked;
use super::answers::{self, Answer, Asker, Target};

/// The answer for a need, with the overrides that are about it.
pub(super) fn answer(
    locked: &Locked<'_>,
    asker: &Asker<'_>,
    need: &Need,
    target: &Target<'_>,
) -> Answer {
    let plain = as_asked(asker, need, target);
    let overrides = &locked.manifest().overrides.list;
    let about: Vec<&Override> = overrides.iter().filter(|it| it.name == need.name).collect();
    // What another package brings along is as it brings it.
    if about.is_empty() || target.entry.in_bundle || target.entry.has_shrinkwrap {
        return plain;
    }
    let mut possible = Vec::new();
    let mut surely = false;
    for rule in about {
        let applies = if rule.of == "*" { Some(true) } else { meets(need, &rule.of) };
        if applies == Some(false) {
            continue;
        }
        surely |= applies == Some(true) && !rule.nested;
        possible.push(by(locked, asker, rule, target, &plain));
    }
    if !surely {
        possible.push(plain);
    }
    possible.dedup();
    match possible.as_slice() {
        [only] => only.clone(),
        several if several.iter().all(|it| matches!(it, Answer::Fails(_))) => several[0].clone(),
        _ => Answer::Unknown("which override counts for it is not told".to_owned()),
    }
}

/// Whether an entry is what is asked for, or what would do as well.
fn as_asked(asker: &Asker<'_>, need: &Need, target: &Target<'_>) -> Answer {
    let Some(specifier) = &need.specifier else {
        return Answer::Unknown("what is asked for is no text".to_owned());
    };
    let first = answers::answer(asker, specifier, target);
    match (&first, &need.accepted) {
        (Answer::Holds, _) | (_, None) => first,
        (_, Some(accepted)) => match answers::answer(asker, accepted, target) {
            Answer::Holds => Answer::Holds,
            _ => first,
        },
    }
}

/// Whether a need and the range that an override is for have versions in common; `None` if that is not told.
fn meets(need: &Need, of: &str) -> Option<bool> {
    let text = need.specifier.as_deref()?;
    match Specifier::parse(text) {
        Specifier::Any => Some(true),
        Specifier::Range(_) => overlap(text, of).ok(),
        Specifier::Alias { inner, .. } => match *inner {
            Specifier::Any => Some(true),
            Specifier::Range(_) => {
                let versions = text.rsplit_once('@').map_or("", |(_, versions)| versions);
                overlap(versions, of).ok()
            }
            _ => None,
        },
        Specifier::Unread(_) | Specifier::Git(_) => None,
        // Of these nobody knows the version: npm lets the override count.
        _ => Some(true),
    }
}

/// The answer if this override counts. A version outside of those it is for may stay as it was asked for.
fn by(
    locked: &Locked<'_>,
    asker: &Asker<'_>,
    rule: &Override,
    target: &Target<'_>,
    plain: &Answer,
) -> Answer {
    let value = match rule.value.strip_prefix('$') {
        Some(name) => match locked.manifest().need(name).and_then(|it| it.specifier.as_deref()) {
            Some(value) => value,
            None => return Answer::Unknown(format!("the root has no dependency `{name}`")),
        },
        None => &rule.value,
    };
    // Paths of overrides are the root's.
    let asker = Asker { folder: "", resolved: None, ..*asker };
    let instead = answers::answer(&asker, value, target);
    let outside = || !matches!(answers::answer(&asker, &rule.of, target), Answer::Holds);
    match instead {
        Answer::Fails(_) if rule.of != "*" && *plain == Answer::Holds && outside() => Answer::Holds,
        Answer::Fails(why) => Answer::Fails(format!("{why}, where `overrides` has `{value}`")),
        other => other,
    }
}
