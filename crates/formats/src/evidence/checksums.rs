//! Checksum lists as `sha256sum` writes and checks them.
//!
//! Source: GNU coreutils manual, "cksum output modes": `HEX`, two spaces, name, newline. A name
//! with a backslash, newline or carriage return is escaped and its line begins with a backslash.

use keelmark_model::Digest;

/// Renders one line for each name and digest, in name order.
pub fn render<'a>(entries: impl IntoIterator<Item = (&'a str, &'a Digest)>) -> Vec<u8> {
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_unstable();
    let mut text = String::new();
    for (name, digest) in entries {
        let escaped = name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
        if escaped != name {
            text.push('\\');
        }
        text.push_str(&digest.hex());
        text.push_str("  ");
        text.push_str(&escaped);
        text.push('\n');
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use crate::hash::sha256;

    #[test]
    fn lines_are_sorted_and_awkward_names_escaped() {
        let digest = sha256(b"");
        let hex = digest.hex();
        let text = super::render([("b\\", &digest), ("a", &digest)]);
        assert_eq!(String::from_utf8(text).unwrap(), format!("{hex}  a\n\\{hex}  b\\\\\n"));
    }
}
