//! `Dockerfile` and `Containerfile`: the images one is built from.
//!
//! Source: Dockerfile reference: `FROM`, `ARG`, `COPY --from`, line continuation, parser directives.

use std::collections::{HashMap, HashSet};

use keelmark_model::bom::Evidence;

use super::image_reference;
use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::{ParseError, limits, toml};

pub(crate) static DOCKERFILE: Extractor = Extractor {
    id: "dockerfile",
    version: 1,
    example: "Dockerfile",
    reads: &[
        Pattern::Stem("Containerfile"),
        Pattern::Stem("Dockerfile"),
        Pattern::Extension("containerfile"),
        Pattern::Extension("dockerfile"),
    ],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    if !is_one(file.name()) || file.bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Extract::default());
    }
    let text = toml::text(file.bytes)?;
    let mut build = Build::default();
    let mut extract = Extract::default();
    for (line, instruction) in instructions(text) {
        let Some(image) = build.step(&instruction) else { continue };
        let component = match build.resolve(&image) {
            Some(image) if image == "scratch" || build.stages.contains(&image.to_lowercase()) => {
                continue;
            }
            Some(image) => image_reference::component(&image),
            None => Err(format!("`{image}` rests on an argument without a default")),
        };
        if let Some(stage) = build.named.take() {
            build.stages.insert(stage);
        }
        match component {
            Ok(component) => {
                let mut found = Found::new(component, Evidence::Manifest, file.path);
                found.line = Some(line);
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(Some(line), message)),
        }
    }
    Ok(extract)
}

/// `Dockerfile`, `Dockerfile.release`, `release.Dockerfile`; not `dockerfile.py`.
fn is_one(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = |part: &str| matches!(part, "dockerfile" | "containerfile");
    let begins =
        name.split('.').next().is_some_and(|first| matches!(first, "Dockerfile" | "Containerfile"));
    stem(&lower)
        || (begins && !lower.ends_with(".dockerignore") && !lower.ends_with(".md"))
        || lower.rsplit('.').next().is_some_and(stem)
}

/// What is known at a point of the file.
#[derive(Default)]
struct Build {
    arguments: HashMap<String, String>,
    stages: HashSet<String>,
    /// The stage that the image just named begins.
    named: Option<String>,
    has_begun: bool,
}

impl Build {
    /// Takes in an instruction; gives the image it names, as written.
    fn step(&mut self, instruction: &str) -> Option<String> {
        let (word, rest) = instruction.split_once(char::is_whitespace)?;
        match word.to_ascii_uppercase().as_str() {
            // Only what stands before the first stage counts in `FROM`.
            "ARG" if !self.has_begun => {
                for argument in rest.split_whitespace() {
                    let (name, value) = argument.split_once('=')?;
                    let value = self.resolve(value.trim_matches(['"', '\'']))?;
                    self.arguments.insert(name.to_owned(), value);
                }
                None
            }
            "FROM" => {
                self.has_begun = true;
                let mut words = rest.split_whitespace().filter(|word| !word.starts_with("--"));
                let image = words.next()?.to_owned();
                let named = words.next().filter(|word| word.eq_ignore_ascii_case("as"));
                let stage = named.and_then(|_| words.next()).map(str::to_lowercase);
                self.name(&image, stage);
                Some(image)
            }
            "COPY" | "ADD" | "RUN" => from(rest).filter(|image| !is_number(image)),
            _ => None,
        }
    }

    /// Remembers the stage that begins; at once where the image is an earlier stage.
    fn name(&mut self, image: &str, stage: Option<String>) {
        let is_stage = image == "scratch" || self.stages.contains(&image.to_lowercase());
        match stage {
            Some(stage) if is_stage => {
                self.stages.insert(stage);
            }
            stage => self.named = stage,
        }
    }

    /// `text` with arguments put in: `$A`, `${A}`, `${A:-default}`.
    fn resolve(&self, text: &str) -> Option<String> {
        let mut resolved = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            resolved.push_str(before);
            let (name, default, tail) = match after.strip_prefix('{') {
                Some(inner) => {
                    let (inner, tail) = inner.split_once('}')?;
                    let (name, default) = match inner.split_once(":-") {
                        Some((name, default)) => (name, Some(default)),
                        None => (inner, None),
                    };
                    (name, default, tail)
                }
                None => {
                    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
                    (&after[..end], None, &after[end..])
                }
            };
            resolved.push_str(self.arguments.get(name).map(String::as_str).or(default)?);
            if resolved.len() > limits::PROPERTY_BYTES {
                return None;
            }
            rest = tail;
        }
        resolved.push_str(rest);
        (!resolved.is_empty()).then_some(resolved)
    }
}

/// The image of `--from=IMAGE`, or of a mount `--mount=type=bind,from=IMAGE`.
fn from(rest: &str) -> Option<String> {
    let options = rest.split_whitespace().take_while(|word| word.starts_with("--"));
    let mut values = options.filter_map(|option| {
        let mount = option.strip_prefix("--mount=");
        let mut parts = mount.into_iter().flat_map(|mount| mount.split(','));
        option.strip_prefix("--from=").or_else(|| parts.find_map(|one| one.strip_prefix("from=")))
    });
    values.next().map(str::to_owned)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Instructions with the line each begins at; continued lines joined, comments left out.
fn instructions(text: &str) -> Vec<(u32, String)> {
    let escape = text.lines().take_while(|line| line.starts_with('#')).find_map(|line| {
        line.trim_start_matches('#').trim().strip_prefix("escape=")?.chars().next()
    });
    let escape = escape.unwrap_or('\\');
    let mut all: Vec<(u32, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (part, more) = line.strip_suffix(escape).map_or((line, false), |part| (part, true));
        match all.last_mut() {
            Some((_, instruction)) if goes_on => {
                instruction.push(' ');
                instruction.push_str(part);
            }
            _ => all.push((number, part.to_owned())),
        }
        goes_on = more;
    }
    all
}
