//! Roots of trust for people: what they list, and what became of them.

use std::fmt::Write as _;

use keelmark_model::{Digest, visible};

use super::{BAD, DIM, GOOD, STRONG, UNSURE, count};
use crate::cmd::trust::{Change, Entry, Imported, Shown, Updated};
use crate::trusted::{Source, day};

/// What `keelmark trust show` found.
pub(crate) fn shown(roots: &[Shown]) -> String {
    let mut text = String::new();
    for root in roots {
        let _ = writeln!(text, "{STRONG}{}{STRONG:#}  {}", visible(&root.name), root.source);
        let lines = root.entries.iter().map(|entry| (String::new(), entry));
        text.push_str(&table(&lines.collect::<Vec<_>>()));
    }
    text
}

/// What `keelmark trust update` did for one instance.
pub(crate) fn updated(updated: &Updated) -> String {
    let mut text = headline(updated.instance.name(), updated.before, updated.after);
    let _ = writeln!(
        text,
        "  {DIM}TUF root {}, current until {}{DIM:#}",
        updated.root_version,
        day(updated.expires)
    );
    text + &changes(&updated.changes)
}

/// What `keelmark trust import` did for one instance.
pub(crate) fn imported(imported: &Imported) -> String {
    headline(imported.instance.name(), imported.before, imported.after)
        + &changes(&imported.changes)
}

fn headline(name: &str, before: Source, after: Source) -> String {
    format!("{STRONG}{name}{STRONG:#}  {GOOD}{after}{GOOD:#}, was {before}\n")
}

fn changes(changes: &[(Change, Entry)]) -> String {
    if changes.is_empty() {
        return "  the same keys as before\n".to_owned();
    }
    let mut text = format!("  {} changed:\n", count(changes.len(), "key"));
    let lines = changes.iter().map(|(change, entry)| {
        let style = match change {
            Change::Added => GOOD,
            Change::Removed => BAD,
            Change::Changed => UNSURE,
        };
        (format!("{style}{:7}{style:#}  ", change.name()), entry)
    });
    text.push_str(&table(&lines.collect::<Vec<_>>()));
    text
}

/// A line for each entry, aligned, after what stands before it.
fn table(lines: &[(String, &Entry)]) -> String {
    let width =
        |of: &dyn Fn(&Entry) -> usize| lines.iter().map(|(_, entry)| of(entry)).max().unwrap_or(0);
    let kind_width = width(&|entry| entry.kind.name().len());
    let uri_width = width(&|entry| visible(&entry.uri).chars().count()).min(56);
    let mut text = String::new();
    for (before, entry) in lines {
        let (start, end) = (entry.valid.start.map(day), entry.valid.end.map(day));
        let key = entry.key.as_ref().map_or_else(|| "key not usable".to_owned(), Digest::to_string);
        let _ = writeln!(
            text,
            "  {before}{:kind_width$}  {:uri_width$}  {:10} – {:10}  {DIM}{key}{DIM:#}",
            entry.kind.name(),
            visible(&entry.uri),
            start.as_deref().unwrap_or_default(),
            end.as_deref().unwrap_or_default(),
        );
    }
    text
}
