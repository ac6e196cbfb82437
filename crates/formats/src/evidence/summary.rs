//! The index for people, `supply_chain_attestation.md`.

use std::fmt::Write as _;

use keelmark_model::visible;

use super::index::{Artifact, Index};

/// What the summary tells beside the index.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Label and value, shown in this order.
    pub lines: Vec<(&'static str, String)>,
}

/// Renders the summary of `index`, without the summary's own entry.
pub fn render(index: &Index, facts: &Facts) -> Vec<u8> {
    let mut text = String::from("# Supply-chain attestation\n\n");
    line(&mut text, "Release", &index.release);
    for (label, value) in &facts.lines {
        line(&mut text, label, value);
    }
    text.push_str("\n## Subjects\n\n| name | bytes | sha256 |\n|---|---:|---|\n");
    for subject in index.subjects.iter().flatten() {
        let sha256 = subject.digests.get("sha256").map_or("", String::as_str);
        let _ = writeln!(text, "| {} | {} | `{sha256}` |", cell(&subject.name), subject.size);
    }
    text.push_str("\n## Artifacts\n\n| artifact | path | bytes | sha256 |\n|---|---|---:|---|\n");
    for artifact in &index.artifacts {
        artifact_row(&mut text, artifact);
    }
    text.push_str("\n## Blockers\n\n");
    if index.blockers.is_empty() {
        text.push_str("- none\n");
    }
    for blocker in &index.blockers {
        let _ = writeln!(text, "- {}", cell(blocker));
    }
    text.push_str("\nCheck all of it with `keelmark verify`, and the bytes alone with `sha256sum -c checksums.txt`.\n");
    text.into_bytes()
}

fn line(text: &mut String, label: &str, value: &str) {
    let _ = writeln!(text, "- {label}: {}", cell(value));
}

fn artifact_row(text: &mut String, artifact: &Artifact) {
    let size = artifact.size.map_or_else(String::new, |size| size.to_string());
    let (name, path) = (cell(&artifact.name), cell(&artifact.path));
    let _ = writeln!(text, "| {name} | {path} | {size} | `{}` |", artifact.sha256);
}

/// A code span that no content can leave: Markdown and table syntax inside it is inert.
fn cell(value: &str) -> String {
    format!("`{}`", visible(value).replace('`', "'").replace('|', "¦"))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn hostile_names_stay_in_their_cell() {
        assert_eq!(cell("a`|\n<b>"), "`a'¦\\u{a}<b>`");
    }
}
