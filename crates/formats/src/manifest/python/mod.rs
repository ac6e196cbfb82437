//! Python projects: `pyproject.toml`, `setup.cfg`, and the names of what they build.

pub mod classifier;
pub mod file_name;
mod poetry;
pub mod pyproject;
pub mod requirement;
pub mod setup_cfg;
pub mod setup_py;
pub mod version;

/// `name` as PEP 503 compares it: lowercase, runs of `-`, `_` and `.` as one `-`.
///
/// `None` when it is not a name (PEP 508: ASCII letters, digits, `.`, `-` and `_`, beginning and
/// ending with a letter or digit).
///
/// ```
/// use keelmark_formats::manifest::python::normalized;
/// assert_eq!(normalized("Zope.Interface__x").as_deref(), Some("zope-interface-x"));
/// assert_eq!(normalized("requests ("), None);
/// ```
pub fn normalized(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let ends = bytes.first()?.is_ascii_alphanumeric() && bytes.last()?.is_ascii_alphanumeric();
    let separator = |byte: u8| matches!(byte, b'-' | b'_' | b'.');
    if !ends || !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || separator(*byte)) {
        return None;
    }
    let mut normal = String::with_capacity(name.len());
    for &byte in bytes {
        if !separator(byte) {
            normal.push(char::from(byte.to_ascii_lowercase()));
        } else if !normal.ends_with('-') {
            normal.push('-');
        }
    }
    Some(normal)
}

/// Where module `module` (dotted) may stand under `folder` (empty for the project itself).
fn module_files(folder: &str, module: &str) -> [String; 2] {
    let path = module.replace('.', "/");
    let stem = if folder.is_empty() { path } else { format!("{folder}/{path}") };
    [format!("{stem}/__init__.py"), format!("{stem}.py")]
}
