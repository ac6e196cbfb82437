//! PHP: what Composer locks and installs.

mod package;

pub(super) mod composer_installed;
pub(super) mod composer_lock;
pub(super) mod composer_manifest;
