//! The command that locks a project anew.

use std::path::Path;

use super::folder_of;

/// The command that writes the lock at `path` anew, for a shell; `None` where keelmark knows none.
pub(super) fn command(path: &Path, name: &str, bytes: &[u8]) -> Option<String> {
    let command = match name {
        "Cargo.lock" => "cargo update --workspace",
        "go.mod" | "go.sum" => "go mod tidy",
        "npm-shrinkwrap.json" | "package-lock.json" => "npm install --package-lock-only",
        "pnpm-lock.yaml" => "pnpm install --lockfile-only",
        "poetry.lock" => "poetry lock",
        name if name.ends_with(".txt") => return requirements(path),
        "uv.lock" => "uv lock",
        "yarn.lock" if bytes.windows(11).any(|it| it == b"__metadata:") => {
            "yarn install --mode update-lockfile"
        }
        "yarn.lock" => "yarn install",
        _ => return None,
    };
    let folder = folder_of(path);
    if folder == Path::new(".") {
        return Some(command.to_owned());
    }
    let quoted = folder.to_string_lossy().replace('\'', "'\\''");
    Some(format!("cd '{quoted}' && {command}"))
}

/// The command that compiles requirements anew; whichever tool there is, this one reads the same files.
fn requirements(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().replace('\'', "'\\''");
    let from = path.with_extension("in");
    let from = from.file_name()?.to_string_lossy().replace('\'', "'\\''");
    let folder = folder_of(path).to_string_lossy().replace('\'', "'\\''");
    let command = format!("uv pip compile --generate-hashes '{from}' -o '{name}'");
    Some(if folder == "." { command } else { format!("cd '{folder}' && {command}") })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::command;

    #[test]
    fn each_tool_has_its_command() {
        for (path, bytes, expected) in [
            ("uv.lock", "", Some("uv lock")),
            ("./Cargo.lock", "", Some("cargo update --workspace")),
            ("a b/it's/poetry.lock", "", Some("cd 'a b/it'\\''s' && poetry lock")),
            ("x/yarn.lock", "__metadata:\n", Some("cd 'x' && yarn install --mode update-lockfile")),
            ("yarn.lock", "# yarn lockfile v1\n", Some("yarn install")),
            ("pdm.lock", "", None),
        ] {
            let path = Path::new(path);
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            assert_eq!(command(path, name, bytes.as_bytes()).as_deref(), expected, "{path:?}");
        }
    }
}
