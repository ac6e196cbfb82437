//! Drift of a compiled file of requirements: whether it pins all that the file it was compiled from asks for.

use keelmark_formats::pip::{Requirement, Requirements};
use keelmark_model::{Finding, Judgement};

use super::{stale, unknown};
use crate::codes::LOCK_DRIFT_REQUIREMENT;

/// A compiled file and what it was compiled from.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// The compiled file's path as given: `requirements.txt`.
    pub path: &'a str,
    /// What it pins.
    pub pinned: &'a Requirements,
    /// The path of what it was compiled from, as it is shown: `requirements.in`.
    pub manifest: &'a str,
    /// What that asks for.
    pub asked: &'a Requirements,
}

const REMEDY: &str =
    "Compile the file again (`uv pip compile --generate-hashes`, `pip-compile --generate-hashes`).";
const BY_HAND: &str = "Compile the file again and compare; keelmark does not follow this.";

/// Compares a compiled file with what it was compiled from.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let count = locked.asked.list.len();
    judgement.detail =
        format!("{count} {}", if count == 1 { "requirement" } else { "requirements" });
    judgement.findings.extend(locked.asked.list.iter().filter_map(|it| of(locked, it)));
    for (path, file) in [(locked.manifest, locked.asked), (locked.path, locked.pinned)] {
        judgement.findings.extend(file.other.iter().map(|(line, text)| {
            unknown(format!("`{text}` is not followed"), BY_HAND).at(path, Some(*line))
        }));
    }
    judgement
}

fn of(locked: &Locked<'_>, asked: &Requirement) -> Option<Finding> {
    let placed = |it: Finding| it.at(locked.manifest, Some(asked.line)).of(&asked.name, None);
    let wanted = asked.url.as_deref().unwrap_or(&asked.versions);
    let wanted = if wanted.is_empty() { "any version" } else { wanted };
    let name = &asked.name;
    let mut found = locked.pinned.list.iter().filter(|it| it.name == *name).peekable();
    if found.peek().is_none() {
        if let Some(marker) = &asked.marker {
            let message =
                format!("`{name}` is not in the lock: whether `{marker}` held is not told");
            return Some(placed(unknown(message, BY_HAND)));
        }
        let message = format!("`{name}` is asked for ({wanted}); the lock has none");
        return Some(placed(stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY)));
    }
    let mut why = None;
    for it in found {
        match answers(asked, it) {
            Some(true) => return None,
            Some(false) => why = Some((it, false)),
            None => why = why.or(Some((it, true))),
        }
    }
    let (it, is_unknown) = why?;
    let has = it.url.as_deref().or(it.pinned()).unwrap_or(&it.versions);
    let message = format!("`{name}` is asked for ({wanted}); the lock has {has}");
    let finding = if is_unknown {
        unknown(message, BY_HAND)
    } else {
        stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY)
    };
    Some(placed(finding).beside(locked.path, Some(it.line), "as it was locked"))
}

/// Whether what is pinned is what is asked for; `None` if that is not told.
fn answers(asked: &Requirement, pinned: &Requirement) -> Option<bool> {
    match (&asked.url, &pinned.url) {
        // Where a branch or tag leads is not told offline.
        (Some(asked), Some(pinned)) => {
            let bare = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
            if bare(asked) == bare(pinned) { Some(true) } else { None }
        }
        (Some(_), None) => Some(false),
        (None, Some(_)) => None,
        (None, None) => asked.allows(pinned.pinned()?),
    }
}

#[cfg(test)]
mod tests {
    use keelmark_formats::pip::Requirements;
    use keelmark_model::Judgement;

    use super::{Locked, drift};

    const ASKED: &str = "# what is needed\nRequests[socks]>=2.31,<3\nsix\n\
        colorama; sys_platform == 'win32'\ntool @ https://host.example/tool-1.0.zip\n";
    const PINNED: &str = "requests[socks]==2.32.0 \\\n    --hash=sha256:@\nsix==1.16.0 --hash=sha256:@\n\
        colorama==0.4.6 ; sys_platform == 'win32' --hash=sha256:@\n\
        tool @ https://host.example/tool-1.0.zip --hash=sha256:@\n";

    fn read(text: &str) -> Requirements {
        let text = text
            .replace('@', &"0".repeat(64))
            .replace(&format!("tool {}", "0".repeat(64)), "tool @");
        Requirements::parse(text.as_bytes()).unwrap()
    }

    fn told(judgement: &Judgement) -> String {
        let lines = judgement.findings.iter().map(|it| {
            let place = it.place.as_ref().unwrap();
            format!("{} {}:{} {}", it.weight.name(), place.path, place.line.unwrap(), it.message)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn drifted(asked: &str, pinned: &str) -> String {
        told(&drift(&Locked {
            path: "r.txt",
            pinned: &read(pinned),
            manifest: "r.in",
            asked: &read(asked),
        }))
    }

    #[test]
    fn what_is_asked_is_pinned() {
        assert_eq!(drifted(ASKED, PINNED), "");
        for (old, new, expected) in [
            (
                "2.31,<3",
                "2.33,<3",
                "failure r.in:2 `requests` is asked for (>=2.33,<3); the lock has 2.32.0",
            ),
            (
                "six\n",
                "six\nnew\n",
                "failure r.in:4 `new` is asked for (any version); the lock has none",
            ),
            (
                "colorama;",
                "other;",
                "unknown r.in:4 `other` is not in the lock: whether `sys_platform == 'win32'` held is not told",
            ),
            ("six\n", "-r more.in\n", "unknown r.in:3 `-r more.in` is not followed"),
        ] {
            let asked = ASKED.replacen(old, new, 1);
            assert_eq!(drifted(&asked, PINNED).replace("undecided", "unknown"), expected, "{new}");
        }
    }
}
