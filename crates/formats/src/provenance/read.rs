//! From each version of SLSA provenance to the common view.

use super::source::{Repository, Source, commit, split};
use super::{Generator, Material, Parameters, Provenance, conflict};
use crate::predicate::slsa_provenance_v0_2::{self as v0_2, Digests};
use crate::predicate::slsa_provenance_v1::{self as v1, ResourceDescriptor};

/// The view of v0.2: there the source is where the configuration was read from.
pub(super) fn v0_2(wire: v0_2::Provenance) -> Provenance {
    let generator = Generator::of(&wire.build_type);
    let config = wire.invocation.config_source;
    let (repository, reference) = stated(config.uri.as_deref());
    let stated = commits(generator, &config.digest).collect();
    let source = Source {
        repository,
        reference,
        commit: commit_of(generator, &config.digest),
        entry_point: config.entry_point,
    };
    let materials = wire.materials.into_iter();
    let materials: Vec<_> = materials.map(|one| material(one.uri, one.digest)).collect();
    Provenance {
        conflict: conflict::find(generator, &source, stated, &materials),
        source,
        builder_id: wire.builder.id,
        build_type: wire.build_type,
        generator,
        invocation_id: wire.metadata.build_invocation_id,
        materials,
    }
}

/// The view of v1: there each build type has parameters of its own.
pub(super) fn v1(wire: v1::Provenance) -> Provenance {
    let definition = wire.build_definition;
    let generator = Generator::of(&definition.build_type);
    let source = v1_source(generator, &definition);
    let materials = definition.resolved_dependencies.into_iter();
    let materials: Vec<_> = materials.map(|one| material(one.uri, one.digest)).collect();
    Provenance {
        conflict: conflict::find(generator, &source, Vec::new(), &materials),
        builder_id: wire.run_details.builder.id,
        build_type: definition.build_type,
        generator,
        source,
        invocation_id: wire.run_details.metadata.and_then(|metadata| metadata.invocation_id),
        materials,
    }
}

fn v1_source(generator: Generator, definition: &v1::BuildDefinition) -> Source {
    let dependencies = &definition.resolved_dependencies;
    let parameter = |path: &[&str]| text(&definition.external_parameters, path);
    let named = match generator {
        Generator::GitHubWorkflow => Source {
            repository: parameter(&["workflow", "repository"]).and_then(Repository::parse),
            reference: parameter(&["workflow", "ref"]).map(str::to_owned),
            entry_point: parameter(&["workflow", "path"]).map(str::to_owned),
            commit: None,
        },
        Generator::Keelmark => Source {
            repository: parameter(&["repository"]).and_then(Repository::parse),
            reference: parameter(&["ref"]).map(str::to_owned),
            commit: parameter(&["commit"]).and_then(commit),
            entry_point: None,
        },
        Generator::GitLab => Source {
            repository: parameter(&["source"]).and_then(Repository::parse),
            entry_point: parameter(&["entryPoint"]).map(str::to_owned),
            ..Source::default()
        },
        Generator::SlsaGitHubGenerator | Generator::NpmCli | Generator::Other => {
            let (repository, reference) = stated(
                parameter(&["source", "uri"])
                    .or(dependencies.first().and_then(|d| d.uri.as_deref())),
            );
            let entry_point = parameter(&["workflow", "path"]).map(str::to_owned);
            Source { repository, reference, commit: None, entry_point }
        }
    };
    resolved(generator, named, dependencies)
}

/// Completes what the parameters name by the dependency that is it: the same repository, and no
/// other reference.
fn resolved(generator: Generator, named: Source, dependencies: &[ResourceDescriptor]) -> Source {
    let found = dependencies.iter().find_map(|dependency| {
        let (repository, reference) = stated(dependency.uri.as_deref());
        let is_it = repository.is_some()
            && repository == named.repository
            && (reference.is_none() || named.reference.is_none() || reference == named.reference);
        is_it.then(|| (reference, commit_of(generator, &dependency.digest)))
    });
    let Some((reference, commit)) = found else { return named };
    Source { reference: named.reference.or(reference), commit: named.commit.or(commit), ..named }
}

fn stated(uri: Option<&str>) -> (Option<Repository>, Option<String>) {
    match uri.and_then(split) {
        Some((repository, reference)) => (Some(repository), reference.map(str::to_owned)),
        None => (None, None),
    }
}

/// The commit among `digests`.
fn commit_of(generator: Generator, digests: &Digests) -> Option<String> {
    commits(generator, digests).next()
}

/// Every commit among digests by their names. GitLab's runner calls it `sha256`, whatever its length.
pub(super) fn commits<'d, N: AsRef<str> + 'd>(
    generator: Generator,
    digests: impl IntoIterator<Item = (&'d N, &'d String)> + Clone,
) -> impl Iterator<Item = String> {
    let names: &[&str] = match generator {
        Generator::GitLab => &["gitCommit", "sha1", "sha256"],
        _ => &["gitCommit", "sha1"],
    };
    names.iter().filter_map(move |name| {
        let mut digests = digests.clone().into_iter();
        commit(digests.find(|(found, _)| found.as_ref() == *name)?.1)
    })
}

/// The text at `path` of nested objects.
fn text<'v>(parameters: &'v Parameters, path: &[&str]) -> Option<&'v str> {
    let (first, rest) = path.split_first()?;
    let value = rest.iter().try_fold(parameters.get(*first)?, |value, field| value.get(field))?;
    value.as_str().filter(|text| !text.is_empty())
}

fn material(uri: Option<String>, digest: Digests) -> Material {
    Material { uri, digests: digest.into_iter().collect() }
}
