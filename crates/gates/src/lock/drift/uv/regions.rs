//! What a list of requirements means, however it is spread over its entries.
//!
//! `a>=1` and `a<2` beside each other ask the same as `a>=1,<2`, and two entries for two halves of all
//! environments the same as one for all. uv compares lists so; what it does not take apart is a version asked
//! for alone by `==`, which allows one that was yanked, and markers with extras.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::ParseError;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{Requirement, Source};
use pep440_rs::{Operator, VersionSpecifier};

/// Entries that are brought together: of one source, and of one version or marker where that matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Together<'r> {
    source: &'r Source,
    pinned: Option<&'r VersionSpecifier>,
    marker: Option<Marker>,
}

/// Environments in which the same is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Region<'r> {
    environments: Marker,
    extras: BTreeSet<&'r str>,
    versions: Marker,
    prerelease: bool,
}

/// All that is asked of one package.
#[derive(Debug)]
pub(super) struct Asked<'r>(BTreeMap<Together<'r>, Vec<Region<'r>>>);

impl<'r> Asked<'r> {
    /// What `entries` ask, which are all of one package.
    pub(super) fn of(
        entries: impl IntoIterator<Item = (&'r Requirement, Marker)>,
        markers: &mut Markers,
    ) -> Result<Self, ParseError> {
        let mut all: BTreeMap<_, Vec<Region<'r>>> = BTreeMap::new();
        for (requirement, marker) in entries {
            let together = Together {
                source: &requirement.source,
                pinned: pinned(requirement),
                marker: markers.asks_for_extras(marker).then_some(marker),
            };
            let region = Region {
                environments: marker,
                extras: requirement.extras.iter().map(String::as_str).collect(),
                versions: markers.versions(&requirement.versions)?,
                prerelease: requirement.versions.iter().any(takes_prereleases),
            };
            add(all.entry(together).or_default(), region, markers)?;
        }
        Ok(Self(all))
    }

    /// Whether both ask the same in each environment.
    pub(super) fn same(&self, other: &Self, markers: &mut Markers) -> Result<bool, ParseError> {
        if !self.0.keys().eq(other.0.keys()) {
            return Ok(false);
        }
        for (one, other) in self.0.values().zip(other.0.values()) {
            if !agree(one, other, markers)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Adds what an entry asks to what others ask where they overlap.
fn add<'r>(
    regions: &mut Vec<Region<'r>>,
    entry: Region<'r>,
    markers: &mut Markers,
) -> Result<(), ParseError> {
    let mut left = entry.environments;
    let mut split = Vec::with_capacity(regions.len() + 1);
    for region in regions.drain(..) {
        let both = markers.and(region.environments, entry.environments)?;
        if both == Marker::NEVER {
            split.push(region);
            continue;
        }
        let not_region = markers.not(region.environments)?;
        left = markers.and(left, not_region)?;
        let not_entry = markers.not(entry.environments)?;
        let alone = markers.and(region.environments, not_entry)?;
        split.push(Region {
            environments: both,
            extras: region.extras.union(&entry.extras).copied().collect(),
            versions: markers.and(region.versions, entry.versions)?,
            prerelease: region.prerelease || entry.prerelease,
        });
        if alone != Marker::NEVER {
            split.push(Region { environments: alone, ..region });
        }
    }
    if left != Marker::NEVER {
        split.push(Region { environments: left, ..entry });
    }
    *regions = split;
    Ok(())
}

/// Whether two lists of disjoint regions say the same everywhere.
fn agree(
    one: &[Region<'_>],
    other: &[Region<'_>],
    markers: &mut Markers,
) -> Result<bool, ParseError> {
    for left in one {
        for right in other {
            let overlap = markers.and(left.environments, right.environments)?;
            let same = (&left.extras, left.versions, left.prerelease)
                == (&right.extras, right.versions, right.prerelease);
            if overlap != Marker::NEVER && !same {
                return Ok(false);
            }
        }
    }
    let mut all = |regions: &[Region<'_>]| {
        regions.iter().try_fold(Marker::NEVER, |all, it| markers.or(all, it.environments))
    };
    Ok(all(one)? == all(other)?)
}

fn pinned(requirement: &Requirement) -> Option<&VersionSpecifier> {
    let only = requirement.versions.first().filter(|_| requirement.versions.len() == 1)?;
    matches!(only.operator(), Operator::Equal | Operator::ExactEqual).then_some(only)
}

fn takes_prereleases(specifier: &VersionSpecifier) -> bool {
    let excludes = matches!(specifier.operator(), Operator::NotEqual | Operator::NotEqualStar);
    !excludes && specifier.any_prerelease()
}
