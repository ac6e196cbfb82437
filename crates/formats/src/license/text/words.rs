//! Texts as bags of neighbouring words.

/// Every pair of neighbouring words of a text, as hashes, sorted; one that stands there twice is there
/// twice.
pub(super) struct Pairs(Vec<u32>);

impl Pairs {
    pub(super) fn of(text: &str) -> Self {
        let words = words(text);
        let pair = |two: &[u32]| match two {
            [one, other] => one.rotate_left(5) ^ other.wrapping_mul(0x9e37_79b1),
            _ => 0,
        };
        let mut pairs: Vec<u32> = words.windows(2).map(pair).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many pairs both have.
    pub(super) fn common(&self, other: &Self) -> usize {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut count = 0;
        while let (Some(one), Some(two)) = (mine.peek(), theirs.peek()) {
            let order = one.cmp(two);
            count += usize::from(order.is_eq());
            if order.is_le() {
                mine.next();
            }
            if order.is_ge() {
                theirs.next();
            }
        }
        count
    }

    /// Whether it may have nearly all pairs of `other`: a sample tells.
    pub(super) fn may_have(&self, other: &Self) -> bool {
        const SAMPLE: usize = 16;
        let step = (other.len() / SAMPLE).max(1);
        let sample = other.0.iter().step_by(step).take(SAMPLE);
        let missing = sample.filter(|pair| self.0.binary_search(pair).is_err()).count();
        other.len() <= self.len() + SAMPLE && missing <= SAMPLE / 4
    }

    /// Takes away the pairs of `other`.
    pub(super) fn remove(&mut self, other: &Self) {
        let mut theirs = other.0.iter().peekable();
        self.0.retain(|pair| {
            while theirs.next_if(|other| *other < pair).is_some() {}
            theirs.next_if(|other| *other == pair).is_none()
        });
    }
}

/// The part of `text` up to the end of its terms, if it goes on after them with how to apply them.
pub(super) fn terms(text: &str) -> Option<&str> {
    const END: &str = "END OF TERMS AND CONDITIONS";
    let (terms, rest) = text.rsplit_once(END)?;
    let rest = rest.trim_start();
    (rest.starts_with("APPENDIX") || rest.starts_with("How to Apply")).then_some(terms)
}

/// The words of `text` as hashes: without case, markup, numbers of list entries and notices of
/// copyright.
fn words(text: &str) -> Vec<u32> {
    let mut words = Vec::with_capacity(text.len() / 6);
    for line in text.lines() {
        let is_markup = |c: char| !c.is_alphanumeric() && c != '(' && c != '\u{a9}';
        let line = line.trim_start_matches(is_markup);
        if is_notice(line) {
            continue;
        }
        // What is not ASCII parts words, each of its bytes.
        let parts = without_number(line).as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
        words.extend(parts.filter_map(hash));
    }
    words
}

/// Whether `line` states whose copyright it is, rather than speaking of notices or holders of it.
fn is_notice(line: &str) -> bool {
    let begins = |start: &str| {
        line.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    };
    if begins("(c)") || begins("\u{a9}") || begins("all rights reserved") {
        return true;
    }
    if !begins("copyright") {
        return false;
    }
    let rest = line.get("copyright".len()..).unwrap_or_default();
    let rest = rest.trim_start_matches([' ', '\t', ':', ',']);
    let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    !rest.is_empty() && !OF_TERMS.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Words that come after "copyright" within terms.
const OF_TERMS: [&str; 16] = [
    "and",
    "holder",
    "holders",
    "in",
    "interest",
    "is",
    "law",
    "laws",
    "license",
    "licence",
    "notice",
    "notices",
    "or",
    "owner",
    "owners",
    "statement",
];

/// `line` without what numbers it: `1.`, `(a)`, `iv)`.
fn without_number(line: &str) -> &str {
    let bare = line.strip_prefix('(').unwrap_or(line);
    let end = bare.bytes().take(4).take_while(u8::is_ascii_alphanumeric).count();
    match bare.as_bytes().get(end) {
        Some(b'.' | b')') if (1..=3).contains(&end) => bare.get(end + 1..).unwrap_or_default(),
        _ => line,
    }
}

/// FNV-1a of a word in lower case; `None` for no word. Spellings that mean the same hash the same.
fn hash(word: &[u8]) -> Option<u32> {
    let word: &[u8] = match word {
        b"" => return None,
        b"https" => b"http",
        b"licence" | b"Licence" | b"LICENCE" => b"license",
        _ => word,
    };
    let step = |hash: u32, byte: &u8| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    };
    Some(word.iter().fold(0x811c_9dc5, step))
}
