//! What was found in bills of materials, for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use keelmark_formats::sbom::diff::{Changed, Difference, Entry};
use keelmark_formats::sbom::enrich::{Enrichment, Field};
use keelmark_formats::sbom::graph::Branch;
use keelmark_formats::sbom::validate::{Met, Requirement};
use keelmark_model::bom::{Bom, Component, ComponentId};
use keelmark_model::visible;

use super::{BAD, DIM, GOOD, STRONG, UNSURE, count};

/// Documents written.
pub(crate) fn written(files: &[String]) -> String {
    files.iter().map(|file| format!("wrote {STRONG}{}{STRONG:#}\n", visible(file))).collect()
}

/// What differs, a line each.
pub(crate) fn difference(difference: &Difference) -> String {
    if difference.is_empty() {
        return format!("{GOOD}no difference{GOOD:#}\n");
    }
    let mut text = String::new();
    for entry in &difference.removed {
        let _ = writeln!(text, "{BAD}- {}{BAD:#}", versioned(entry));
    }
    for entry in &difference.added {
        let _ = writeln!(text, "{GOOD}+ {}{GOOD:#}", versioned(entry));
    }
    for Changed { entry, facts } in &difference.changed {
        let _ = writeln!(text, "{UNSURE}~ {}{UNSURE:#}", versioned(entry));
        for (fact, old, new) in facts {
            let _ = writeln!(text, "    {} {} → {}", fact.name(), visible(old), visible(new));
        }
    }
    for (mark, style, needs) in
        [("-", BAD, &difference.needs_removed), ("+", GOOD, &difference.needs_added)]
    {
        for (from, to) in needs {
            let _ =
                writeln!(text, "{style}{mark}{style:#} {} needs {}", visible(from), visible(to));
        }
    }
    let _ = writeln!(text, "{DIM}{}{DIM:#}", counts(difference));
    text
}

fn counts(difference: &Difference) -> String {
    format!(
        "{} added, {} removed, {} changed; {} added, {} removed",
        count(difference.added.len(), "package"),
        difference.removed.len(),
        difference.changed.len(),
        count(difference.needs_added.len(), "dependency").replace("dependencys", "dependencies"),
        difference.needs_removed.len(),
    )
}

fn versioned(entry: &Entry) -> String {
    match &entry.version {
        Some(version) => format!("{} {}", visible(&entry.name), visible(version)),
        None => visible(&entry.name).to_string(),
    }
}

/// What differs, as tables for a pull request.
pub(crate) fn markdown(difference: &Difference) -> String {
    if difference.is_empty() {
        return "The bills of materials do not differ.\n".to_owned();
    }
    let cell = |text: &str| visible(text).replace('|', "\\|").replace('`', "'");
    let mut text = String::from("| | package | what | before | after |\n|---|---|---|---|---|\n");
    let row = |text: &mut String, mark: &str, entry: &Entry, what: [&str; 3]| {
        let [what, old, new] = what.map(cell);
        let _ = writeln!(text, "| {mark} | `{}` | {what} | {old} | {new} |", cell(&entry.name));
    };
    for entry in &difference.removed {
        row(&mut text, "−", entry, ["", entry.version.as_deref().unwrap_or_default(), ""]);
    }
    for entry in &difference.added {
        row(&mut text, "+", entry, ["", "", entry.version.as_deref().unwrap_or_default()]);
    }
    for Changed { entry, facts } in &difference.changed {
        for (fact, old, new) in facts {
            row(&mut text, "~", entry, [fact.name(), old, new]);
        }
    }
    for (mark, needs) in [("−", &difference.needs_removed), ("+", &difference.needs_added)] {
        for (from, to) in needs {
            let _ = writeln!(text, "| {mark} | `{}` | needs `{}` | | |", cell(from), cell(to));
        }
    }
    let _ = writeln!(text, "\n{}", counts(difference));
    text
}

/// What was filled, by field, or with `all` one by one.
pub(crate) fn enriched(enrichment: &Enrichment, all: bool) -> String {
    let filled = &enrichment.filled;
    if filled.is_empty() {
        return format!("{UNSURE}nothing was filled{UNSURE:#}\n");
    }
    let mut text = String::new();
    for field in Field::ALL {
        let packages: BTreeSet<&str> = filled
            .iter()
            .filter(|one| one.field == field)
            .map(|one| one.package.as_str())
            .collect();
        if !packages.is_empty() {
            let number = packages.len();
            let _ = writeln!(text, "{STRONG}{number:6} {}{STRONG:#}", field.name());
        }
    }
    for one in filled.iter().filter(|_| all) {
        let (package, place) = (visible(&one.package), visible(&one.place));
        let _ = writeln!(text, "{package}  {} from {DIM}{place}{DIM:#}", one.field.name());
    }
    text
}

/// What was asked for, and what became of it.
pub(crate) fn requirements(requirements: &[Requirement]) -> String {
    let width = requirements.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for one in requirements {
        let (style, word) = match one.met {
            Met::Yes => (GOOD, "pass"),
            Met::No => (BAD, "FAIL"),
            Met::Unknown => (UNSURE, "????"),
        };
        let message = visible(&one.message);
        let _ = writeln!(text, "{style}{word}{style:#}  {:width$}  {message}", one.name);
    }
    text
}

/// How much is there, and of what.
pub(crate) fn score(score: u8, requirements: &[Requirement]) -> String {
    let mut text = format!("{STRONG}{score}{STRONG:#} of 100\n");
    let width = requirements.iter().map(|one| one.name.len()).max().unwrap_or(0);
    for one in requirements {
        let share = match (one.counts, one.met) {
            (_, Met::Unknown) => "  –".to_owned(),
            (Some((holds, total)), _) => format!("{:3}", 100 * holds / total.max(1)),
            (None, Met::Yes) => "100".to_owned(),
            (None, Met::No) => "  0".to_owned(),
        };
        let message = visible(&one.message);
        let _ = writeln!(text, "  {share}  {:width$}  {DIM}{message}{DIM:#}", one.name);
    }
    text
}

/// What needs what, from the root and then from what the root does not lead to.
pub(crate) fn tree(bom: &Bom, branches: &[Branch], apart: &[Branch]) -> String {
    let mut text = String::new();
    let write = |text: &mut String, branch: &Branch| {
        let mark = if branch.is_repeated { " (see above)" } else { "" };
        let name = named(bom.component(branch.id));
        let _ = writeln!(text, "{:indent$}{name}{DIM}{mark}{DIM:#}", "", indent = 2 * branch.depth);
    };
    branches.iter().for_each(|branch| write(&mut text, branch));
    if !apart.is_empty() {
        let _ = writeln!(text, "{UNSURE}not needed by the root{UNSURE:#}:");
        apart.iter().for_each(|branch| write(&mut text, branch));
    }
    text
}

fn named(component: &Component) -> String {
    match &component.version {
        Some(version) => format!("{} {}", visible(&component.name), visible(version)),
        None => visible(&component.name).to_string(),
    }
}

/// For each package called `wanted`, what leads to it and where it was found.
pub(crate) fn why(
    bom: &Bom,
    wanted: &str,
    ways: &[(ComponentId, Option<Vec<ComponentId>>)],
) -> String {
    let mut text = String::new();
    if ways.is_empty() {
        let _ = writeln!(text, "{UNSURE}nothing is called {}{UNSURE:#}", visible(wanted));
    }
    for (id, way) in ways {
        let component = bom.component(*id);
        let _ = writeln!(text, "{STRONG}{}{STRONG:#} {}", named(component), component.state.name());
        match way {
            Some(way) => {
                let names: Vec<String> = way.iter().map(|id| named(bom.component(*id))).collect();
                let _ = writeln!(text, "  {}", names.join(" → "));
            }
            None => {
                let _ = writeln!(text, "  {UNSURE}no dependency leads to it{UNSURE:#}");
            }
        }
        for found in &component.found {
            let line = found.line.map_or(String::new(), |line| format!(":{line}"));
            let _ = writeln!(text, "  {DIM}in {}{line}{DIM:#}", visible(&found.path));
        }
    }
    text
}
