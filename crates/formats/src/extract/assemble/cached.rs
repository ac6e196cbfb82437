//! What package managers keep for the next time: it is there, and nobody installed it.
//!
//! Source: the documentation of each, on its cache: uv ("Caching"), Cargo ("Cargo Home"), Go ("Module cache"), conda
//! ("Package cache"), Maven ("Repositories"), Gradle ("Directory layout"), npm (`npm exec`), Yarn 1 ("cache"),
//! virtualenv ("Application data").

/// Folders in folders that are such a cache, wherever the first of them lies.
const CACHES: [&[&str]; 14] = [
    &[".cache", "yarn"],
    &[".cargo", "git"],
    &[".cargo", "registry"],
    &[".conda", "pkgs"],
    &[".gradle", "caches"],
    &[".m2", "repository"],
    &[".npm", "_npx"],
    &["anaconda3", "pkgs"],
    &["cargo", "git"],
    &["cargo", "registry"],
    &["conda", "pkgs"],
    &["miniconda3", "pkgs"],
    &["miniforge3", "pkgs"],
    &["virtualenv", "wheel"],
];

/// Folders of uv's cache, each with the number of its form behind.
const OF_UV: [&str; 4] = ["archive-v", "builds-v", "sdists-v", "wheels-v"];

/// Whether the file at `path` lies in the cache of a package manager. A target that is one itself is not meant:
/// its path does not say so.
pub(super) fn is_cached(path: &str) -> bool {
    let folders: Vec<&str> = path.rsplit_once('/').map_or("", |(it, _)| it).split('/').collect();
    let is_of = |cache: &&[&str]| folders.windows(2).any(|two| two == *cache);
    let of_uv = || {
        folders
            .windows(2)
            .any(|two| matches!(two, [_, form] if OF_UV.iter().any(|start| is_form(form, start))))
    };
    CACHES.iter().any(is_of) || is_of_go(&folders) || of_uv()
}

fn is_form(folder: &str, start: &str) -> bool {
    let number = folder.strip_prefix(start).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// `pkg/mod/host/module@v1.0.0`, where the folder of Go lies wherever GOPATH says.
fn is_of_go(folders: &[&str]) -> bool {
    let at = folders.windows(2).position(|two| two == ["pkg", "mod"]);
    let modules = at.and_then(|at| folders.get(at + 2..)).unwrap_or_default();
    modules.iter().any(|folder| folder.contains("@v"))
}

#[cfg(test)]
mod tests {
    use super::is_cached;

    #[test]
    fn caches_are_told_by_their_folders() {
        for path in [
            "root/.cache/uv/archive-v0/x1/attrs-26.1.0.dist-info/METADATA",
            "root/.cargo/registry/src/index.crates.io-1/app-2.0.0/Cargo.lock",
            "usr/local/cargo/registry/src/i/app-2.0.0/Cargo.lock",
            "root/go/pkg/mod/github.com/x/y@v1.0.0/go.mod",
            "opt/conda/pkgs/requests-2.31.0-pyh_0/site-packages/requests.dist-info/METADATA",
            "root/.m2/repository/org/a/b/1/b-1.jar!/META-INF/MANIFEST.MF",
        ] {
            assert!(is_cached(path), "{path}");
        }
        for path in [
            "archive-v0/x1/attrs-26.1.0.dist-info/METADATA",
            "src/pkg/mod/go.mod",
            "srv/archive-vault/package.json",
            "opt/conda/lib/python3.11/site-packages/a.dist-info/METADATA",
            "home/me/registry/src/Cargo.lock",
        ] {
            assert!(!is_cached(path), "{path}");
        }
    }
}
