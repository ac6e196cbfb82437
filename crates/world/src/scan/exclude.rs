//! What is passed over on demand.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::{WorldError, codes};

/// Globs over paths within a target. What a glob matches is passed over with everything in it.
#[derive(Debug, Clone, Default)]
pub struct Exclude {
    set: GlobSet,
    /// As they were given.
    globs: Vec<String>,
    /// What paths begin with before a glob looks at them: a folder with a `/` at its end, mostly none.
    top: String,
}

impl Exclude {
    /// Reads globs: `*` and `?` stay within a segment, `**` is any number of them, and one without
    /// a `/` means that name wherever it lies.
    ///
    /// # Errors
    /// `scan.exclude` for one that is malformed.
    pub fn parse(globs: &[String]) -> Result<Self, WorldError> {
        let refused = |glob: &str, error: &globset::Error| {
            let message = format!("`{glob}`: {}", error.kind());
            WorldError::new(&codes::SCAN_EXCLUDE, message)
        };
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let plain = glob.strip_prefix("./").unwrap_or(glob).trim_end_matches('/');
            let anywhere = format!("**/{plain}");
            let pattern = if plain.contains('/') { plain } else { &anywhere };
            let pattern = pattern.strip_suffix("/**").unwrap_or(pattern);
            let built = GlobBuilder::new(pattern).literal_separator(true).build();
            set.add(built.map_err(|error| refused(glob, &error))?);
        }
        let set = set.build().map_err(|error| refused(&globs.join(" "), &error))?;
        Ok(Self { set, globs: globs.to_vec(), top: String::new() })
    }

    /// The same globs, over the paths within the folder `top`.
    pub(super) fn below(&self, top: &str) -> Self {
        Self { top: format!("{top}/"), ..self.clone() }
    }

    /// Whether the folder or file at `path` itself is meant.
    pub(super) fn matches(&self, path: &str) -> bool {
        !self.set.is_empty() && self.set.is_match(self.within(path))
    }

    /// Whether `path` or a folder it lies in is meant.
    pub(super) fn covers(&self, path: &str) -> bool {
        let path = self.within(path);
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        !self.set.is_empty() && folders.chain([path]).any(|path| self.set.is_match(path))
    }

    fn within<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&self.top).unwrap_or(path)
    }

    /// The globs as they were given.
    pub(super) fn globs(&self) -> &[String] {
        &self.globs
    }
}

#[cfg(test)]
mod tests {
    use super::Exclude;

    #[test]
    fn a_glob_covers_what_it_matches_and_all_in_it() {
        let globs = ["./docs/", "*.log", "a/**/b", "c/**"].map(str::to_owned);
        let exclude = Exclude::parse(&globs).unwrap();
        for path in ["docs", "docs/a/b", "x/docs/y", "a.log", "x/a.log", "a/b", "a/x/b/y", "c/d"] {
            assert!(exclude.covers(path), "{path}");
        }
        for path in ["doc", "docs2/a", "a/c", "xa/b", "d/c"] {
            assert!(!exclude.covers(path), "{path}");
        }
        let below = exclude.below("site-packages");
        assert!(below.covers("site-packages/a/b") && !below.covers("site-packages/a/c"));
        assert!(!Exclude::default().covers("a"));
        let error = Exclude::parse(&["{a".to_owned()]).unwrap_err();
        assert_eq!(error.code().id, "scan.exclude");
    }
}
