//! Databases of advisories, for people.

use std::fmt::Write as _;

use keelmark_formats::time::rfc3339;
use keelmark_model::visible;

use super::{DIM, STRONG, count};
use crate::cmd::db::{Described, Import};

/// Ecosystems shown in a line.
const SHOWN: usize = 12;

/// What was imported.
pub(crate) fn imported(import: &Import<'_>) -> String {
    let mut text = status(&import.database);
    if import.findings + import.unread > 0 {
        let (findings, unread) = (import.findings, import.unread);
        let _ = writeln!(
            text,
            "{} could not be read in part, and {} not at all",
            count(findings, "advisory statement"),
            count(unread, "file")
        );
    }
    text
}

/// What a database holds.
pub(crate) fn status(database: &Described<'_>) -> String {
    let Described { path, digest, about, oldest } = database;
    let mut text = String::new();
    let _ = writeln!(text, "{STRONG}{}{STRONG:#}", visible(path));
    let _ = writeln!(text, "  {digest}");
    let as_of = oldest.map_or_else(|| "unknown".to_owned(), rfc3339);
    let _ = writeln!(text, "  made {}; its oldest source is of {as_of}", rfc3339(about.built()));
    let _ = writeln!(
        text,
        "  {} about {}; {} withdrawn, {} replaced; {} known to be exploited, {} with a likelihood",
        counted(about.advisories, "advisory", "advisories"),
        counted(about.packages, "package", "packages"),
        about.withdrawn,
        about.replaced,
        about.exploited,
        about.likelihoods
    );
    let mut ecosystems: Vec<(&String, &u64)> = about.ecosystems.iter().collect();
    ecosystems.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), name.as_str()));
    let more = ecosystems.len().saturating_sub(SHOWN);
    let shown: Vec<String> = ecosystems
        .into_iter()
        .take(SHOWN)
        .map(|(name, count)| format!("{} {count}", visible(name)))
        .collect();
    let more = if more > 0 { format!(" and {more} more ecosystems") } else { String::new() };
    let _ = writeln!(text, "  {}{more}", shown.join(", "));
    for source in &about.sources {
        let as_of = source.newest().map_or_else(|| "-".to_owned(), rfc3339);
        let all = source.advisories + source.exploited + source.likelihoods;
        let unread = match source.unread {
            0 => String::new(),
            number => format!(", {number} unreadable"),
        };
        let _ = writeln!(
            text,
            "{DIM}  {}  {all} entries{unread}  {as_of}  sha256:{}{DIM:#}",
            visible(&source.name),
            visible(&source.sha256)
        );
    }
    text
}

fn counted(number: u64, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
