//! Names that can be taken for others.
//!
//! A new name is compared with those that were there before, with those the project names, and with those that
//! are downloaded most. Likeness proves nothing: it is a reason to look.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::package::Key;

/// Names longer than this are not compared, in characters; npm allows 214.
const NAME_LENGTH: usize = 214;

/// Shortest names of which one letter tells little: of shorter ones, most differ by one letter from others.
const EDIT_LENGTH: usize = 5;

/// 500 names of PyPI and 500 of npm that rankings by downloads in a month had first in November 2026, sorted. They
/// are there for likeness alone: being among them says nothing good of a package.
const POPULAR: [(&str, &str); 2] =
    [("npm", include_str!("popular/npm.txt")), ("pypi", include_str!("popular/pypi.txt"))];

/// How a name is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One letter more, less or other, or two exchanged.
    Edit,
    /// The same without what parts words and scopes.
    Separators,
    /// The same words in another order.
    Order,
    /// Letters that look like others.
    Letters,
}

impl Likeness {
    /// How it is told, after "is".
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Edit => "one letter from",
            Self::Separators => "but for `-`, `_`, `.`, `/` and `@` the same as",
            Self::Order => "in other order the words of",
            Self::Letters => "in letters that look alike the same as",
        }
    }

    /// The word for it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Separators => "separators",
            Self::Order => "order",
            Self::Letters => "letters",
        }
    }
}

/// Why a name is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// It is there already.
    Present,
    /// The project names it.
    Named,
    /// It is among the most downloaded.
    Popular,
}

impl Origin {
    /// How it is told, after "which".
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Present => "is there already",
            Self::Named => "keelmark.toml names",
            Self::Popular => "is among the most downloaded",
        }
    }
}

/// A known name that a new one is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Like {
    pub(super) name: String,
    pub(super) likeness: Likeness,
    pub(super) origin: Origin,
}

/// Known names, by what they have in common with those that are like them.
#[derive(Debug, Default)]
pub(super) struct Known {
    names: Vec<(Key, Origin)>,
    index: HashMap<u64, Vec<usize>>,
    all: BTreeSet<Key>,
}

impl Known {
    /// The names of `present`, `named` in each of their ecosystems, and the popular ones of these.
    pub(super) fn of<'a>(
        present: impl Iterator<Item = &'a Key>,
        named: &BTreeSet<String>,
        ecosystems: &BTreeSet<&str>,
    ) -> Self {
        let mut known = Self::default();
        for key in present {
            known.add(key.clone(), Origin::Present);
        }
        let key = |ty: &str, name: &str| Key { ty: ty.to_owned(), name: name.to_owned() };
        for ty in ecosystems {
            named.iter().for_each(|name| known.add(key(ty, name), Origin::Named));
            let popular = POPULAR.iter().filter(|(of, _)| of == ty);
            for name in popular.flat_map(|(_, names)| names.lines()) {
                known.add(key(ty, name), Origin::Popular);
            }
        }
        known
    }

    fn add(&mut self, key: Key, origin: Origin) {
        if key.name.chars().count() > NAME_LENGTH || !self.all.insert(key.clone()) {
            return;
        }
        let at = self.names.len();
        for trace in traces(&key) {
            self.index.entry(trace).or_default().push(at);
        }
        self.names.push((key, origin));
    }

    /// The known name that a new one is most like; none for one that is known itself.
    pub(super) fn like(&self, new: &Key) -> Option<Like> {
        if self.all.contains(new) || new.name.chars().count() > NAME_LENGTH {
            return None;
        }
        let mut places: Vec<usize> = traces(new)
            .iter()
            .filter_map(|trace| self.index.get(trace))
            .flatten()
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().find_map(|at| {
            let (key, origin) = self.names.get(at)?;
            let likeness = likeness(key, new)?;
            Some(Like { name: key.name.clone(), likeness, origin: *origin })
        })
    }
}

fn likeness(one: &Key, other: &Key) -> Option<Likeness> {
    // Who owns a scope owns every name in it.
    let is_same_owner = one.scope().is_some() && one.scope() == other.scope();
    if one.ty != other.ty || is_same_owner {
        return None;
    }
    let (one, other) = (one.name.as_str(), other.name.as_str());
    if without_separators(one) == without_separators(other) {
        return Some(Likeness::Separators);
    }
    if words(one).len() > 1 && words(one) == words(other) {
        return Some(Likeness::Order);
    }
    // `cu11` and `cu12` are of one family.
    if without_digits(one) == without_digits(other) {
        return None;
    }
    if skeleton(one) == skeleton(other) {
        return Some(Likeness::Letters);
    }
    let is_long = one.chars().count().max(other.chars().count()) >= EDIT_LENGTH;
    (is_long && is_one_edit(one, other)).then_some(Likeness::Edit)
}

/// What two names that are alike have at least one of in common: forms without what may differ, and the name
/// without each of its letters.
fn traces(key: &Key) -> BTreeSet<u64> {
    let name = key.name.as_str();
    let hash = |kind: u8, form: &str| {
        let mut hasher = DefaultHasher::new();
        (kind, &key.ty, form).hash(&mut hasher);
        hasher.finish()
    };
    let mut traces = BTreeSet::from([
        hash(0, &without_separators(name)),
        hash(1, &words(name).join("-")),
        hash(2, &skeleton(name)),
        hash(3, name),
    ]);
    for (at, letter) in name.char_indices() {
        let (before, after) = name.split_at(at);
        let after = after.get(letter.len_utf8()..).unwrap_or_default();
        traces.insert(hash(3, &format!("{before}{after}")));
    }
    traces
}

const SEPARATORS: [char; 5] = ['-', '_', '.', '/', '@'];

fn without_separators(name: &str) -> String {
    name.chars().filter(|it| !SEPARATORS.contains(it)).flat_map(char::to_lowercase).collect()
}

fn words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split(SEPARATORS).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

fn without_digits(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter.is_ascii_digit() {
            true if text.ends_with('#') => {}
            true => text.push('#'),
            false => text.push(letter),
        }
    }
    text
}

/// A name with letters that look alike made one.
///
/// Source: Unicode Technical Standard #39, data file `confusables.txt`: of it the letters that look like those
/// names are usually written in; and `rn`, `vv` and digits in ASCII itself.
fn skeleton(name: &str) -> String {
    let plain: String = name.chars().flat_map(char::to_lowercase).map(plain).collect();
    plain.replace("rn", "m").replace("vv", "w")
}

const fn plain(letter: char) -> char {
    match letter {
        'а' | 'α' | 'ɑ' => 'a',
        'Ь' | 'ь' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ҽ' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' => 'h',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        '0' | 'о' | 'ο' | 'օ' => 'o',
        '1' | 'i' | 'і' | 'ι' | 'ı' | 'ӏ' | '|' => 'l',
        'р' | 'ρ' => 'p',
        '5' | 'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ѡ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        '\u{ff21}'..='\u{ff3a}' => fullwidth(letter, '\u{ff21}'),
        '\u{ff41}'..='\u{ff5a}' => fullwidth(letter, '\u{ff41}'),
        other => other,
    }
}

/// The letter of ASCII that a full-width one is, `first` being the `a` of its row.
const fn fullwidth(letter: char, first: char) -> char {
    #[expect(clippy::cast_possible_truncation, reason = "a row has 26 letters")]
    let place = (letter as u32 - first as u32) as u8;
    (b'a' + place) as char
}

/// Whether one edit makes one of the other: a letter more, less or other, or two neighbours exchanged
/// (Damerau's distance of one).
fn is_one_edit(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let begin = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (short, long) =
        (short.get(begin..).unwrap_or_default(), long.get(begin..).unwrap_or_default());
    let end = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    let short = short.get(..short.len() - end).unwrap_or_default();
    let long = long.get(..long.len() - end).unwrap_or_default();
    match (short, long) {
        ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The popular names of each ecosystem.
#[cfg(test)]
pub(super) fn popular() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    POPULAR.iter().map(|(ty, names)| (*ty, names.lines().collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Key, Known, Likeness, Origin, popular};

    fn key(ty: &str, name: &str) -> Key {
        Key { ty: ty.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn names_are_like_others_in_several_ways() {
        let present = [
            key("pypi", "python-dateutil"),
            key("pypi", "nvidia-cublas-cu11"),
            key("npm", "@acme/parser"),
            key("npm", "left-pad"),
            key("pypi", "six"),
        ];
        let ecosystems = BTreeSet::from(["npm", "pypi"]);
        let named = BTreeSet::from(["internal-tool".to_owned()]);
        let known = Known::of(present.iter(), &named, &ecosystems);
        use Likeness::{Edit, Letters, Order, Separators};
        use Origin::{Named, Popular, Present};
        for (ty, name, wanted) in [
            ("pypi", "reqeusts", Some(("requests", Edit, Popular))),
            ("pypi", "request", Some(("requests", Edit, Popular))),
            ("pypi", "requests3", Some(("requests", Edit, Popular))),
            ("pypi", "dateutil-python", Some(("python-dateutil", Order, Present))),
            ("pypi", "pythondateutil", Some(("python-dateutil", Separators, Present))),
            ("pypi", "intemal-tool", Some(("internal-tool", Letters, Named))),
            ("npm", "acme-parser", Some(("@acme/parser", Separators, Present))),
            ("npm", "@acrne/parser", Some(("@acme/parser", Letters, Present))),
            ("npm", "lеft-pad", Some(("left-pad", Letters, Present))),
            ("npm", "1eft-pad", Some(("left-pad", Letters, Present))),
            // Of one family, of one owner, popular itself, too short, of another ecosystem, not alike.
            ("pypi", "nvidia-cublas-cu12", None),
            ("npm", "@acme/parsers", None),
            ("pypi", "urllib3", None),
            ("pypi", "sixe", None),
            ("pypi", "left-pad", None),
            ("pypi", "something-else", None),
            ("cargo", "reqeusts", None),
        ] {
            let found = known.like(&key(ty, name));
            let found = found.as_ref().map(|it| (it.name.as_str(), it.likeness, it.origin));
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn popular_names_are_sorted_and_none_stands_twice() {
        for (ty, names) in popular() {
            assert_eq!(names.len(), 500, "{ty}");
            assert!(names.is_sorted_by(|a, b| a < b), "{ty}");
        }
    }
}
