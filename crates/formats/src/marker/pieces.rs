//! Functions over an ordered set of values that are constant on pieces of it.

/// Where one piece ends and the next begins: just before or just after a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cut<V> {
    pub(super) value: V,
    pub(super) side: Side,
}

/// On which side of its value a cut is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Before,
    After,
}

/// What holds from the least value on, and from each cut on. No two neighbours are the same, so that two
/// functions are the same when their pieces are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Pieces<V, T> {
    pub(super) least: T,
    pub(super) from: Vec<(Cut<V>, T)>,
}

impl<V: Ord + Clone, T: PartialEq + Copy> Pieces<V, T> {
    /// `outside` everywhere.
    pub(super) const fn everywhere(outside: T) -> Self {
        Self { least: outside, from: Vec::new() }
    }

    /// `inside` from one cut to another, where there are such; else `outside`.
    pub(super) fn between(from: Option<Cut<V>>, to: Option<Cut<V>>, inside: T, outside: T) -> Self {
        if let (Some(from), Some(to)) = (&from, &to)
            && from >= to
        {
            return Self::everywhere(outside);
        }
        let least = if from.is_some() { outside } else { inside };
        let cuts = from.map(|cut| (cut, inside)).into_iter().chain(to.map(|cut| (cut, outside)));
        Self { least, from: cuts.collect() }
    }

    /// Both functions brought together, piece by piece.
    pub(super) fn combined(&self, other: &Self, mut join: impl FnMut(T, T) -> T) -> Self {
        let mut current = (self.least, other.least);
        let mut result = Self::everywhere(join(current.0, current.1));
        let (mut mine, mut theirs) = (self.from.iter().peekable(), other.from.iter().peekable());
        loop {
            let cut = match (mine.peek(), theirs.peek()) {
                (None, None) => return result,
                (Some((cut, _)), None) | (None, Some((cut, _))) => cut.clone(),
                (Some((one, _)), Some((other, _))) => one.min(other).clone(),
            };
            if let Some((_, value)) = mine.next_if(|(at, _)| *at == cut) {
                current.0 = *value;
            }
            if let Some((_, value)) = theirs.next_if(|(at, _)| *at == cut) {
                current.1 = *value;
            }
            let joined = join(current.0, current.1);
            result.push(cut, joined);
        }
    }

    /// The function with each of its values replaced.
    pub(super) fn mapped(&self, mut change: impl FnMut(T) -> T) -> Self {
        let mut result = Self::everywhere(change(self.least));
        for (cut, value) in &self.from {
            result.push(cut.clone(), change(*value));
        }
        result
    }

    /// The one value the function has everywhere, if it has one only.
    pub(super) fn only(&self) -> Option<T> {
        self.from.is_empty().then_some(self.least)
    }

    /// The values the function has.
    pub(super) fn all(&self) -> impl Iterator<Item = T> {
        std::iter::once(self.least).chain(self.from.iter().map(|(_, value)| *value))
    }

    fn push(&mut self, cut: Cut<V>, value: T) {
        let last = self.from.last().map_or(self.least, |(_, last)| *last);
        if last != value {
            self.from.push((cut, value));
        }
    }
}
