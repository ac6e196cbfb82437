//! Workflows and actions of GitHub: the actions, workflows and images they use.
//!
//! Source: GitHub documentation, "Workflow syntax" and "Metadata syntax": `uses` of jobs and steps,
//! `container` and `services` of jobs, `image` of actions.

use std::collections::BTreeSet;

use keelmark_model::Purl;
use keelmark_model::bom::{Component, ComponentKind, Evidence, State};
use serde_json::Value;

use super::{for_build, image_reference, is_commit};
use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::{ParseError, codes, limits, toml};

pub(crate) static GITHUB_WORKFLOW: Extractor = Extractor {
    id: "github-workflow",
    version: 1,
    example: ".github/workflows/release.yml",
    reads: &[
        Pattern::Folder(".github/workflows"),
        Pattern::Name("action.yml"),
        Pattern::Name("action.yaml"),
    ],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    if !file.name().ends_with(".yml") && !file.name().ends_with(".yaml") {
        return Ok(Extract::default());
    }
    let text = toml::text(file.bytes)?;
    let document = parse(text)?;
    let mut uses = BTreeSet::new();
    let jobs = document.get("jobs").and_then(Value::as_object);
    for job in jobs.into_iter().flat_map(serde_json::Map::values) {
        collect(job, &mut uses);
        let services = job.get("services").and_then(Value::as_object);
        let services = services.into_iter().flat_map(serde_json::Map::values);
        for image in services.chain(job.get("container")) {
            let image = image.get("image").unwrap_or(image).as_str().unwrap_or_default();
            uses.insert(format!("{IMAGE}{image}"));
        }
    }
    if let Some(runs) = document.get("runs") {
        collect(runs, &mut uses);
        let image = runs.get("image").and_then(Value::as_str).unwrap_or_default();
        if image.starts_with(IMAGE) {
            uses.insert(image.to_owned());
        }
    }
    let mut extract = Extract::default();
    for used in
        uses.iter().filter(|used| !used.is_empty() && *used != IMAGE && !used.starts_with("./"))
    {
        let place = Place::of(text, used);
        match component(used, place.comment) {
            Ok(component) => {
                let mut found = Found::new(component, Evidence::Manifest, file.path);
                found.line = place.line;
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(place.line, message)),
        }
    }
    Ok(extract)
}

const IMAGE: &str = "docker://";

/// What a job, or an action made of steps, uses.
fn collect(part: &Value, uses: &mut BTreeSet<String>) {
    let steps = part.get("steps").and_then(Value::as_array);
    let all = steps.into_iter().flatten().chain([part]);
    uses.extend(all.filter_map(|one| Some(one.get("uses")?.as_str()?.trim().to_owned())));
}

/// YAML, bounded: aliases may repeat a part, but not one within the other.
fn parse(text: &str) -> Result<Value, ParseError> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_aliases: limits::WORKFLOW_ALIASES,
            max_depth: limits::DOCUMENT_DEPTH,
            max_documents: 1,
            max_nodes: limits::WORKFLOW_NODES,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.to_string();
        ParseError::new(&codes::DOCUMENT_SYNTAX, message.lines().next().unwrap_or_default())
    })
}

/// The line that names something, and the comment behind it, where tools put the tag of a commit.
struct Place<'a> {
    line: Option<u32>,
    comment: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn of(text: &'a str, used: &str) -> Self {
        let used = used.strip_prefix(IMAGE).unwrap_or(used);
        let mut lines = (1..).zip(text.lines());
        let found = lines.find_map(|(number, line)| {
            let start = line.find(used)?;
            (!line.trim_start().starts_with('#')).then(|| (number, &line[start + used.len()..]))
        });
        let comment = found.and_then(|(_, rest)| rest.split_once('#'));
        let comment = comment.and_then(|(_, comment)| comment.split_whitespace().next());
        Self { line: found.map(|(number, _)| number), comment }
    }
}

/// `owner/repository/path@reference` or `docker://image`. Only a whole commit fixes an action.
fn component(used: &str, comment: Option<&str>) -> Result<Component, String> {
    if let Some(image) = used.strip_prefix(IMAGE) {
        if image.contains("${{") {
            return Err(format!("`{image}` is known only when the workflow runs"));
        }
        return image_reference::component(image);
    }
    let parts = used.split_once('@').and_then(|(path, reference)| {
        let (owner, rest) = path.split_once('/')?;
        let (name, subpath) = rest.split_once('/').unwrap_or((rest, ""));
        Some((owner, name, subpath, reference))
    });
    let Some((owner, name, subpath, reference)) = parts else {
        return Err(format!("`{used}` is not `owner/repository@reference`"));
    };
    let state = if is_commit(reference) { State::Locked } else { State::Declared };
    let purl = Purl::new("githubactions", &owner.to_lowercase(), &name.to_lowercase());
    let purl = purl.and_then(|purl| purl.with_version(reference));
    let purl = purl.map(|purl| purl.with_subpath(subpath));
    let full = format!("{owner}/{name}");
    let mut component = for_build(ComponentKind::Application, &full, purl, state)?;
    component.version = Some(reference.to_owned());
    component.repository = Some(format!("https://github.com/{full}"));
    if let Some(comment) = comment.filter(|_| state == State::Locked) {
        component.properties.insert("github:comment".to_owned(), comment.to_owned());
    }
    Ok(component)
}
