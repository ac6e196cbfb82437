//! What is in a target, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use keelmark_model::bom::{Component, ComponentKind, Gap, State};
use keelmark_model::{Bom, visible};

use super::{DIM, Output, STRONG, UNSURE, count};
use crate::cmd::sbom::Generated;

/// Most gaps told of, unless all are wanted.
const GAPS: usize = 10;

/// How many components there are, by state and type of package.
pub(crate) fn summary(generated: &Generated<'_>) -> String {
    let bom = generated.bom;
    let target = visible(generated.target);
    let root = bom.component(bom.root);
    let mut text = format!("{STRONG}{target}{STRONG:#}");
    if root.name != target {
        let _ = write!(text, "  {}", visible(&root.name));
    }
    if let Some(version) = &root.version {
        let _ = write!(text, " {}", visible(version));
    }
    text.push('\n');
    let counts = counts(bom);
    let width = counts.values().map(|types| total(types).to_string().len()).max().unwrap_or(0);
    for (state, types) in &counts {
        let name = state.name();
        let is_kept = generated.states.contains(state);
        let style = if is_kept { STRONG } else { DIM };
        let note = if is_kept { "" } else { "  not in documents" };
        let _ = writeln!(
            text,
            "  {style}{:>width$} {name:9}{style:#}  {}{DIM}{note}{DIM:#}",
            total(types),
            list(types)
        );
    }
    if counts.is_empty() {
        let _ = writeln!(text, "  {UNSURE}nothing was found{UNSURE:#}");
    }
    let reference = bom.component(bom.root).properties.get("image:reference");
    if let Some(reference) = reference.filter(|known| !generated.target.ends_with(*known)) {
        let _ = writeln!(text, "  read as {STRONG}{}{STRONG:#}", visible(reference));
    }
    if !bom.gaps.is_empty() {
        let gaps = count(bom.gaps.len(), "part");
        let _ = writeln!(text, "  {UNSURE}incomplete{UNSURE:#}: {gaps} could not be looked at");
    }
    for file in &generated.files {
        let _ = writeln!(text, "wrote {STRONG}{}{STRONG:#}", visible(file));
    }
    text
}

type Counts<'a> = BTreeMap<State, BTreeMap<&'a str, usize>>;

/// Components beside the root by state and type.
fn counts(bom: &Bom) -> Counts<'_> {
    let mut counts = Counts::new();
    for (_, component) in bom.iter().filter(|(id, _)| *id != bom.root) {
        *counts.entry(component.state).or_default().entry(ty(component)).or_default() += 1;
    }
    counts
}

/// Type of the package, or what it is where it is none.
pub(super) fn ty(component: &Component) -> &str {
    match (&component.purl, component.kind) {
        (Some(purl), _) => purl.ty(),
        (None, ComponentKind::OperatingSystem) => "system",
        (None, _) => "file",
    }
}

fn total(types: &BTreeMap<&str, usize>) -> usize {
    types.values().sum()
}

fn list(types: &BTreeMap<&str, usize>) -> String {
    let parts: Vec<String> = types.iter().map(|(ty, count)| format!("{ty} {count}")).collect();
    parts.join(", ")
}

/// A line for each component beside the root.
pub(crate) fn table(bom: &Bom) -> String {
    let mut rows = vec![["NAME", "VERSION", "TYPE", "STATE"].map(str::to_owned)];
    rows.extend(bom.iter().filter(|(id, _)| *id != bom.root).map(|(_, component)| {
        let version = component.version.as_deref().unwrap_or("-");
        [&component.name, version, ty(component), component.state.name()]
            .map(|cell| visible(cell).into_owned())
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths = [0, 1, 2].map(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for [name, version, ty, state] in &rows {
        let [a, b, c] = widths;
        let _ = writeln!(text, "{name:a$}  {version:b$}  {ty:c$}  {state}");
    }
    text
}

/// Warns of what could not be looked at.
pub(crate) fn warn(gaps: &[Gap], output: &Output) {
    let shown = if output.verbose { gaps.len() } else { GAPS };
    for gap in gaps.iter().take(shown) {
        let at = gap.line.map_or(String::new(), |line| format!(":{line}"));
        let path = if gap.path.is_empty() { "the target" } else { &gap.path };
        output.warning(gap.code, &format!("{path}{at}: {}", gap.message));
    }
    if let Some(last) = gaps.get(shown..).and_then(<[Gap]>::first) {
        let more = gaps.len() - shown;
        output
            .warning(last.code, &format!("{} more: `--verbose` tells of all", count(more, "gap")));
    }
}
