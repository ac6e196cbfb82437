//! What a document does not hold of the bill it was written from.
//!
//! The document is read back and compared with the bill value by value: what is told follows from the bytes,
//! not from a list of what a format is thought to hold.

mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use keelmark_model::Bom;
use keelmark_model::bom::ComponentId;

use super::document::{Format, RenderOptions};
use super::read::{self, Loss};
use crate::ParseError;
use values::Values;

/// Counts of `bom` what `document`, rendered from it with `options`, lacks or says otherwise, by what it is:
/// `lines of places`. Who rendered it, and when, is no difference.
///
/// # Errors
/// As [`read::read`]: a bill can be larger than what is read.
pub fn lost(
    bom: &Bom,
    options: &RenderOptions<'_>,
    document: &[u8],
) -> Result<Vec<Loss>, ParseError> {
    let read::Reading { bom: written, places, .. } = read::read(document)?;
    let order = order(bom, options.format);
    let mut counts = BTreeMap::new();
    if order.len() != places.len() {
        counts.insert("components", order.len().abs_diff(places.len()));
    }
    let mut origins = vec![None; written.components.len()];
    for (id, place) in order.into_iter().zip(places) {
        let (one, other) = (bom.component(id), written.component(place));
        if one != other {
            compare(Values::of_component(one), Values::of_component(other), &mut counts);
        }
        if let Some(origin) = origins.get_mut(place.0 as usize) {
            *origin = Some(id);
        }
    }
    let origin = |id: ComponentId| origins.get(id.0 as usize).copied().flatten();
    compare(Values::of_graph(bom, Some), Values::of_graph(&written, origin), &mut counts);
    let told = |bom| Values::of_document(bom, options.tool_version);
    compare(told(bom), told(&written), &mut counts);
    let loss = |(what, count): (&str, usize)| Loss { field: what.to_owned(), count };
    Ok(counts.into_iter().map(loss).collect())
}

/// The components in the order in which a document of `format` has them.
fn order(bom: &Bom, format: Format) -> Vec<ComponentId> {
    let others = || bom.iter().map(|(id, _)| id).filter(|id| *id != bom.root);
    match format {
        // The reader adds what a document that is about nothing lacks.
        _ if bom.component(bom.root).name.is_empty() => {
            others().chain(std::iter::once(bom.root)).collect()
        }
        Format::CycloneDxJson(_) => std::iter::once(bom.root).chain(others()).collect(),
        Format::SpdxJson | Format::SpdxTagValue | Format::SpdxJsonLd => {
            bom.iter().map(|(id, _)| id).collect()
        }
    }
}

/// Counts what only one of both has. A value that became another is in each, and counts once.
fn compare(one: Values, other: Values, counts: &mut BTreeMap<&'static str, usize>) {
    let (one, other) = (one.sorted(), other.sorted());
    let mut only: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut before, mut after) = (one.iter().peekable(), other.iter().peekable());
    loop {
        match (before.peek(), after.peek()) {
            (Some(old), Some(new)) if old == new => {
                before.next();
                after.next();
            }
            (Some(old), new) if new.is_none_or(|new| old < new) => {
                only.entry(old.0).or_default().0 += 1;
                before.next();
            }
            (_, Some(new)) => {
                only.entry(new.0).or_default().1 += 1;
                after.next();
            }
            (_, None) => break,
        }
    }
    for (what, (lacking, more)) in only {
        *counts.entry(what).or_default() += lacking.max(more);
    }
}
