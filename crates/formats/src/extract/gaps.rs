//! What of one file could not be read.

use std::ops::Deref;

use keelmark_model::bom::Gap;

use crate::limits;

/// Parts of a file that could not be read, in the order they were come upon. Of those beyond
/// [`limits::FILE_GAPS`] one tells for all: a file may have one in each of its bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps(Vec<Gap>);

impl Gaps {
    /// Adds one, unless there are too many.
    pub fn push(&mut self, gap: Gap) {
        if self.0.len() < limits::FILE_GAPS {
            self.0.push(gap);
        } else if self.0.len() == limits::FILE_GAPS {
            let message = format!("more than {} entries could not be read", limits::FILE_GAPS);
            self.0.push(Gap { message, ..gap });
        }
    }
}

impl Deref for Gaps {
    type Target = [Gap];

    fn deref(&self) -> &[Gap] {
        &self.0
    }
}

impl Extend<Gap> for Gaps {
    fn extend<I: IntoIterator<Item = Gap>>(&mut self, gaps: I) {
        gaps.into_iter().take(limits::FILE_GAPS + 1).for_each(|gap| self.push(gap));
    }
}

impl FromIterator<Gap> for Gaps {
    fn from_iter<I: IntoIterator<Item = Gap>>(gaps: I) -> Self {
        let mut all = Self::default();
        all.extend(gaps);
        all
    }
}

impl From<Vec<Gap>> for Gaps {
    fn from(gaps: Vec<Gap>) -> Self {
        gaps.into_iter().collect()
    }
}

impl IntoIterator for Gaps {
    type Item = Gap;
    type IntoIter = std::vec::IntoIter<Gap>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Gaps {
    type Item = &'a Gap;
    type IntoIter = std::slice::Iter<'a, Gap>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::Gap;

    use super::Gaps;
    use crate::{codes, limits};

    #[test]
    fn one_gap_tells_of_those_beyond_the_limit() {
        let gap = |line| Gap {
            code: &codes::EXTRACT_ENTRY,
            path: "p".to_owned(),
            message: "m".to_owned(),
            line: Some(line),
        };
        let few: Gaps = (0..3).map(gap).collect();
        assert_eq!(few.len(), 3);
        let limit = u32::try_from(limits::FILE_GAPS).unwrap();
        let mut many: Gaps = (0..2 * limit).map(gap).collect();
        many.push(gap(0));
        assert_eq!(many.len(), limits::FILE_GAPS + 1);
        let last = many.last().unwrap();
        assert_eq!((last.line, last.message.starts_with("more than")), (Some(limit), true));
        assert_eq!(Gaps::from(many.to_vec()), many, "what was kept comes back");
    }
}
