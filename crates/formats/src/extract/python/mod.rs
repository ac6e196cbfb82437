//! Python: what is installed, and what locks and manifests ask for.

pub(super) mod conda;
pub(super) mod conda_environment;
pub(super) mod dist_info;
pub(super) mod egg_info;
pub(super) mod egg_link;
pub(super) mod installation;
mod lock_file;
pub(super) mod manifest;
mod metadata;
pub(super) mod pdm_lock;
pub(super) mod pipfile;
pub(super) mod pipfile_lock;
pub(super) mod poetry_lock;
pub(super) mod pylock;
pub(super) mod record;
pub(super) mod requirements;
pub(super) mod vendored;

/// The folder of an environment that files outside of its packages belong to, for the folder its
/// packages lie in: `.venv` for `.venv/lib/python3.12/site-packages`.
fn prefix(environment: &str) -> &str {
    let (outer, name) = parent(environment);
    if !matches!(name, "site-packages" | "dist-packages") {
        return environment;
    }
    let (above, name) = parent(outer);
    let is_versioned = name.starts_with("python") || name.starts_with("pypy");
    let (prefix, name) = parent(if is_versioned { above } else { outer });
    if matches!(name, "Lib" | "lib" | "lib32" | "lib64") { prefix } else { environment }
}

/// The folder a path lies in, and its last segment.
fn parent(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
