//! Bytes to nouns and back.
//!
//! Parsers take bytes and give values of [`keelmark_model`] or an error that says where; renderers
//! are deterministic. Nothing here touches a file, a clock or the environment.

pub mod codes;
pub mod error;
pub mod evidence;
pub mod hash;
pub mod json;
pub mod limits;
pub mod lock;
pub mod predicate;
pub mod time;

pub use error::ParseError;
