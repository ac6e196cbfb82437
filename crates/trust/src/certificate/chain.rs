//! Chains from a signer's certificate to a trusted root.

use keelmark_formats::certificate::Certificate;
use keelmark_model::Timestamp;

use super::{ChainError, rules};
use crate::root::{Authority, TrustDomain, TrustRoot};

/// A certificate's chain, which holds at one time.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'r> {
    /// Whose root it leads to.
    pub domain: &'r TrustDomain,
    /// The authority in that root.
    pub authority: &'r Authority,
    /// The authority's certificate that issued the first of the chain.
    pub issuer: &'r Certificate,
}

/// Every way from a certificate to a trusted root, verified but for the time.
///
/// Verifying a signature takes far longer than comparing a time, so that a second time costs nothing.
#[derive(Debug)]
pub struct Paths<'l, 'r> {
    leaf: &'l Certificate,
    /// Never empty.
    paths: Vec<Path<'r>>,
}

#[derive(Debug, Clone, Copy)]
struct Path<'r> {
    domain: &'r TrustDomain,
    authority: &'r Authority,
    /// Where in the authority's chain the issuer is.
    place: usize,
    issuer: &'r Certificate,
}

/// Verifies that an authority of `root` issued `leaf` for signing, whenever that was. Costs one
/// verification of a signature once the authority's own chain was verified.
///
/// # Errors
/// [`ChainError`] but for the two about validity.
pub fn paths<'l, 'r>(
    leaf: &'l Certificate,
    root: &'r TrustRoot,
) -> Result<Paths<'l, 'r>, ChainError> {
    rules::check_signer(leaf)?;
    issued_by(leaf, root.authorities())
}

/// Verifies that `leaf` is issued for signing by an authority of `root` through a chain that holds
/// at `at`.
///
/// # Errors
/// [`ChainError`]: what was wrong with the first authority that has the issuer's name.
pub fn verify_chain<'r>(
    leaf: &Certificate,
    root: &'r TrustRoot,
    at: Timestamp,
) -> Result<Chain<'r>, ChainError> {
    paths(leaf, root)?.at(at)
}

/// Verifies that one of `authorities` issued `leaf`; what `leaf` may be used for is not looked at.
///
/// # Errors
/// As for [`paths`].
pub(crate) fn issued_by<'l, 'r>(
    leaf: &'l Certificate,
    authorities: impl Iterator<Item = (&'r TrustDomain, &'r Authority)>,
) -> Result<Paths<'l, 'r>, ChainError> {
    let mut candidates: Vec<Path<'r>> = authorities
        .flat_map(|(domain, authority)| {
            let places = authority.chain.iter().enumerate();
            places.map(move |(place, issuer)| Path { domain, authority, place, issuer })
        })
        .filter(|path| path.issuer.subject() == leaf.issuer())
        .collect();
    // An authority that renews its key keeps its name, and the identifier of the key tells which of
    // them to try first. It is a hint only: the signature decides.
    candidates.sort_by_key(|path| !names_key(leaf, path.issuer));
    let mut paths: Vec<Path<'r>> = Vec::new();
    let mut first_error = None;
    for path in candidates {
        let verified = paths.first().map(|path| path.issuer.public_key_info());
        let outcome = match verified {
            // Only one key makes a signature; the same one in another chain need not verify it again.
            Some(key) if key != path.issuer.public_key_info() => continue,
            Some(_) => Ok(()),
            None => rules::verify_signature(leaf, path.issuer, path.authority.key(path.place)),
        };
        match outcome.and_then(|()| path.authority.anchored(path.place).clone()) {
            Ok(()) => paths.push(path),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if paths.is_empty() {
        return Err(first_error.unwrap_or_else(|| ChainError::no_issuer(leaf)));
    }
    Ok(Paths { leaf, paths })
}

/// Whether `leaf` says that `issuer`'s key signed it.
fn names_key(leaf: &Certificate, issuer: &Certificate) -> bool {
    leaf.authority_key_id().is_some() && leaf.authority_key_id() == issuer.subject_key_id()
}

impl<'r> Paths<'_, 'r> {
    /// Leaves out the ways to roots of other domains than `domain`.
    pub(crate) fn keep(&mut self, domain: &TrustDomain) {
        self.paths.retain(|path| std::ptr::eq(path.domain, domain));
    }

    /// The first chain of which every certificate holds at `at`, and whose root trusts it then.
    ///
    /// # Errors
    /// [`ChainError::Validity`] or [`ChainError::AuthorityValidity`].
    pub fn at(&self, at: Timestamp) -> Result<Chain<'r>, ChainError> {
        rules::check_validity(self.leaf, at)?;
        let mut first_error = None;
        for path in &self.paths {
            match path.authority.check_validity(path.place, at) {
                Ok(()) => {
                    let Path { domain, authority, issuer, .. } = *path;
                    return Ok(Chain { domain, authority, issuer });
                }
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or_else(|| ChainError::no_issuer(self.leaf)))
    }
}
