//! Ruby: Bundler's lock and what RubyGems installed.

pub(super) mod gem_metadata;
pub(super) mod gemfile_lock;
pub(super) mod gemspec;

use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{Purl, PurlError};

/// A gem. `platform` is that of a build of it; `ruby` is the one every gem has.
fn component(
    name: &str,
    version: &str,
    platform: &str,
    state: State,
) -> Result<Component, PurlError> {
    let mut component = Component::new(ComponentKind::Library, name, state);
    component.version = Some(version.to_owned()).filter(|version| !version.is_empty());
    let platform = if platform == "ruby" { "" } else { platform };
    let purl = Purl::new("gem", "", name)?.with_version(version)?;
    component.purl = Some(purl.with_qualifier("platform", platform)?);
    Ok(component)
}
