//! Rust: what projects and packed crates say of themselves. Their locks are read in [`super::lock`], programs
//! made of them in [`super::binary`].

pub(super) mod cargo_manifest;
pub(super) mod cargo_vcs_info;

/// What claims on the crate in `folder` go by: the path of its manifest.
fn home(folder: &str) -> String {
    if folder.is_empty() { "Cargo.toml".to_owned() } else { format!("{folder}/Cargo.toml") }
}
