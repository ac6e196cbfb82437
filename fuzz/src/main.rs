//! Every parser of keelmark under libFuzzer, in one binary.
//!
//! `KEELMARK_FUZZ_TARGET` names the target to run, or `list` to print their names; the rest of the
//! command line is libFuzzer's.
#![no_main]

mod certificates;
mod documents;
mod gates;
mod inventory;
mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use targets::Target;

static CHOSEN: OnceLock<Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = std::env::var("KEELMARK_FUZZ_TARGET").unwrap_or_default();
        let mut targets = targets::all();
        if name == "list" {
            for target in targets {
                println!("{}", target.name);
            }
            std::process::exit(0);
        }
        let Some(at) = targets.iter().position(|target| target.name == name) else {
            eprintln!("KEELMARK_FUZZ_TARGET={name}: no such target; `list` prints them");
            std::process::exit(2);
        };
        CHOSEN.get_or_init(|| targets.swap_remove(at));
    },
    |bytes: &[u8]| {
        if let Some(target) = CHOSEN.get() {
            (target.run)(bytes);
        }
    }
);
