//! Killed at any moment, `keelmark attest` leaves the old folder or the new one.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops where it cannot go on, and tells how the kills fell"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{Sandbox, content, run};

const KILLS: u32 = 200;

#[test]
fn the_folder_is_wholly_old_or_wholly_new() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    let evidence = project.join("evidence");
    let versions = ["the wheel", "the wheel, built again"];
    let build = |version: usize| {
        let wheel = project.join("dist/demo_app-1.2.0-py3-none-any.whl");
        fs::write(wheel, versions[version % 2]).unwrap();
    };

    // What each version's folder looks like, and how long one run takes here and now.
    let mut whole: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    let mut span = Duration::ZERO;
    for version in 0..2 {
        build(version);
        let began = Instant::now();
        sandbox.run(&project, &["attest"]).expect(0);
        span = span.max(began.elapsed());
        whole.push(content(&evidence));
    }
    assert_ne!(whole[0], whole[1]);

    let (mut old, mut new, mut late) = (0, 0, 0);
    while old + new < KILLS {
        assert!(late < 5 * KILLS, "runs end before they are killed, however early that is tried");
        let before = content(&evidence);
        let to = usize::from(before == whole[0]);
        build(to);
        // Moments are spread over a run, in an order that is not theirs.
        let share = f64::from((old + new) * 73 % KILLS + 1) / f64::from(KILLS);
        let mut child = sandbox.command(&project, &["attest", "--quiet"]).spawn().unwrap();
        std::thread::sleep(span.mul_f64(share));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();

        let after = content(&evidence);
        assert!(whole.contains(&after), "a mixture: {:?}", after.keys());
        // How long a run takes is learned on the way: the last moments must fall into its end.
        if ended {
            late += 1;
            span = span.mul_f64(0.98);
        } else if after == before {
            old += 1;
            span = span.mul_f64(if share > 0.9 { 1.02 } else { 1.0 });
        } else {
            new += 1;
        }
        // A reader sees a folder that verifies with the artifacts it was written for.
        build(usize::from(after == whole[1]));
        run(&mut sandbox.command(&project, &["verify", "--quiet"])).expect(0);
    }
    println!("{KILLS} kills within {span:?}: {old} left the old, {new} the new; {late} came late");
    assert!(old > 0 && new > 0, "all kills fell before the exchange, or all after it");

    build(0);
    sandbox.run(&project, &["attest"]).expect(0);
    assert_eq!(content(&evidence), whole[0]);
    assert_eq!(
        names(&project),
        ["dist", "evidence", "pyproject.toml", "uv.lock"].map(str::to_owned).into()
    );
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
