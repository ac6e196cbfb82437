//! What npm's ranges come down to: comparisons with semantic versions.
//!
//! A pre-release fits only where a comparison names a pre-release of the very same version. Nobody who asks for
//! `>=1.2.3` wants `2.0.0-alpha`.

use super::{VersionError, semver, sort_key};

/// A version of which parts may be missing: `1`, `1.2`, `1.x`, `1.2.3-rc.1`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Partial<'a> {
    pub(super) major: Option<u64>,
    pub(super) minor: Option<u64>,
    pub(super) patch: Option<u64>,
    pub(super) pre: &'a str,
}

/// How a version must stand to the one it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Comparator {
    sign: Sign,
    key: Vec<u8>,
    /// The version, if it is a pre-release.
    pre_of: Option<[u64; 3]>,
}

/// Comparisons that must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Comparators {
    list: Vec<Comparator>,
    /// Whether nothing fits, whatever the list says.
    is_closed: bool,
}

/// A version to be compared: its key, and the version it is a pre-release of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exact {
    key: Vec<u8>,
    pre_of: Option<[u64; 3]>,
}

impl<'a> Partial<'a> {
    /// Reads a version; a part that is `x`, `X` or `*` is missing, and so are those after it. None when it is
    /// not of the form, or has a number that is not below 2^53, as npm has it.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (text, build) =
            text.split_once('+').map_or((text, None), |(text, it)| (text, Some(it)));
        let (release, pre) =
            text.split_once('-').map_or((text, None), |(text, it)| (text, Some(it)));
        if ![pre, build].iter().flatten().all(|it| it.split('.').all(is_identifier)) {
            return None;
        }
        let has_zero = |it: &str| {
            it.bytes().all(|byte| byte.is_ascii_digit()) && it.len() > 1 && it.starts_with('0')
        };
        // A pre-release is of three numbers, even where some stand for any; and no number has zeros before it.
        if pre.is_some_and(|pre| release.split('.').count() != 3 || pre.split('.').any(has_zero)) {
            return None;
        }
        let mut parts = release.split('.').map(number);
        let mut part = || parts.next().unwrap_or(Some(None));
        let [major, minor, patch] = [part()?, part()?, part()?];
        if parts.next().is_some() || release.is_empty() {
            return None;
        }
        let minor = minor.filter(|_| major.is_some());
        let patch = patch.filter(|_| minor.is_some());
        // Of a version that is not whole, nothing is a pre-release.
        let pre = pre.filter(|_| patch.is_some()).unwrap_or_default();
        Some(Self { major, minor, patch, pre })
    }

    /// The version with zeros for what is missing.
    pub(super) fn filled(&self) -> ([u64; 3], &'a str) {
        ([self.major, self.minor, self.patch].map(Option::unwrap_or_default), self.pre)
    }

    /// The first version, of the three numbers, with another major version; with another minor one.
    pub(super) fn next(&self, minor: bool) -> Option<[u64; 3]> {
        let ([major, own, _], _) = self.filled();
        if minor {
            Some([major, own.checked_add(1)?, 0])
        } else {
            Some([major.checked_add(1)?, 0, 0])
        }
    }

    /// The first version a caret does not allow.
    pub(super) fn after_caret(&self) -> Option<[u64; 3]> {
        match (self.filled().0, self.minor, self.patch) {
            ([0, 0, patch], Some(_), Some(_)) => Some([0, 0, patch.checked_add(1)?]),
            ([0, ..], Some(_), _) => self.next(true),
            _ => self.next(false),
        }
    }
}

/// The number of a part; `Some(None)` where it stands for any.
fn number(part: &str) -> Option<Option<u64>> {
    if matches!(part, "x" | "X" | "*") {
        return Some(None);
    }
    let number = crate::text::decimal(part)?;
    (number < 1 << 53).then_some(Some(number))
}

fn is_identifier(text: &str) -> bool {
    let allowed = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    !text.is_empty() && allowed
}

impl Exact {
    /// Reads a whole version.
    pub(super) fn parse(text: &str) -> Result<Self, VersionError> {
        let refused =
            |what| VersionError { scheme: &semver::SCHEME, text: text.to_owned(), at: 0, what };
        let partial = Partial::parse(text).filter(|it| it.patch.is_some());
        let partial = partial.ok_or_else(|| refused("it is not whole"))?;
        let (numbers, pre) = partial.filled();
        Ok(Self { key: key(numbers, pre)?, pre_of: (!pre.is_empty()).then_some(numbers) })
    }
}

impl Comparators {
    /// Adds a comparison.
    pub(super) fn push(
        &mut self,
        sign: Sign,
        numbers: [u64; 3],
        pre: &str,
    ) -> Result<(), VersionError> {
        let pre_of = (!pre.is_empty()).then_some(numbers);
        self.list.push(Comparator { sign, key: key(numbers, pre)?, pre_of });
        Ok(())
    }

    /// Adds `>=` the one and `<` the other, none of whose pre-releases is allowed.
    pub(super) fn push_between(
        &mut self,
        from: &Partial<'_>,
        to: [u64; 3],
    ) -> Result<(), VersionError> {
        let (numbers, pre) = from.filled();
        self.push(Sign::GreaterOrEqual, numbers, pre)?;
        self.push(Sign::Less, to, "0")
    }

    /// From now on nothing fits.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Whether every version that is no pre-release fits.
    pub(super) fn is_any(&self) -> bool {
        self.list.is_empty() && !self.is_closed
    }

    /// Whether a version fits.
    pub(super) fn allow(&self, version: &Exact) -> bool {
        let holds = |it: &Comparator| {
            let order = version.key.cmp(&it.key);
            match it.sign {
                Sign::Less => order.is_lt(),
                Sign::LessOrEqual => order.is_le(),
                Sign::Equal => order.is_eq(),
                Sign::GreaterOrEqual => order.is_ge(),
                Sign::Greater => order.is_gt(),
            }
        };
        let is_named = || self.list.iter().any(|it| it.pre_of == version.pre_of);
        !self.is_closed && self.list.iter().all(holds) && (version.pre_of.is_none() || is_named())
    }
}

fn key([major, minor, patch]: [u64; 3], pre: &str) -> Result<Vec<u8>, VersionError> {
    let dash = if pre.is_empty() { "" } else { "-" };
    sort_key(&semver::SCHEME, &format!("{major}.{minor}.{patch}{dash}{pre}"))
}
