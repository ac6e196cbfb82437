//! The documents the binary writes about itself, and whether the committed ones still agree.

use std::path::Path;
use std::process::Command;

use crate::Trouble;

/// A committed document and the arguments that make keelmark print it.
struct Document {
    path: &'static str,
    args: &'static [&'static str],
}

const DOCUMENTS: &[Document] = &[
    Document { path: "docs/src/cli.md", args: &["reference"] },
    Document { path: "docs/src/codes.md", args: &["explain", "--all", "--format", "md"] },
    Document { path: "docs/man/keelmark.1", args: &["man"] },
    Document { path: "docs/completions/keelmark.bash", args: &["completions", "bash"] },
    Document { path: "docs/completions/keelmark.fish", args: &["completions", "fish"] },
    Document { path: "docs/completions/keelmark.zsh", args: &["completions", "zsh"] },
];

/// Writes every document, or with `--check` compares and writes nothing.
///
/// # Errors
/// When keelmark does not build or does not print a document.
pub(crate) fn run(args: &[String]) -> Result<bool, Trouble> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("docs takes `--check` or nothing".into()),
    };
    let mut stale = 0;
    for Document { path, args } in DOCUMENTS {
        let fresh = printed(args)?;
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let Some(line) = first_difference(&committed, &fresh) else { continue };
        if check {
            println!("{path}:{line}: differs from `keelmark {}`", args.join(" "));
            stale += 1;
        } else {
            std::fs::create_dir_all(Path::new(path).parent().unwrap_or(Path::new(".")))?;
            std::fs::write(path, fresh)?;
            println!("{path}: written");
        }
    }
    if stale > 0 {
        println!("    hint: run `cargo xtask docs` and commit what it writes");
    }
    println!("docs: {} documents, {stale} stale", DOCUMENTS.len());
    Ok(stale == 0)
}

/// What `keelmark args` prints, wherever and in whatever terminal it runs.
fn printed(args: &[&str]) -> Result<String, Trouble> {
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--package", "keelmark", "--"])
        .args(args)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .env_remove("CLICOLOR_FORCE")
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("`keelmark {}`: {}\n{said}", args.join(" "), output.status).into());
    }
    if output.stdout.is_empty() {
        return Err(format!("`keelmark {}` prints nothing\n{said}", args.join(" ")).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The first line, from 1, in which the two texts are not the same.
fn first_difference(committed: &str, fresh: &str) -> Option<usize> {
    if committed == fresh {
        return None;
    }
    let same = committed.split_inclusive('\n').zip(fresh.split_inclusive('\n'));
    Some(same.take_while(|(committed, fresh)| committed == fresh).count() + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_difference_is_named() {
        for (committed, fresh, line) in [
            ("", "", None),
            ("a\nb\n", "a\nb\n", None),
            ("a\nb\n", "a\nc\n", Some(2)),
            ("a\n", "a\nb\n", Some(2)),
            ("a\n", "a", Some(1)),
            ("", "a", Some(1)),
        ] {
            assert_eq!(first_difference(committed, fresh), line, "{committed:?} {fresh:?}");
        }
    }
}
