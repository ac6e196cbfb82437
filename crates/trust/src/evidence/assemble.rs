//! From facts to the files of an evidence folder.

use std::borrow::Cow;

use keelmark_formats::evidence::index::{IndexProject, IndexSubject, SCHEMA_VERSION, Tool};
use keelmark_formats::evidence::{Artifact, Index, Role, checksums, layout, summary};
use keelmark_formats::hash::sha256;
use keelmark_formats::predicate::slsa_provenance_v1;
use keelmark_formats::sbom::document::{self, CycloneDxVersion, Format, RenderOptions};
use keelmark_formats::sbom::{SbomInput, cyclonedx, spdx};
use keelmark_formats::statement;
use keelmark_formats::time::rfc3339;
use keelmark_model::{
    Bom, BuildEnvironment, Digest, DigestAlgorithm, Inventory, Project, Revision, Scope, Subject,
    Timestamp,
};
use rayon::prelude::*;

use super::Materials;
use super::provenance::provenance;
use crate::bundle::sign_statement;
use crate::hmac::{self, Secret};
use crate::key::PrivateKey;

/// Everything known of a release.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// The project.
    pub project: &'a Project,
    /// Name of the release: a tag or version.
    pub release: &'a str,
    /// Packages the project is made with.
    pub inventory: &'a Inventory,
    /// One for each package of the inventory.
    pub scopes: &'a [Scope],
    /// The artifacts released, hashed, by name.
    pub subjects: &'a [Subject],
    /// What is in each of them, in the same order; or nothing, for a folder without.
    pub contents: &'a [Bom],
    /// The source tree.
    pub revision: &'a Revision,
    /// Who builds.
    pub environment: &'a BuildEnvironment,
    /// SLSA build type.
    pub build_type: &'a str,
    /// Which resolved dependencies the provenance lists.
    pub materials: Materials,
    /// Time of every document.
    pub created: Timestamp,
    /// Where that time is from: `source-date-epoch`, `commit` or `subjects`.
    pub created_from: &'a str,
    /// Name and SHA-256 digest of the lockfile or manifest that the inventory was read from.
    pub lockfile: Option<(&'a str, &'a Digest)>,
    /// Version of keelmark.
    pub tool_version: &'a str,
}

/// Who signs the evidence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signers<'a> {
    /// Signs bundles over SBOMs, provenance and index.
    pub key: Option<&'a PrivateKey>,
    /// Makes HMAC envelopes over provenance and index, under this key identifier.
    pub secret: Option<(&'a Secret, &'a str)>,
}

/// A file of the folder: its name and bytes.
pub type File = (Cow<'static, str>, Vec<u8>);

/// The files of the evidence folder of `release`, by name. The same arguments give the same bytes.
pub fn assemble(release: &Release<'_>, signers: &Signers<'_>) -> Vec<File> {
    let (mut files, others) = rayon::join(
        || cyclonedx_files(release, signers),
        || (spdx_files(release, signers), provenance_files(release, signers)),
    );
    files.extend(others.0);
    files.extend(others.1);
    let contents: Vec<_> = release.subjects.iter().zip(release.contents).collect();
    let contents = contents.into_par_iter();
    let contents = contents.map(|(subject, bom)| subject_files(release, signers, subject, bom));
    files.extend(contents.collect::<Vec<_>>().into_iter().flatten());
    files.push(file(SUBJECT_CHECKSUMS, subject_checksums(release.subjects)));
    files.sort_by(|a, b| a.name.cmp(&b.name));

    let index = index(release, signers, &files);
    let mut digests: Vec<_> = files.iter().map(|file| (file.path.clone(), file.digest)).collect();
    digests.extend(index.iter().map(|(name, bytes)| (name.clone(), sha256(bytes))));
    let mut files: Vec<File> = files.into_iter().map(|file| (file.path, file.bytes)).collect();
    files.extend(index);
    let list = checksums::render(digests.iter().map(|(name, digest)| (&**name, digest)));
    files.push((layout::CHECKSUMS.into(), list));
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

/// A file of the folder with its entry in the index.
struct Entry {
    name: Cow<'static, str>,
    path: Cow<'static, str>,
    role: Role,
    bytes: Vec<u8>,
    digest: Digest,
}

const CYCLONEDX: Format = Format::CycloneDxJson(CycloneDxVersion::V1_6);

type Label = (&'static str, &'static str, Role);

const SUBJECT_CHECKSUMS: Label = ("subject_checksums", layout::SUBJECT_CHECKSUMS, Role::Checksums);

fn file((name, path, role): Label, bytes: Vec<u8>) -> Entry {
    let digest = sha256(&bytes);
    Entry { name: name.into(), path: path.into(), role, bytes, digest }
}

fn cyclonedx_files(release: &Release<'_>, signers: &Signers<'_>) -> Vec<Entry> {
    let bytes = cyclonedx::render(&sbom_input(release));
    let bundle = ("sbom_cyclonedx_signature", layout::CYCLONEDX_BUNDLE, Role::Signature);
    let signature = signed(release, signers, cyclonedx::PREDICATE_TYPE, &bytes);
    let document = file(("sbom_cyclonedx", layout::CYCLONEDX, Role::Sbom), bytes);
    std::iter::once(document).chain(signature.map(|bytes| file(bundle, bytes))).collect()
}

fn spdx_files(release: &Release<'_>, signers: &Signers<'_>) -> Vec<Entry> {
    let bytes = spdx::render(&sbom_input(release));
    let bundle = ("sbom_spdx_signature", layout::SPDX_BUNDLE, Role::Signature);
    let signature = signed(release, signers, spdx::PREDICATE_TYPE, &bytes);
    let document = file(("sbom_spdx", layout::SPDX, Role::Sbom), bytes);
    std::iter::once(document).chain(signature.map(|bytes| file(bundle, bytes))).collect()
}

/// What is in one subject, in both formats, and what signs that it is in this one.
fn subject_files(
    release: &Release<'_>,
    signers: &Signers<'_>,
    subject: &Subject,
    bom: &Bom,
) -> Vec<Entry> {
    let names = layout::SubjectFiles::of(&subject.name);
    let documents = [
        ("sbom_cyclonedx", names.cyclonedx, names.cyclonedx_bundle, CYCLONEDX),
        ("sbom_spdx", names.spdx, names.spdx_bundle, Format::SpdxJson),
    ];
    let about = std::slice::from_ref(subject);
    let mut files = Vec::new();
    for (name, path, bundle, format) in documents {
        let predicate_type = match format {
            Format::CycloneDxJson(_) => cyclonedx::PREDICATE_TYPE,
            _ => spdx::PREDICATE_TYPE,
        };
        let (created, tool_version) = (release.created, release.tool_version);
        let bytes = document::render(bom, &RenderOptions { format, created, tool_version });
        let entry = |name: String, path: String, role, bytes: Vec<u8>| {
            let digest = sha256(&bytes);
            Entry { name: name.into(), path: path.into(), role, bytes, digest }
        };
        if let Some(key) = signers.key {
            let signature = sign_statement(statement::wrap(about, predicate_type, &bytes), key);
            let name = format!("{name}_signature:{}", subject.name);
            files.push(entry(name, bundle, Role::Signature, signature.render()));
        }
        files.push(entry(format!("{name}:{}", subject.name), path, Role::Sbom, bytes));
    }
    files
}

fn provenance_files(release: &Release<'_>, signers: &Signers<'_>) -> Vec<Entry> {
    let predicate = provenance(release).render();
    let predicate_type = slsa_provenance_v1::PREDICATE_TYPE;
    let statement = statement::wrap(release.subjects, predicate_type, &predicate);
    let mut files = Vec::new();
    if let Some(key) = signers.key {
        let bundle = sign_statement(statement.clone(), key).render();
        files.push(file(
            ("provenance_signature", layout::PROVENANCE_BUNDLE, Role::Signature),
            bundle,
        ));
    }
    if let Some((secret, key_id)) = signers.secret {
        let envelope = hmac::sign(secret, key_id, layout::PROVENANCE, &statement).render();
        files.push(file(("signature", layout::PROVENANCE_HMAC, Role::Signature), envelope));
    }
    files.push(file(("provenance", layout::PROVENANCE, Role::Provenance), statement));
    files
}

fn sbom_input<'a>(release: &Release<'a>) -> SbomInput<'a> {
    SbomInput {
        inventory: release.inventory,
        scopes: release.scopes,
        project: release.project,
        subjects: release.subjects,
        created: release.created,
        tool_version: release.tool_version,
        lockfile: release.lockfile,
    }
}

/// The bundle over a statement that `predicate` holds of the subjects, when there is a key.
fn signed(
    release: &Release<'_>,
    signers: &Signers<'_>,
    predicate_type: &str,
    predicate: &[u8],
) -> Option<Vec<u8>> {
    let key = signers.key?;
    let statement = statement::wrap(release.subjects, predicate_type, predicate);
    Some(sign_statement(statement, key).render())
}

fn subject_checksums(subjects: &[Subject]) -> Vec<u8> {
    checksums::render(subjects.iter().filter_map(|subject| {
        Some((subject.name.as_str(), subject.digest(DigestAlgorithm::Sha256)?))
    }))
}

/// The index, its summary and its signatures.
fn index(release: &Release<'_>, signers: &Signers<'_>, files: &[Entry]) -> Vec<File> {
    let mut index = Index {
        artifacts: files.iter().map(artifact).collect(),
        blockers: Vec::new(),
        bundle_path: layout::INDEX.to_owned(),
        created: Some(rfc3339(release.created)),
        hmac_key_id: signers.secret.map(|(_, key_id)| key_id.to_owned()),
        index_hmac_path: signers.secret.map(|_| layout::INDEX_HMAC.to_owned()),
        index_signature_path: signers.key.map(|_| layout::INDEX_BUNDLE.to_owned()),
        markdown_path: layout::SUMMARY.to_owned(),
        output_dir: ".".to_owned(),
        passed: true,
        project: Some(project(release)),
        provenance_path: layout::PROVENANCE.to_owned(),
        release: release.release.to_owned(),
        sbom_cyclonedx_path: layout::CYCLONEDX.to_owned(),
        sbom_spdx_path: layout::SPDX.to_owned(),
        schema_version: Some(SCHEMA_VERSION),
        signature_path: signers.secret.map(|_| layout::PROVENANCE_HMAC.to_owned()),
        subjects: Some(release.subjects.iter().map(IndexSubject::of).collect()),
        tool: Some(Tool { name: "keelmark".to_owned(), version: release.tool_version.to_owned() }),
    };
    let summary = summary::render(&index, &summary_facts(release));
    let entry = file(("summary", layout::SUMMARY, Role::Summary), summary);
    index.artifacts.push(artifact(&entry));
    let bytes = index.render();

    let mut files: Vec<File> = vec![(layout::SUMMARY.into(), entry.bytes)];
    if let Some(bundle) = signed(release, signers, layout::INDEX_PREDICATE_TYPE, &bytes) {
        files.push((layout::INDEX_BUNDLE.into(), bundle));
    }
    if let Some((secret, key_id)) = signers.secret {
        let envelope = hmac::sign(secret, key_id, layout::INDEX, &bytes).render();
        files.push((layout::INDEX_HMAC.into(), envelope));
    }
    files.push((layout::INDEX.into(), bytes));
    files
}

fn artifact(file: &Entry) -> Artifact {
    Artifact {
        name: file.name.clone().into_owned(),
        path: file.path.clone().into_owned(),
        role: Some(file.role),
        sha256: file.digest.hex(),
        size: Some(file.bytes.len() as u64),
    }
}

fn project(release: &Release<'_>) -> IndexProject {
    IndexProject {
        ecosystem: release.project.ecosystem.name().to_owned(),
        name: release.project.name.clone(),
        purl: release.inventory.package(release.inventory.root).purl.to_string(),
        version: release.project.version.clone(),
    }
}

fn summary_facts(release: &Release<'_>) -> summary::Facts {
    let unknown = || "unknown".to_owned();
    let revision = release.revision;
    let tree = match revision.dirty {
        Some(true) => "dirty: differs from the commit",
        Some(false) => "clean",
        None => "unknown",
    };
    let version = release.project.version.clone().unwrap_or_else(unknown);
    summary::Facts {
        lines: vec![
            ("Project", format!("{} {version}", release.project.name)),
            ("Repository", revision.repository.clone().unwrap_or_else(unknown)),
            ("Commit", revision.commit.clone().unwrap_or_else(unknown)),
            ("Source tree", tree.to_owned()),
            ("Builder", release.environment.builder_id.clone()),
            ("Packages beside the project", (release.inventory.packages.len() - 1).to_string()),
            ("Created", rfc3339(release.created)),
        ],
    }
}
