//! What is compared: two commits of a repository, or two targets.

use std::path::Path;

use keelmark_formats::extract::{self, is_fixture};
use keelmark_model::bom::State;
use keelmark_model::{Bom, Fact};
use keelmark_world::git::commit::{Commit, short};
use keelmark_world::scan::{Exclude, Options, Target, cache_folder};

use crate::cmd::sbom;
use crate::codes::REVIEW_SIDES;
use crate::error::CliError;

/// What is compared.
#[derive(Debug, clap::Args)]
pub(super) struct Compared {
    /// With `--base` a folder in the repository; without it two targets, before and after: folders, bills of
    /// materials, packages, images [default: .]
    #[arg(value_name = "TARGET", num_args = 0..=2)]
    targets: Vec<String>,

    /// The commit, branch or tag that the change is made to
    ///
    /// Compared is the commit at which the head parted from it, as in a pull request: what others have done to a
    /// branch since is no part of the change.
    #[arg(long, value_name = "REF")]
    base: Option<String>,

    /// The commit with the change [default: HEAD]
    #[arg(long, value_name = "REF", requires = "base")]
    head: Option<String>,

    /// Compare with the base itself, wherever the head parted from it
    #[arg(long, requires = "base")]
    direct: bool,

    /// In which states packages count: installed, locked, declared, bundled, fixture, or all
    /// [default: installed,locked,declared]
    #[arg(long, value_name = "STATE,…", value_delimiter = ',')]
    state: Vec<sbom::StateArg>,

    /// What to pass over, as a glob; repeated: several
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
}

/// Both sides, as they were read.
pub(super) struct Sides {
    /// What is after the change, as typed.
    pub(super) target: String,
    pub(super) before: (Bom, Vec<State>),
    pub(super) after: (Bom, Vec<State>),
    /// Which commits were compared.
    pub(super) facts: Vec<Fact>,
}

impl Compared {
    /// Reads both.
    pub(super) fn read(&self) -> Result<Sides, CliError> {
        match (&self.base, self.targets.as_slice()) {
            (Some(base), []) => self.of_commits(".", base),
            (Some(base), [folder]) => self.of_commits(folder, base),
            (None, [before, after]) => self.of_targets(before, after),
            _ => {
                let message = "there is nothing to compare with: --base REF, or two targets";
                Err(CliError::new(&REVIEW_SIDES, message))
            }
        }
    }

    fn of_commits(&self, folder: &str, base: &str) -> Result<Sides, CliError> {
        let root = Path::new(folder);
        let named = self.head.as_deref().unwrap_or("HEAD");
        let (start, head) = (Commit::find(root, base)?, Commit::find(root, named)?);
        let base_commit = if self.direct { start.clone() } else { start.parting(&head)? };
        let options = self.options()?;
        let before = self.counted(sbom::survey_commit(&base_commit, &options)?);
        let after = self.counted(sbom::survey_commit(&head, &options)?);
        let parted = if base_commit == start { "" } else { ", where the head parted" };
        let facts = vec![
            Fact { name: "base", value: format!("{base} ({}{parted})", short(&base_commit.id)) },
            Fact { name: "head", value: format!("{named} ({})", short(&head.id)) },
        ];
        Ok(Sides { target: folder.to_owned(), before, after, facts })
    }

    fn of_targets(&self, before: &str, after: &str) -> Result<Sides, CliError> {
        let options = self.options()?;
        let read = |text: &str| -> Result<_, CliError> {
            Ok(self.counted(sbom::survey(&Target::parse(text)?, &options)?))
        };
        let facts = vec![Fact { name: "base", value: before.to_owned() }];
        let (target, sides) = (after.to_owned(), (read(before)?, read(after)?));
        Ok(Sides { target, before: sides.0, after: sides.1, facts })
    }

    fn options(&self) -> Result<Options, CliError> {
        Ok(Options {
            exclude: Exclude::parse(&self.exclude)?,
            cache: cache_folder(&crate::environment),
            ..Options::local(extract::ALL)
        })
    }

    /// What manifests ask for counts as well, since a change may begin there. Test data that cannot be read hides
    /// nothing, unless test data counts.
    fn counted(&self, mut bom: Bom) -> (Bom, Vec<State>) {
        let mut states = sbom::wanted_states(&self.state, bom.context);
        if self.state.is_empty() && !states.contains(&State::Declared) {
            states.push(State::Declared);
        }
        if !states.contains(&State::Fixture) {
            bom.gaps.retain(|gap| !is_fixture(&gap.path));
        }
        (bom, states)
    }
}
