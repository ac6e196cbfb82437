//! JavaScript: what is installed in `node_modules`, and what locks and manifests ask for.

pub(super) mod hidden_lock;
pub(super) mod npm_v1;
pub(super) mod package_json;
pub(super) mod pnpm_lock;
mod yarn_lines;
pub(super) mod yarn_lock;

/// A name that stands in front of a range or version: `name@range`, `@scope/name@range`.
pub(super) fn split_at_sign(text: &str) -> Option<(&str, &str)> {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@')?.0;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
