//! Trusted roots from a repository of The Update Framework.
//!
//! Source: TUF specification 1.0, section 5 ("Detailed client workflow"). [`Refresh`] is that workflow
//! without its effects: it says which file it needs next and judges what it is given, so the same code
//! runs over HTTPS, over a folder and in tests. Two choices the specification leaves open are made on
//! the strict side: a threshold counts distinct keys, not distinct names of keys, and the highest
//! versions ever seen outlive the metadata they were seen in ([`Floors`]).

mod error;
mod refresh;
mod search;
mod threshold;

pub use error::TufError;
pub use keelmark_formats::tuf::Floors;
pub use refresh::{Refresh, Refreshed, Request};
