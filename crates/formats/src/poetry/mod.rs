//! What a project asks of Poetry, and what `poetry.lock` says was chosen.
//!
//! Poetry writes into the lock a digest of the parts of `pyproject.toml` that decided about it. Where that
//! differs, the lock is of other requirements; where it is the same, the lock may still have been changed.
//!
//! Source: Poetry's documentation ("Basic usage", "Dependency specification", "The pyproject.toml file") and the
//! locks that Poetry 1.0 to 2.5 write.

mod constraint;
mod content_hash;
mod lock;
mod project;

pub use constraint::Constraint;
pub use lock::{Locked, Recorded, resolve};
pub use project::{Condition, Project, Requirement};
