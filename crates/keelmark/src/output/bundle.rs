//! What became of a bundle, for people.

use std::fmt::Write as _;

use keelmark_model::visible;

use super::{DIM, STRONG};
use crate::cmd::bundle::Created;

/// What `keelmark bundle create` wrote; that it holds is not said.
pub(crate) fn created(created: &Created) -> String {
    let Created { path, media_type, lacks } = created;
    let mut text = format!("{STRONG}{}{STRONG:#}  written, not verified\n", visible(path));
    let _ = writeln!(text, "  {DIM}form:{DIM:#}  {media_type}");
    for what in lacks {
        let _ = writeln!(text, "  {DIM}lacks:{DIM:#} {what}");
    }
    text
}
