//! What a project asks of uv, and what `uv.lock` says it was asked.
//!
//! uv writes into the lock all that decided about it: requirements, constraints, overrides, environments,
//! conflicts, options. Comparing both tells whether the lock is still that of its project, without a
//! resolver and without a network.
//!
//! Source: uv's documentation ("Locking and syncing", "Configuring projects", "Dependency sources",
//! "Settings", "Conflicting dependencies") and the locks that uv 0.5 to 0.9 write.

mod conflicts;
mod lock;
mod project;
mod requirement;
mod settings;
mod sources;

pub use conflicts::Conflicts;
pub use lock::{Needing, Recorded, RecordedPackage};
pub use project::{Member, Project};
pub use requirement::{FolderKind, Requirement, Source};
pub use settings::{Conflict, DefaultGroups, Index, Metadata, Options, Settings, SettingsFile};
pub use sources::{Lowered, Workspace, flattened};
