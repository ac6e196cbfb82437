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
    let is_other = |uri: &&str| split(uri).is_none_or(|(first, _)| first != *named);
    if let Some(first) = first_source(generator, materials).filter(is_other) {
        return Some(two("repositories", named.as_str(), first));
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

/// The material that is the source by its place, which builds in continuous integration list before all
/// else. It need not be readable as a repository: then it is another than any that is named.
fn first_source(generator: Generator, materials: &[Material]) -> Option<&str> {
    let mut uris = materials.iter().filter_map(|material| material.uri.as_deref());
    match generator {
        Generator::GitHubWorkflow
        | Generator::SlsaGitHubGenerator
        | Generator::NpmCli
        | Generator::GitLab => uris.next(),
        // Others may list the image or the package that builds before it.
        Generator::Other => uris.find(|uri| is_repository(uri)),
        // What keelmark lists first is a lockfile's package.
        Generator::Keelmark => None,
    }
}

/// Whether an address can only be a repository's.
fn is_repository(uri: &str) -> bool {
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| scheme.starts_with("git+") || ["git", "ssh"].contains(&&*scheme))
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
