//! What provenance says of its source twice, and not the same both times.
//!
//! SLSA v0.2 and v1 name the source as what the build was asked to do, and again as the first thing that
//! went into it. Of provenance that names two, nobody could say which was built.

use keelmark_model::visible;

use super::read::commits;
use super::source::{Source, split};
use super::{Generator, Material};

/// Two repositories, or two commits of one, that `source` and `materials` name; `source` was read from
/// digests that say `stated`.
pub(super) fn find(
    generator: Generator,
    source: &Source,
    stated: Vec<String>,
    materials: &[Material],
) -> Option<String> {
    let named = source.repository.as_ref()?;
    if let Some(first) = first_source(generator, materials).filter(|first| first.0 != *named) {
        return Some(two("repositories", named.as_str(), first.0.as_str()));
    }
    let of_source = materials.iter().filter(|material| is_source(material, source));
    let digests = of_source.flat_map(|material| {
        commits(generator, material.digests.iter().map(|(name, value)| (name, value)))
    });
    let mut all = source.commit.iter().cloned().chain(stated).chain(digests);
    let first = all.next()?;
    let other = all.find(|other| *other != first)?;
    Some(two("commits", &first, &other))
}

/// The material that is the source by its place: the first repository, which builds in continuous
/// integration list before all else.
fn first_source(
    generator: Generator,
    materials: &[Material],
) -> Option<(super::Repository, Option<&str>)> {
    // What keelmark lists first is a lockfile's package.
    let lists_source = generator != Generator::Keelmark;
    let is_repository = |uri: &&str| uri.starts_with("git+") || generator == Generator::GitLab;
    let uris = materials.iter().filter_map(|material| material.uri.as_deref());
    uris.filter(|_| lists_source).find(is_repository).and_then(split)
}

/// Whether a material is the source, at no other reference.
fn is_source(material: &Material, source: &Source) -> bool {
    let Some((repository, reference)) = material.uri.as_deref().and_then(split) else {
        return false;
    };
    let is_same = |reference: &str| source.reference.as_deref().is_none_or(|own| own == reference);
    source.repository.as_ref() == Some(&repository) && reference.is_none_or(is_same)
}

fn two(what: &str, one: &str, other: &str) -> String {
    format!("the provenance names two {what}, `{}` and `{}`", visible(one), visible(other))
}
