//! Globs, as shells read them: `*` and `?` stay within one component and do not match a leading
//! dot; `**` is any number of folders; `[…]` and `{a,b}` choose.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::limits;

/// Whether `pattern` means more than the path it spells.
pub(crate) fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '{'])
}

/// Why a glob could not be expanded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum GlobError {
    /// It is malformed: how.
    Syntax(String),
    /// It looks at more than the limit.
    TooMany,
}

/// What `pattern` matches below `folder`, sorted. Symbolic links to folders end `**`.
pub(crate) fn expand(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, GlobError> {
    let (start, relative) = match pattern.strip_prefix('/') {
        Some(rest) => (Path::new("/"), rest),
        None => (folder, pattern),
    };
    // The walk goes as deep as the pattern is long.
    if components(relative).nth(limits::GLOB_DEPTH).is_some() {
        return Err(GlobError::TooMany);
    }
    let steps: Vec<Step> = components(relative).map(Step::parse).collect::<Result<_, _>>()?;
    let mut walk = Walk { budget: limits::GLOB_ENTRIES, found: Vec::new() };
    walk.from(start, &steps, 0)?;
    walk.found.sort();
    walk.found.dedup();
    Ok(walk.found)
}

/// Splits at `/` outside braces and brackets.
fn components(pattern: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    pattern
        .split(move |c| {
            match c {
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == '/' && depth == 0
        })
        .filter(|component| !component.is_empty() && *component != ".")
}

enum Step {
    Literal(String),
    AnyDepth,
    Match { matcher: Box<GlobMatcher>, hidden: bool },
}

impl Step {
    fn parse(component: &str) -> Result<Self, GlobError> {
        if component == "**" {
            return Ok(Self::AnyDepth);
        }
        if !is_glob(component) {
            return Ok(Self::Literal(component.to_owned()));
        }
        let glob = GlobBuilder::new(component)
            .literal_separator(true)
            .build()
            .map_err(|error| GlobError::Syntax(error.kind().to_string()))?;
        let matcher = Box::new(glob.compile_matcher());
        Ok(Self::Match { matcher, hidden: component.starts_with('.') })
    }
}

struct Walk {
    /// Entries that may still be looked at.
    budget: usize,
    found: Vec<PathBuf>,
}

impl Walk {
    fn from(&mut self, at: &Path, steps: &[Step], depth: usize) -> Result<(), GlobError> {
        let Some((step, rest)) = steps.split_first() else {
            self.found.push(at.to_owned());
            return Ok(());
        };
        match step {
            Step::Literal(name) => {
                let next = at.join(name);
                if next.symlink_metadata().is_ok() { self.from(&next, rest, depth) } else { Ok(()) }
            }
            Step::Match { matcher, hidden } => {
                for (name, path) in self.entries(at)? {
                    let shown = *hidden || !name.starts_with('.');
                    if shown && matcher.is_match(&name) {
                        self.from(&path, rest, depth)?;
                    }
                }
                Ok(())
            }
            Step::AnyDepth => {
                if !rest.is_empty() {
                    self.from(at, rest, depth)?;
                }
                if depth == limits::GLOB_DEPTH {
                    return Err(GlobError::TooMany);
                }
                for (name, path) in self.entries(at)? {
                    let is_folder = path.symlink_metadata().is_ok_and(|it| it.is_dir());
                    if name.starts_with('.') {
                        continue;
                    }
                    if is_folder {
                        self.from(&path, steps, depth + 1)?;
                    } else if rest.is_empty() {
                        self.found.push(path);
                    }
                }
                Ok(())
            }
        }
    }

    /// Names and paths in a folder; none where there is no folder. Names that are not UTF-8 cannot
    /// be matched and are left out.
    fn entries(&mut self, folder: &Path) -> Result<Vec<(String, PathBuf)>, GlobError> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
        let mut list = Vec::new();
        for entry in entries.flatten() {
            self.budget = self.budget.checked_sub(1).ok_or(GlobError::TooMany)?;
            if let Ok(name) = entry.file_name().into_string() {
                list.push((name, entry.path()));
            }
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{GlobError, expand};

    #[test]
    fn matches_as_shells_do() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["a.whl", "b.tar.gz", ".hidden.whl", "d/c.whl", "d/e/f.whl", "[x].whl"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        std::os::unix::fs::symlink("..", folder.path().join("d/loop")).unwrap();
        let found = |pattern: &str| -> Vec<String> {
            let names = expand(folder.path(), pattern).unwrap();
            let short = |path: &std::path::PathBuf| {
                path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned()
            };
            names.iter().map(short).collect()
        };
        assert_eq!(found("*.whl"), ["[x].whl", "a.whl"]);
        assert_eq!(found("./*.{whl,tar.gz}"), ["[x].whl", "a.whl", "b.tar.gz"]);
        assert_eq!(found(".*.whl"), [".hidden.whl"]);
        assert_eq!(found("d/*.whl"), ["d/c.whl"]);
        assert_eq!(found("**/*.whl"), ["[x].whl", "a.whl", "d/c.whl", "d/e/f.whl"]);
        assert_eq!(found("d/**"), ["d/c.whl", "d/e/f.whl", "d/loop"]);
        assert_eq!(found("?.whl"), ["a.whl"]);
        assert_eq!(found("nothing/*"), [""; 0]);
        assert!(matches!(expand(folder.path(), "{a"), Err(GlobError::Syntax(_))));
        assert_eq!(expand(folder.path(), &"**/".repeat(1_000_000)), Err(GlobError::TooMany));
    }
}
