//! What is in each artifact of a release, from its own bytes.

use keelmark_formats::extract;
use keelmark_model::bom::{Component, ComponentId, ComponentKind, Context, Gap, State};
use keelmark_model::{Bom, LockedFile, LockedFileKind, Subject};
use keelmark_world::codes as world_codes;
use keelmark_world::scan::{Options, Target};
use keelmark_world::subjects::SubjectFile;

use crate::cmd::sbom::{states, survey};
use crate::error::CliError;

/// The bill of each of `files`, which are `subjects` in the same order.
pub(super) fn contents(files: &[SubjectFile], subjects: &[Subject]) -> Result<Vec<Bom>, CliError> {
    let options = Options::local(extract::ALL);
    files.iter().zip(subjects).map(|(file, subject)| content(file, subject, &options)).collect()
}

fn content(file: &SubjectFile, subject: &Subject, options: &Options) -> Result<Bom, CliError> {
    let target = Target::of_file(&file.path)?;
    let mut bom = match survey(&target, options) {
        Ok(bom) => bom,
        Err(error) if error.code == &world_codes::SCAN_TARGET => unread(subject),
        Err(error) => return Err(error),
    };
    if !matches!(target, Target::File(_))
        && let Some(root) = bom.components.get_mut(bom.root.0 as usize)
    {
        // The digest of an image is that of its manifest, and what is released is this file.
        root.files.push(LockedFile {
            kind: LockedFileKind::Built,
            name: subject.name.clone(),
            url: None,
            size: subject.size,
            digests: subject.digests.clone(),
        });
    }
    let states = states(bom.context);
    Ok(bom.retain(|_, component| states.contains(&component.state)))
}

/// The bill of a file that nothing reads: it, and that nobody knows what is in it.
fn unread(subject: &Subject) -> Bom {
    let mut root = Component::new(ComponentKind::File, &subject.name, State::Installed);
    root.digests.clone_from(&subject.digests);
    root.digests.sort_unstable();
    Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: Some(Context::Build),
        root: ComponentId(0),
        components: vec![root],
        dependencies: Vec::new(),
        gaps: vec![Gap {
            code: &world_codes::SCAN_TARGET,
            path: subject.name.clone(),
            message: "is of no kind that is read".to_owned(),
            line: None,
        }],
    }
}
