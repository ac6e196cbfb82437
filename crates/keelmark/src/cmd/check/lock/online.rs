//! What the public index says of the files of a lock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use keelmark_formats::limits::INDEX_ANSWER_BYTES;
use keelmark_formats::lock::index;
use keelmark_gates::lock::Locked;
use keelmark_gates::lock::integrity::index::{Answer, compare, questions};
use keelmark_model::Judgement;
use keelmark_world::fetch::Repository;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::error::CliError;

/// Questions that are asked at once: they wait for the network, not for a processor.
const AT_ONCE: usize = 16;

/// Asks the index of the lock's ecosystem, or what stands in its place, about each package.
pub(super) fn judge(locked: Locked<'_>, mirror: Option<&str>) -> Result<Judgement, CliError> {
    let ecosystem = locked.resolution.ecosystem;
    let index = index::of(ecosystem);
    let repository = Repository::open(mirror.unwrap_or(index.address))?;
    // Where one question found nobody, the others would wait as long.
    let is_silent = AtomicBool::new(false);
    let ask = |path: String| {
        if is_silent.load(Ordering::Relaxed) {
            return (path, Answer::Failed("the index does not answer".to_owned()));
        }
        let answer = match repository.fetch_as(&path, index.accept, INDEX_ANSWER_BYTES) {
            Ok(None) => Answer::Absent,
            Ok(Some(bytes)) => match index::read(ecosystem, &bytes) {
                Ok(stated) => Answer::Stated(stated),
                Err(error) => Answer::Failed(error.to_string()),
            },
            Err(error) => {
                is_silent.store(true, Ordering::Relaxed);
                Answer::Failed(error.to_string())
            }
        };
        (path, answer)
    };
    let ask_all = || questions(locked).into_par_iter().map(ask).collect();
    let answers: BTreeMap<String, Answer> =
        match ThreadPoolBuilder::new().num_threads(AT_ONCE).build() {
            Ok(pool) => pool.install(ask_all),
            Err(_) => ask_all(),
        };
    Ok(compare(locked, &answers))
}
