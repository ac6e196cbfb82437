//! What the licence texts of a package amount to.

use keelmark_model::bom::{LicenseClaim, Licensing};

use crate::license::text;

/// Adds the licence of a further text: texts of several licences hold together.
pub(super) fn add(concluded: &mut Option<String>, expression: Option<&str>) {
    let Some(expression) = expression else { return };
    let mut parts: Vec<&str> =
        concluded.as_deref().map_or(Vec::new(), |all| all.split(" AND ").collect());
    for part in expression.split(" AND ") {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.sort_unstable();
    *concluded = Some(parts.join(" AND "));
}

/// Goes by what the package declares where its texts bear that out.
pub(super) fn conclude(licensing: &mut Licensing) {
    let [LicenseClaim::Expression(declared)] = &licensing.declared[..] else { return };
    let found = licensing.concluded.as_deref();
    if let Some(concluded) = found.and_then(|found| text::concluded(declared, found)) {
        licensing.concluded = Some(concluded);
    }
}
