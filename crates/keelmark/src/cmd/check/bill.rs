//! What a gate looks at, where that is everything in a target.

use std::collections::BTreeSet;
use std::path::Path;

use keelmark_formats::extract::{self, is_fixture};
use keelmark_model::bom::{Component, Evidence, State};
use keelmark_model::{Bom, Subject};
use keelmark_world::scan::{Exclude, Options, Target, cache_folder};

use super::attesting::LookedAt;
use crate::cmd::sbom;
use crate::error::CliError;

/// Options of every gate that looks at a target.
#[derive(Debug, clap::Args)]
pub(super) struct Looking {
    /// A folder, a lockfile, an environment, a package, an image or a bill of materials
    #[arg(value_name = "TARGET", default_value = ".")]
    pub(super) target: String,

    /// In which states packages count: installed, locked, declared, bundled, fixture, or all
    /// [default: installed,locked; of a package also declared, which is what it needs]
    #[arg(long, value_name = "STATE,…", value_delimiter = ',')]
    state: Vec<sbom::StateArg>,

    /// What to pass over in the target, as a glob; repeated: several
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
}

/// What was seen.
pub(super) struct Looked {
    pub(super) bom: Bom,
    /// The states that count.
    pub(super) states: Vec<State>,
    pub(super) at: LookedAt,
}

impl Looking {
    /// Looks at the target. Test data that cannot be read hides nothing, unless test data counts.
    pub(super) fn look(&self) -> Result<Looked, CliError> {
        let options = Options {
            exclude: Exclude::parse(&self.exclude)?,
            cache: cache_folder(&crate::environment),
            ..Options::local(extract::ALL)
        };
        let target = Target::parse(&self.target)?;
        let mut bom = look_at(&target, &options, self.state.is_empty())?;
        let states = sbom::wanted_states(&self.state, bom.context);
        if !states.contains(&State::Fixture) {
            bom.gaps.retain(|gap| !is_fixture(&gap.path));
        }
        let at = looked_at(&target, &bom, &states);
        Ok(Looked { bom, states, at })
    }
}

/// Everything in a target. Where no states were asked for (`is_usual`), all that a bill of materials of another tool
/// lists is in what it is of: it nests its components to say what needs what, or where they lie, and of one without a
/// version it does not say that it is only asked for.
pub(super) fn look_at(target: &Target, options: &Options, is_usual: bool) -> Result<Bom, CliError> {
    let Some(mut bom) = sbom::document(target)? else { return sbom::scanned(target, options) };
    if is_usual && !bom.tools.iter().any(|tool| tool.name == OWN_NAME) {
        for component in &mut bom.components {
            if matches!(component.state, State::Bundled | State::Declared) {
                component.state = State::Installed;
            }
        }
    }
    Ok(bom)
}

/// What keelmark calls itself in its documents, which tell the state of each component.
const OWN_NAME: &str = "keelmark";

/// What a target is by its digests: a file itself, an image by its manifest, a folder by its lockfiles.
pub(super) fn looked_at(target: &Target, bom: &Bom, states: &[State]) -> LookedAt {
    let file = |path: &Path| LookedAt::Files([path.to_owned()].into());
    match target {
        Target::File(path) => file(path),
        Target::Folder(root) => {
            let root = root.strip_prefix(".").unwrap_or(root);
            let locks = lockfiles(bom, states).into_iter();
            LookedAt::Files(locks.map(|path| root.join(path)).collect())
        }
        Target::Saved(path, _) if bom.component(bom.root).digests.is_empty() => file(path),
        Target::Saved(..) | Target::Archive(..) | Target::Layout(..) | Target::Registry(_) => {
            let Component { name, digests, .. } = bom.component(bom.root);
            let subject = Subject { name: name.clone(), size: None, digests: digests.clone() };
            LookedAt::Subjects(Vec::from_iter(
                Some(subject).filter(|subject| !subject.digests.is_empty()),
            ))
        }
    }
}

/// The lockfiles of packages that count, by their paths within the target.
pub(super) fn lockfiles<'a>(bom: &'a Bom, states: &[State]) -> BTreeSet<&'a str> {
    let counted = bom.components.iter().filter(|it| states.contains(&it.state));
    let found = counted.flat_map(|it| &it.found);
    let locks = found.filter(|it| it.evidence == Evidence::Lockfile && !it.path.contains("!/"));
    locks.map(|it| it.path.as_str()).collect()
}
