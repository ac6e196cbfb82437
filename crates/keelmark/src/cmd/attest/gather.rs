//! What the world says of a release.

use std::path::{Path, PathBuf};

use keelmark_formats::hash::sha256;
use keelmark_formats::manifest::repository;
use keelmark_formats::{limits, lock};
use keelmark_model::{
    Basis, Bom, BuildEnvironment, Digest, Inventory, Project, Revision, Scope, Subject, Timestamp,
};
use keelmark_trust::evidence::{Materials, Release};
use keelmark_world::project::{Detected, Version, Wanted};
use keelmark_world::subjects::{Algorithms, SubjectFile};
use keelmark_world::{WorldError, environment, file, git, project, subjects};

use super::contents::contents;
use super::{Args, DigestsArg, MaterialsArg};
use crate::codes;
use crate::error::CliError;

/// Everything gathered.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) project: Project,
    pub(super) version_from: String,
    pub(super) inventory: Inventory,
    pub(super) scopes: Vec<Scope>,
    /// Name and digest of the lockfile, or of the manifest where there is none.
    pub(super) read_from: (String, Digest),
    /// A lockfile of a format that is not read, where there is none that is.
    pub(super) unread_lockfile: Option<&'static str>,
    pub(super) subjects: Vec<Subject>,
    /// What is in each of them, where that was asked for.
    pub(super) contents: Vec<Bom>,
    pub(super) revision: Revision,
    /// Why nothing is known of the source tree, where git was asked and did not answer.
    pub(super) revision_unknown: Option<String>,
    pub(super) environment: BuildEnvironment,
    pub(super) release: String,
    pub(super) created: Timestamp,
    pub(super) created_from: &'static str,
}

impl Facts {
    /// The release they tell of.
    pub(super) fn release<'a>(&'a self, args: &'a Args) -> Release<'a> {
        Release {
            project: &self.project,
            release: &self.release,
            inventory: &self.inventory,
            scopes: &self.scopes,
            subjects: &self.subjects,
            contents: &self.contents,
            revision: &self.revision,
            environment: &self.environment,
            build_type: &args.buildtype,
            materials: match args.materials {
                MaterialsArg::All => Materials::All,
                MaterialsArg::Source => Materials::Source,
            },
            created: self.created,
            created_from: self.created_from,
            lockfile: Some((&self.read_from.0, &self.read_from.1)),
            tool_version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// Gathers the facts; `target` is the folder to be written, which is no part of the source tree.
pub(super) fn gather(args: &Args, target: &Path) -> Result<Facts, CliError> {
    let told = Told::parse(args)?;
    let created = environment::source_date_epoch(variable)?;
    let cargo_target = crate::environment("CARGO_TARGET_DIR").map(PathBuf::from);
    let named = match args.subject.as_slice() {
        [] => Vec::new(),
        patterns => subjects::expand(patterns, Path::new("."))?,
    };
    let mut detected = detect(args, &named, cargo_target.as_deref())?;
    let mut seen = None;
    if args.subject.is_empty() && detected.is_tagged() {
        // The tag tells which of the distributions are meant, so it is asked for first.
        let built = subjects::of_any_version(&detected, cargo_target.as_deref());
        let (revision, unknown) = revision(args, &told, &ignored(&built, target));
        detected.settle_version(&[], &revision.tags, revision.dirty == Some(false));
        seen = Some((revision, unknown));
    }
    let files = if args.subject.is_empty() {
        subjects::discover(&detected, cargo_target.as_deref())?.files
    } else {
        named
    };

    let (read, (hashed, revision)) = rayon::join(
        || read_packages(&detected),
        || {
            rayon::join(
                || hash(args, &files),
                || seen.unwrap_or_else(|| revision(args, &told, &ignored(&files, target))),
            )
        },
    );
    let (inventory, read_from) = read?;
    let subjects = hashed?;
    let (revision, revision_unknown) = revision;
    detected.settle_version(&files, &revision.tags, revision.dirty == Some(false));
    let unread_lockfile = unread_lockfile(&detected);
    let version_from = match &detected.version {
        Version::From(from) => from.clone(),
        Version::Unknown { reason, .. } => reason.clone(),
    };
    let mut facts = Facts {
        release: release_name(args, &detected.project, &revision),
        project: detected.project,
        version_from,
        scopes: Vec::new(),
        inventory,
        read_from,
        unread_lockfile,
        contents: if args.sbom_subjects { contents(&files, &subjects)? } else { Vec::new() },
        subjects,
        revision,
        revision_unknown,
        environment: builder(args),
        created: Timestamp(0),
        created_from: "",
    };
    facts.settle_root()?;
    (facts.created, facts.created_from) = time(created, &facts.revision, &files)?;
    Ok(facts)
}

/// The project that is meant; `named` are the subjects that the command line names.
fn detect(
    args: &Args,
    named: &[SubjectFile],
    cargo_target: Option<&Path>,
) -> Result<Detected, WorldError> {
    let lockfiles: Vec<_> = lock::ALL
        .iter()
        .flat_map(|format| format.files.iter().map(|name| (*name, format.ecosystem)))
        .collect();
    let wanted = Wanted {
        ecosystem: args.ecosystem.map(Into::into),
        package: args.package.as_deref(),
        subjects: named,
        target: cargo_target,
        lockfiles: &lockfiles,
    };
    project::detect(&args.project_root, &wanted)
}

impl Facts {
    /// A version that the lockfile leaves to the build, or writes otherwise, becomes the root
    /// package's as it is.
    fn settle_root(&mut self) -> Result<(), CliError> {
        let root = &mut self.inventory.packages[self.inventory.root.0 as usize];
        if let Some(version) = &self.project.version
            && root.version.as_ref() != Some(version)
        {
            root.purl = root
                .purl
                .clone()
                .with_version(version)
                .map_err(|error| CliError::new(&codes::ATTEST_PURL, error.to_string()))?;
            root.version = Some(version.clone());
        }
        self.scopes = self.inventory.scopes();
        let known = &mut self.revision.repository;
        if known.is_none() {
            known.clone_from(&self.project.repository);
        }
        Ok(())
    }
}

fn variable(name: &str) -> Option<String> {
    crate::environment(name).and_then(|value| value.into_string().ok())
}

type Packages = (Inventory, (String, Digest));

/// The packages of the lockfile, or without one, those the manifest declares.
fn read_packages(detected: &Detected) -> Result<Packages, CliError> {
    let load = |path: &Path| file::load(path, limits::DOCUMENT_BYTES as u64);
    let name = |path: &Path| {
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let format = |path: &Path| {
        let name = name(path);
        lock::ALL.iter().find(|format| format.files.contains(&name.as_str()))
    };
    let lockfile = detected.lockfile.as_deref();
    let Some((path, format)) = lockfile.and_then(|path| Some((path, format(path)?))) else {
        let manifest = detected.root.join(&detected.project.manifest);
        let digest = sha256(&load(&manifest)?);
        let mut inventory = Inventory::declared(&detected.project).map_err(|error| {
            CliError::new(&codes::ATTEST_PURL, error.to_string())
                .with_path(manifest.display().to_string())
        })?;
        if detected.dynamic.iter().any(|field| field == "dependencies") {
            inventory.basis = Basis::Unread;
        }
        return Ok((inventory, (detected.project.manifest.clone(), digest)));
    };
    let bytes = load(path)?;
    let (inventory, digest) =
        rayon::join(|| (format.parse)(&bytes, Some(&detected.project.name)), || sha256(&bytes));
    let refused = |error| CliError::in_document(path.display().to_string(), &error);
    let mut inventory = inventory.map_err(refused)?;
    lock::check_current(&inventory, &stated(detected)).map_err(refused)?;
    lock::refine(&mut inventory, &detected.project);
    lock::check_uses(&inventory).map_err(refused)?;
    Ok((inventory, (name(path), digest)))
}

/// The project as its manifest states it: without a version that stands elsewhere, which a lockfile
/// does not follow.
fn stated(detected: &Detected) -> Project {
    let mut project = detected.project.clone();
    if detected.version != Version::From(project.manifest.clone()) {
        project.version = None;
    }
    project
}

/// The first lockfile beside the project that is of a format known and not read.
fn unread_lockfile(detected: &Detected) -> Option<&'static str> {
    let ecosystem = detected.project.ecosystem;
    let mut known =
        lock::UNREAD.iter().filter(|(_, of)| *of == ecosystem && detected.lockfile.is_none());
    known.find(|(name, _)| detected.holds(name)).map(|(name, _)| *name)
}

fn hash(args: &Args, files: &[SubjectFile]) -> Result<Vec<Subject>, WorldError> {
    let algorithms = match args.digests {
        DigestsArg::Both => Algorithms::Both,
        DigestsArg::Sha256 => Algorithms::Sha256,
    };
    subjects::hash(files, algorithms)
}

/// What the command line says of the source tree, checked.
struct Told {
    commit: Option<String>,
    repository: Option<String>,
}

impl Told {
    fn parse(args: &Args) -> Result<Self, CliError> {
        let commit = args.commit_sha.clone();
        if commit.as_ref().is_some_and(|commit| !environment::is_commit(commit)) {
            let message = "`--commit-sha` is not 40 or 64 lowercase hexadecimal digits";
            return Err(CliError::new(&codes::ATTEST_COMMIT, message));
        }
        let address = |text: &String| {
            // What was given may hold a password, and is not shown.
            let message = "`--repository` is not the address of a repository";
            repository::address(text)
                .ok_or_else(|| CliError::new(&codes::ATTEST_REPOSITORY, message))
        };
        Ok(Self { commit, repository: args.repository.as_ref().map(address).transpose()? })
    }
}

/// What is no part of the source tree: the subjects and the folder to be written.
fn ignored<'a>(files: &'a [SubjectFile], target: &'a Path) -> Vec<&'a Path> {
    files.iter().map(|file| file.path.as_path()).chain([target]).collect()
}

/// What git, the environment and the command line say of the source tree, the last one prevailing;
/// and why git said nothing, if it was asked and did not answer.
fn revision(args: &Args, told: &Told, ignored: &[&Path]) -> (Revision, Option<String>) {
    let (revision, unknown) = match git::revision(&args.project_root, ignored) {
        Ok(revision) => (revision, None),
        Err(error) => (Revision::default(), Some(error.to_string())),
    };
    (combined(revision, environment::revision(variable), told), unknown)
}

fn combined(git: Revision, ci: Revision, told: &Told) -> Revision {
    let mut revision = git;
    if let Some(commit) = &told.commit
        && revision.commit.as_ref() != Some(commit)
    {
        // What git saw is about another commit, but the repository is the same.
        let repository = revision.repository.take();
        revision = Revision { commit: Some(commit.clone()), repository, ..Revision::default() };
    }
    if revision.commit.is_none() {
        revision.commit.clone_from(&ci.commit);
    }
    if ci.commit.is_some() && ci.commit == revision.commit {
        // Of the commit that is built, CI may know what a shallow copy without tags, or none, does
        // not.
        revision.reference = ci.reference.or(revision.reference);
        revision.committed_at = revision.committed_at.or(ci.committed_at);
        if revision.tags.is_empty() {
            revision.tags = ci.tags;
        }
    }
    revision.repository = ci.repository.or(revision.repository);
    revision.repository = told.repository.clone().or(revision.repository);
    revision
}

fn builder(args: &Args) -> BuildEnvironment {
    let mut environment = environment::detect(variable);
    if let Some(id) = &args.builder_id {
        environment.builder_id = repository::without_user(id);
    }
    environment
}

/// `--release`, else the tag that names the version, else the only tag, else the version.
fn release_name(args: &Args, project: &Project, revision: &Revision) -> String {
    let version = project.version.as_deref();
    let by_version = revision
        .tags
        .iter()
        .find(|tag| version.is_some_and(|version| tag.strip_prefix('v').unwrap_or(tag) == version));
    let only = match revision.tags.as_slice() {
        [tag] => Some(tag),
        _ => None,
    };
    args.release
        .clone()
        .or_else(|| by_version.or(only).cloned())
        .or_else(|| version.map(str::to_owned))
        .unwrap_or_else(|| "unreleased".to_owned())
}

/// The time of the documents: never the clock, so that the same release gives the same bytes.
fn time(
    epoch: Option<Timestamp>,
    revision: &Revision,
    files: &[SubjectFile],
) -> Result<(Timestamp, &'static str), WorldError> {
    if let Some(epoch) = epoch {
        return Ok((epoch, "source-date-epoch"));
    }
    if let Some(committed_at) = revision.committed_at {
        return Ok((committed_at, "commit"));
    }
    Ok((file::newest(files.iter().map(|file| file.path.as_path()))?, "subjects"))
}

#[cfg(test)]
mod tests;
