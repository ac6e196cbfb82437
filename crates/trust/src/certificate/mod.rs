//! Certificates: who issued them, who logged them, and whom they name.
//!
//! Source: RFC 5280, section 6, for chains; RFC 6962 for logs; Fulcio's certificate specification for
//! identities. A chain is built from trusted roots alone: certificates that come with a signature are
//! nobody's until one of the roots' authorities issued them.

mod chain;
mod error;
mod identity;
pub(crate) mod rules;
mod transparency;

pub(crate) use chain::issued_by;
pub use chain::{Chain, Paths, paths, verify_chain};
pub use error::{CertificateName, ChainError};
pub use identity::{CertificateIdentity, IdentityError, identity};
pub use transparency::{
    CertificateLogError, IgnoredPromise, LoggedCertificate, Transparency, verify_transparency,
};
