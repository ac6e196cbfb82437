//! `keelmark sbom generate --split`: documents of each subject by itself, named after what it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keelmark_formats::hash::sha256;
use keelmark_formats::sbom::document::{CycloneDxVersion, Format as Document};
use keelmark_model::Bom;
use keelmark_model::bom::{Context, State};
use keelmark_world::project::{self, Wanted};
use keelmark_world::scan::Target;
use keelmark_world::subjects;
use keelmark_world::{codes as world_codes, file, folder};

use super::generate::{self, Args, Generated};
use super::survey::survey;
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, sbom};

const CYCLONEDX: Document = Document::CycloneDxJson(CycloneDxVersion::V1_6);

/// What a subject is, which names its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Source,
    Environment,
    Image,
    Wheel,
    Sdist,
    Crate,
    Npm,
    Deb,
    Rpm,
    Apk,
    Jar,
    Binary,
}

/// Ends of names of files, and what such a file is. An archive of sources is one of Python's here: of
/// the others only Python calls it a distribution.
const ENDS: [(&str, Kind); 11] = [
    (".whl", Kind::Wheel),
    (".tar.gz", Kind::Sdist),
    (".zip", Kind::Sdist),
    (".crate", Kind::Crate),
    (".tgz", Kind::Npm),
    (".deb", Kind::Deb),
    (".rpm", Kind::Rpm),
    (".apk", Kind::Apk),
    (".jar", Kind::Jar),
    (".war", Kind::Jar),
    (".ear", Kind::Jar),
];

impl Kind {
    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Environment => "environment",
            Self::Image => "image",
            Self::Wheel => "wheel",
            Self::Sdist => "sdist",
            Self::Crate => "crate",
            Self::Npm => "npm",
            Self::Deb => "deb",
            Self::Rpm => "rpm",
            Self::Apk => "apk",
            Self::Jar => "jar",
            Self::Binary => "binary",
        }
    }

    fn of(target: &Target, bom: &Bom) -> Self {
        match target {
            Target::Layout(..) | Target::Archive(..) | Target::Saved(..) | Target::Registry(..) => {
                Self::Image
            }
            Target::File(_) | Target::Folder(_) if bom.context == Some(Context::Source) => {
                Self::Source
            }
            Target::Folder(_) => Self::Environment,
            Target::File(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let end = ENDS.iter().find(|(end, _)| name.ends_with(end));
                end.map_or(Self::Binary, |(_, kind)| *kind)
            }
        }
    }

    /// The documents of a subject of the kind, without their folder; `mark` tells it from others.
    fn documents(self, mark: &str) -> Vec<(String, Document)> {
        match self {
            Self::Image => vec![(format!("image-sbom{mark}.cdx.json"), CYCLONEDX)],
            kind => vec![
                (format!("sbom-{}{mark}.cyclonedx.json", kind.name()), CYCLONEDX),
                (format!("sbom-{}{mark}.spdx.json", kind.name()), Document::SpdxJson),
            ],
        }
    }
}

/// A subject that was looked at.
struct Subject {
    /// As it was typed, or as it was found.
    target: String,
    kind: Kind,
    bom: Bom,
    states: Vec<State>,
    files: Vec<String>,
}

impl Subject {
    fn generated(&self) -> Generated<'_> {
        let files = self.files.clone();
        Generated { target: &self.target, bom: &self.bom, states: &self.states, files }
    }
}

pub(super) fn run(args: &Args, into: &Path, output: &Output) -> Result<Exit, CliError> {
    folder::ensure(into)?;
    let mut subjects = Vec::new();
    for target in targets(&args.targets)? {
        subjects.push(subject(target, args, into)?);
    }
    let marks = marks(&subjects);
    for (subject, mark) in subjects.iter_mut().zip(&marks) {
        subject.files = write(subject, into, mark)?;
    }
    let answers: Vec<(Kind, Generated<'_>)> =
        subjects.iter().map(|subject| (subject.kind, subject.generated())).collect();
    match args.format {
        Format::Json => output.bytes(&json::v1::render(&json::sbom::Split::from(&*answers))),
        Format::Text => {
            answers.iter().for_each(|(_, generated)| output.text(&sbom::summary(generated)));
        }
    }
    for subject in &subjects {
        sbom::warn(&subject.bom.gaps, output);
    }
    let is_complete = subjects.iter().all(|subject| subject.bom.is_complete());
    Ok(if args.strict && !is_complete { Exit::Undecided } else { Exit::Holds })
}

/// The targets named; with a project alone, what its build has left besides.
fn targets(named: &[String]) -> Result<Vec<String>, CliError> {
    let mut targets = named.to_vec();
    if let [only] = named
        && let Target::Folder(folder) = Target::parse(only)?
    {
        let built = built(&folder)?;
        targets.extend(built.iter().map(|path| path.display().to_string()));
    }
    Ok(targets)
}

fn built(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let target = crate::environment("CARGO_TARGET_DIR").map(PathBuf::from);
    let wanted = Wanted { target: target.as_deref(), ..Wanted::default() };
    let detected = match project::detect(folder, &wanted) {
        Err(error) if error.code() == &world_codes::PROJECT_NONE => return Ok(Vec::new()),
        detected => detected?,
    };
    match subjects::discover(&detected, target.as_deref()) {
        Ok(found) => Ok(found.files.into_iter().map(|file| file.path).collect()),
        Err(error) if error.code() == &world_codes::SUBJECTS_EMPTY => Ok(Vec::new()),
        Err(error) if error.code() == &world_codes::SUBJECTS_AMBIGUOUS => {
            let message =
                "there are distributions of several versions: name those meant as targets";
            Err(CliError::new(&codes::SBOM_SPLIT, message).with_path(folder.display().to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

fn subject(target: String, args: &Args, into: &Path) -> Result<Subject, CliError> {
    let parsed = Target::parse(&target)?;
    let written = match &parsed {
        Target::Folder(folder) => inside(folder, into),
        _ => None,
    };
    let bom = survey(&parsed, &generate::options(args, written)?)?.sorted();
    let kind = Kind::of(&parsed, &bom);
    let states = args.states(bom.context);
    Ok(Subject { target, kind, bom, states, files: Vec::new() })
}

/// The folder `into` as a glob of `folder`, if it lies in it: what was written there before is no part of
/// the sources.
fn inside(folder: &Path, into: &Path) -> Option<String> {
    let (folder, into) = (folder.canonicalize().ok()?, into.canonicalize().ok()?);
    let inner = into.strip_prefix(folder).ok()?.to_str().filter(|inner| !inner.is_empty())?;
    let plain = |c: char| match c {
        '*' | '?' | '[' | ']' | '{' | '}' | '!' | '\\' => format!("[{c}]"),
        c => c.to_string(),
    };
    Some(format!("{}/**", inner.chars().map(plain).collect::<String>()))
}

/// What tells each subject from others of its kind in the names of its documents: nothing where it is
/// the only one, else the name of its file, and a number where that does not tell them apart.
fn marks(subjects: &[Subject]) -> Vec<String> {
    let mut of_kind: BTreeMap<Kind, usize> = BTreeMap::new();
    for subject in subjects {
        *of_kind.entry(subject.kind).or_default() += 1;
    }
    let mut used: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    let mark = |subject: &Subject| {
        if of_kind.get(&subject.kind) == Some(&1) {
            return String::new();
        }
        let name = subject.target.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let keeps = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        let name: String = name.chars().map(|c| if keeps(c) { c } else { '-' }).collect();
        let number = used.entry((subject.kind, name.clone())).or_default();
        *number += 1;
        match *number {
            1 => format!("-{name}"),
            number => format!("-{name}-{number}"),
        }
    };
    subjects.iter().map(mark).collect()
}

/// Writes the documents of `subject`, an image's with its checksum, and gives their paths.
fn write(subject: &Subject, into: &Path, mark: &str) -> Result<Vec<String>, CliError> {
    let kept = subject.bom.clone().retain(|_, one| subject.states.contains(&one.state));
    let mut files = Vec::new();
    for (name, format) in subject.kind.documents(mark) {
        let bytes = generate::document(format, &kept);
        let checksum = (subject.kind == Kind::Image)
            .then(|| (format!("{name}.sha256"), format!("{}  {name}\n", sha256(&bytes).hex())));
        let checksum = checksum.map(|(name, text)| (name, text.into_bytes()));
        for (name, bytes) in [(name, bytes)].into_iter().chain(checksum) {
            let path = into.join(name);
            file::replace(&path, &bytes)?;
            files.push(path.display().to_string());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{Component, ComponentKind};

    use super::{Bom, Context, Kind, State, Subject, Target, marks};

    fn bom(context: Context) -> Bom {
        Bom {
            created: None,
            authors: Vec::new(),
            tools: Vec::new(),
            context: Some(context),
            root: keelmark_model::bom::ComponentId(0),
            components: vec![Component::new(ComponentKind::File, "x", State::Installed)],
            dependencies: Vec::new(),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn subjects_go_by_what_they_are() {
        use Context::{Build, Installed, Source};
        for (target, context, kind) in [
            (Target::Folder(".".into()), Source, "source"),
            (Target::Folder(".venv".into()), Installed, "environment"),
            (Target::File("uv.lock".into()), Source, "source"),
            (Target::File("dist/a-1-py3-none-any.whl".into()), Build, "wheel"),
            (Target::File("dist/a-1.tar.gz".into()), Build, "sdist"),
            (Target::File("a-1.crate".into()), Build, "crate"),
            (Target::File("a-1.tgz".into()), Build, "npm"),
            (Target::File("a_1_amd64.deb".into()), Build, "deb"),
            (Target::File("app.war".into()), Build, "jar"),
            (Target::File("target/release/app".into()), Installed, "binary"),
            (Target::Layout("oci".into(), None), Installed, "image"),
        ] {
            assert_eq!(Kind::of(&target, &bom(context)).name(), kind, "{target:?}");
        }
    }

    #[test]
    fn several_of_a_kind_are_told_apart() {
        let subject = |kind, target: &str| Subject {
            target: target.to_owned(),
            kind,
            bom: bom(Context::Build),
            states: Vec::new(),
            files: Vec::new(),
        };
        let subjects = [
            subject(Kind::Source, "."),
            subject(Kind::Wheel, "dist/a-1-py3.whl"),
            subject(Kind::Wheel, "dist/a-1-cp311.whl"),
            subject(Kind::Wheel, "old/a-1-cp311.whl"),
            subject(Kind::Image, "oci:a b:1"),
            subject(Kind::Image, "oci:b/"),
        ];
        let wanted =
            ["", "-a-1-py3.whl", "-a-1-cp311.whl", "-a-1-cp311.whl-2", "-oci-a-b-1", "-oci-b"];
        assert_eq!(marks(&subjects), wanted);
        let names: Vec<String> =
            Kind::Image.documents("-x").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["image-sbom-x.cdx.json"]);
    }
}
