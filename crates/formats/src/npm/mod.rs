//! What a JavaScript project asks of npm, and what `package-lock.json` says was chosen.
//!
//! npm asks of a lock whether the tree it describes answers whatever the manifests and the packages in the
//! tree need: each need is looked up as Node.js would, and what is found must satisfy it. That the lock also
//! has a copy of the root's own needs plays no part.
//!
//! Source: npm's documentation ("package.json", "package-lock.json", "npm ci", "workspaces", "overrides",
//! "package-spec") and the locks that npm 7 to 11 write.

mod lock;
mod manifest;
mod needs;
mod override_set;
mod settings;
mod specifier;

pub use lock::{Recorded, RecordedPackage};
pub use manifest::{Manifest, Member};
pub use needs::{Need, NeedKind};
pub(crate) use needs::{Tables, bundles};
pub use override_set::{Override, Overrides};
pub use settings::Settings;
pub use specifier::{Git, Specifier};

pub use crate::lock::npm::{Modules, Tree, find};
