//! Objects that stand in several places of a document.

use keelmark_model::bom::Supplier;
use keelmark_model::{Digest, DigestAlgorithm};

use super::super::super::origin::address;
use super::super::super::validate::schema::is_email;
use super::super::super::writer::Writer;

pub(super) fn organization(w: &mut Writer, supplier: &Supplier) {
    w.field("name", &supplier.name);
    if let Some(url) = &supplier.url {
        w.key("url").array(|w| w.string(&address(url)));
    }
    if let Some(email) = email(supplier) {
        w.key("contact").array(|w| w.object(|w| w.field("email", email)));
    }
}

/// The address to write to, if it is one: many write theirs so that no program finds it, and the schema
/// takes no other.
pub(super) fn email(party: &Supplier) -> Option<&str> {
    party.email.as_deref().filter(|text| is_email(text))
}

pub(super) fn reference(w: &mut Writer, kind: &'static str, url: &str, digests: &[Digest]) {
    w.leaf(|w| {
        w.field("type", kind);
        w.field("url", url);
        if !digests.is_empty() {
            w.key("hashes").array(|w| hashes(w, digests));
        }
    });
}

pub(super) fn hashes(w: &mut Writer, digests: &[Digest]) {
    for digest in digests {
        w.leaf(|w| {
            w.field(
                "alg",
                match digest.algorithm() {
                    DigestAlgorithm::Md5 => "MD5",
                    DigestAlgorithm::Sha1 => "SHA-1",
                    DigestAlgorithm::Sha256 => "SHA-256",
                    DigestAlgorithm::Sha384 => "SHA-384",
                    DigestAlgorithm::Sha512 => "SHA-512",
                },
            );
            w.key("content").hex(digest);
        });
    }
}

pub(super) fn property(w: &mut Writer, name: &str, value: &str) {
    w.leaf(|w| {
        w.field("name", name);
        w.field("value", value);
    });
}
