//! Every code this crate can report, by topic.

mod certificate;
mod evidence;
mod key;
mod log;
mod provenance;
mod registry;
mod signature;
mod time;
mod tuf;

use keelmark_model::Code;

pub use certificate::*;
pub use evidence::*;
pub use key::*;
pub use log::*;
pub use provenance::*;
pub use registry::*;
pub use signature::*;
pub use time::*;
pub use tuf::*;

/// Every code, topic by topic, in the order written.
pub static ALL: &[&[&Code]] = &[
    certificate::ALL,
    evidence::ALL,
    key::ALL,
    log::ALL,
    provenance::ALL,
    registry::ALL,
    signature::ALL,
    time::ALL,
    tuf::ALL,
];
