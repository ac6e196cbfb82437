//! What is compared: two commits of a repository, or two targets.

use std::path::Path;

use keelmark_formats::extract::{self, is_fixture};
use keelmark_model::bom::State;
use keelmark_model::{Bom, Fact};
use keelmark_world::git::commit::{Commit, short};
use keelmark_world::scan::{Exclude, Options, Target, cache_folder};

use crate::cmd::check::attesting::LookedAt;
use crate::cmd::check::bill::{lockfiles, look_at, looked_at};
use crate::cmd::check::settings::Origin;
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
    /// The commits themselves, where it is two of them.
    pub(super) commits: Option<Commits>,
    /// What is after the change, by its digests.
    pub(super) at: LookedAt,
}

/// Two commits that are compared.
pub(super) struct Commits {
    /// The one that the change is made to, as it is now.
    pub(super) onto: Commit,
    /// The one that the head is compared with.
    pub(super) base: Commit,
    /// The one with the change.
    pub(super) head: Commit,
}

impl Sides {
    /// Where the project's choice is looked for.
    pub(super) fn origin(&self) -> Origin<'_> {
        match &self.commits {
            Some(Commits { onto, .. }) => Origin::Commit { commit: onto, folder: &self.target },
            None => Origin::Target(&self.target),
        }
    }
}

impl Compared {
    /// What is after the change, as typed.
    pub(super) fn shown(&self) -> &str {
        self.targets.last().map_or(".", String::as_str)
    }

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
        let parted = if base_commit.id == start.id { "" } else { ", where the head parted" };
        let facts = vec![
            Fact { name: "base", value: format!("{base} ({}{parted})", short(&base_commit.id)) },
            Fact { name: "head", value: format!("{named} ({})", short(&head.id)) },
        ];
        let locks = lockfiles(&after.0, &after.1).into_iter().map(str::to_owned).collect();
        let at = LookedAt::Commit(head.clone(), locks);
        let commits = Some(Commits { onto: start, base: base_commit, head });
        Ok(Sides { target: folder.to_owned(), before, after, facts, commits, at })
    }

    fn of_targets(&self, before: &str, after: &str) -> Result<Sides, CliError> {
        let options = self.options()?;
        let read = |target: &Target| -> Result<_, CliError> {
            Ok(self.counted(look_at(target, &options, self.state.is_empty())?))
        };
        let facts = vec![Fact { name: "base", value: before.to_owned() }];
        let (shown, earlier) = (after.to_owned(), read(&Target::parse(before)?)?);
        let target = Target::parse(after)?;
        let later = read(&target)?;
        let at = looked_at(&target, &later.0, &later.1);
        Ok(Sides { target: shown, before: earlier, after: later, facts, commits: None, at })
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
