//! Paths that files of a target name.

/// The path in the target that `named` is from `folder`, empty for the top; `None` for what leads out of it, or to a
/// place on the machine.
pub(super) fn inside(folder: &str, named: &str) -> Option<String> {
    let named = named.replace('\\', "/");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let is_absolute = named.starts_with('/') || named.get(1..3) == Some(":/");
    for part in named.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!is_absolute).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn paths_lie_within_the_target_or_not() {
        for (folder, named, wanted) in [
            ("", ".", Some("")),
            ("", "..", None),
            ("a", "../b.txt", Some("b.txt")),
            ("a/b", "./c//d.txt", Some("a/b/c/d.txt")),
            ("a", "..\\b.txt", Some("b.txt")),
            ("a", "../../b", None),
            ("", "a/../..", None),
            ("a", "/b", None),
            ("a", "C:\\b", None),
        ] {
            assert_eq!(inside(folder, named).as_deref(), wanted, "{folder} {named}");
        }
    }
}
