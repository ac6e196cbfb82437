//! What of a change is a reason to look, or to stop.

use std::collections::BTreeSet;

use keelmark_formats::settings::review::{Review, Suspicion};
use keelmark_model::{ChangeKind, Code, Ecosystem, Finding, Source, Weight};

use super::Asked;
use super::compare::{Compared, Other};
use super::names::{Known, Like};
use super::package::Packages;
use crate::codes::{
    REVIEW_DOWNGRADED, REVIEW_FILE_ADDED, REVIEW_INSTALL_SCRIPT, REVIEW_LICENSE_CHANGED,
    REVIEW_MOVED, REVIEW_POLICY_CHANGED, REVIEW_PRIVATE_NAME, REVIEW_REPLACED, REVIEW_SIMILAR_NAME,
    REVIEW_UNPINNED,
};
use crate::lock::Allowed;

/// Every finding about what differs.
pub(super) fn suspicions(
    asked: Asked<'_>,
    before: &Packages<'_>,
    compared: &[Compared<'_>],
) -> Vec<Finding> {
    let new = compared.iter().filter(|one| one.is_new_name && one.after.is_some());
    let ecosystems: BTreeSet<&str> = new.map(|one| one.key.ty.as_str()).collect();
    let known = Known::of(before.keys(), &asked.review.known, &ecosystems);
    let looking = Looking { asked, known };
    compared.iter().flat_map(|one| looking.at(one)).collect()
}

/// That the change alters the file at `path`, in which stands what it would be judged by, and which was there before,
/// or is afterwards.
pub fn policy_changed(review: &Review, path: &str, was_there: bool, is_there: bool) -> Finding {
    let what = match (was_there, is_there) {
        (false, _) => "brings in",
        (true, false) => "removes",
        (true, true) => "alters",
    };
    let message =
        format!("the change {what} `{path}`, and is judged by what stood there before it");
    let finding =
        Finding::new(&REVIEW_POLICY_CHANGED, weight(review, Suspicion::PolicyChanged), message);
    let finding = if is_there { finding.at(path, None) } else { finding };
    finding.known_by([path]).with("suspicion", Suspicion::PolicyChanged.name())
}

struct Looking<'a> {
    asked: Asked<'a>,
    known: Known,
}

impl Looking<'_> {
    fn at(&self, one: &Compared<'_>) -> Vec<Finding> {
        let mut findings = replaced(one);
        findings.extend(loosened(one));
        findings.extend(widened(one));
        findings.extend(self.added(one));
        findings.extend(self.moved(one));
        findings.extend(self.downgraded(one));
        findings.extend(self.runs(one));
        findings.extend(self.license(one));
        findings.extend(self.private(one));
        findings.extend(self.similar(one));
        findings
    }

    /// A finding that stops the change only where the project says so.
    fn finding(
        &self,
        one: &Compared<'_>,
        suspicion: Suspicion,
        code: &'static Code,
        message: String,
    ) -> Finding {
        let weight = weight(self.asked.review, suspicion);
        about(one, code, weight, message).with("suspicion", suspicion.name())
    }

    fn moved(&self, one: &Compared<'_>) -> Option<Finding> {
        let Other { before, after } = one.moved()?;
        let message = format!("{} comes from {after} now, and came from {before}", shown(one));
        let finding = self.finding(one, Suspicion::Moved, &REVIEW_MOVED, message);
        Some(known_by(finding, one, &[&before, &after]).with("before", before).with("after", after))
    }

    fn added(&self, one: &Compared<'_>) -> Vec<Finding> {
        let finding = |file: String| {
            let message = format!(
                "{} has the file `{file}` under a version that was there without it",
                shown(one)
            );
            let code = &REVIEW_FILE_ADDED;
            let finding = self.finding(one, Suspicion::FileAdded, code, message);
            known_by(finding, one, &[&file]).with("file", file)
        };
        one.added_files().into_iter().map(finding).collect()
    }

    fn downgraded(&self, one: &Compared<'_>) -> Option<Finding> {
        if one.kind != ChangeKind::Downgraded {
            return None;
        }
        let before = one.before?.version?;
        let message = format!("{} takes the place of the later {before}", shown(one));
        let finding = self.finding(one, Suspicion::Downgraded, &REVIEW_DOWNGRADED, message);
        Some(known_by(finding, one, &[before]).with("before", before))
    }

    fn runs(&self, one: &Compared<'_>) -> Option<Finding> {
        let runs = one.runs()?;
        let since = match one.before.and_then(|it| it.version) {
            Some(before) => format!(", which {before} did not"),
            None => String::new(),
        };
        let message = format!("installing {} runs {runs}{since}", shown(one));
        let code = &REVIEW_INSTALL_SCRIPT;
        let finding = self.finding(one, Suspicion::InstallScript, code, message);
        Some(known_by(finding, one, &[runs]).with("runs", runs))
    }

    fn license(&self, one: &Compared<'_>) -> Option<Finding> {
        let Other { before, after } = one.licenses()?;
        let message = format!("{} is under {after} now, and was under {before}", shown(one));
        let code = &REVIEW_LICENSE_CHANGED;
        let finding = self.finding(one, Suspicion::LicenseChanged, code, message);
        Some(known_by(finding, one, &[&before, &after]).with("before", before).with("after", after))
    }

    /// A private name that does not come from where it is private.
    fn private(&self, one: &Compared<'_>) -> Option<Finding> {
        let after = one.after?;
        let pattern = self.asked.review.private.iter().find(|it| it.means(&one.key.name))?;
        let sources = after.sources();
        let public = sources.iter().find(|source| is_public(&one.key.ty, source));
        let is_untold =
            sources.is_empty() && after.components.iter().any(|it| it.source == Source::Unknown);
        let from = match public {
            Some(source) => format!("comes from {source}, where anybody may publish"),
            None if is_untold => "comes from nobody says where".to_owned(),
            None => return None,
        };
        let message =
            format!("{} {from}; `{}` is a private name here", shown(one), pattern.as_str());
        let finding = self.finding(one, Suspicion::PrivateName, &REVIEW_PRIVATE_NAME, message);
        let finding = known_by(finding, one, &[pattern.as_str()]);
        Some(finding.with("pattern", pattern.as_str()).with("source", from))
    }

    fn similar(&self, one: &Compared<'_>) -> Option<Finding> {
        one.after.filter(|_| one.is_new_name)?;
        let Like { name, likeness, origin } = self.known.like(one.key)?;
        let message = format!(
            "{} is new, and its name is {} `{name}`, which {}",
            shown(one),
            likeness.told(),
            origin.told()
        );
        let finding = self.finding(one, Suspicion::SimilarName, &REVIEW_SIMILAR_NAME, message);
        Some(known_by(finding, one, &[&name]).with("like", name).with("likeness", likeness.name()))
    }
}

/// The same version with other content: no registry that keeps its word changes what it has published.
fn replaced(one: &Compared<'_>) -> Vec<Finding> {
    let finding = |(file, Other { before, after }): (String, Other)| {
        let what = if file.is_empty() { String::new() } else { format!(" `{file}`") };
        let message = format!("{}{what} is another file under the same version", shown(one));
        let finding = about(one, &REVIEW_REPLACED, Weight::Failure, message);
        known_by(finding, one, &[&file]).with("before", before).with("after", after)
    };
    one.replaced().into_iter().map(finding).collect()
}

/// What is warned of stops the change only where the project says so.
fn weight(review: &Review, suspicion: Suspicion) -> Weight {
    if review.deny.contains(&suspicion) { Weight::Failure } else { Weight::Warning }
}

/// A lock that asks less of a file than before lets another one in.
fn loosened(one: &Compared<'_>) -> Vec<Finding> {
    let finding = |(file, Other { before, after }): (String, Other)| {
        let what = if file.is_empty() { String::new() } else { format!(" `{file}`") };
        let message =
            format!("{}{what} is pinned by {after} now, and was pinned by {before}", shown(one));
        let finding = about(one, &REVIEW_UNPINNED, Weight::Failure, message);
        known_by(finding, one, &[&file]).with("before", before).with("after", after)
    };
    one.loosened().into_iter().map(finding).collect()
}

fn widened(one: &Compared<'_>) -> Vec<Finding> {
    let finding = |(file, Other { before, after }): (String, Other)| {
        let what = if file.is_empty() { String::new() } else { format!(" `{file}`") };
        let message =
            format!("{}{what} may be another file as well, by a further digest", shown(one));
        let finding = about(one, &REVIEW_REPLACED, Weight::Failure, message);
        known_by(finding, one, &[&file, "further"]).with("before", before).with("after", after)
    };
    one.widened().into_iter().map(finding).collect()
}

fn about(one: &Compared<'_>, code: &'static Code, weight: Weight, message: String) -> Finding {
    let known = one.after.or(one.before);
    let finding = Finding::new(code, weight, message);
    let finding = finding.of(&one.key.name, known.and_then(|it| it.version));
    Finding { place: known.and_then(super::package::Known::place), ..finding }
}

fn known_by(finding: Finding, one: &Compared<'_>, more: &[&str]) -> Finding {
    let own = [one.key.ty.as_str(), one.key.name.as_str()];
    finding.known_by(own.into_iter().chain(more.iter().copied()).map(str::to_owned))
}

fn shown(one: &Compared<'_>) -> String {
    match one.after.or(one.before).and_then(|it| it.version) {
        Some(version) => format!("`{}@{version}`", one.key.name),
        None => format!("`{}`", one.key.name),
    }
}

/// Public registries of ecosystems beside those whose locks are checked.
const PUBLIC: [&str; 8] = [
    "api.nuget.org",
    "hex.pm",
    "proxy.golang.org",
    "pub.dev",
    "repo.maven.apache.org",
    "repo.packagist.org",
    "repo1.maven.org",
    "rubygems.org",
];

/// Whether anybody may publish at an address.
fn is_public(ty: &str, source: &str) -> bool {
    let all = [Ecosystem::Cargo, Ecosystem::Npm, Ecosystem::Python];
    if !source.contains("://") {
        return false;
    }
    match all.into_iter().find(|it| it.purl_type() == ty) {
        Some(ecosystem) => Allowed::new(ecosystem, []).allows(source),
        None => PUBLIC.iter().any(|host| {
            let rest = source.split_once("://").map_or(source, |(_, rest)| rest);
            rest.split('/').next() == Some(*host)
        }),
    }
}
