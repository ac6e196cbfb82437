//! CVSS v3.0 and v3.1, base score: Specification Document, sections 7.1 and 7.4, and v3.1's appendix A.

use keelmark_model::advisory::Score;

use super::{Metric, Metrics, tenths};

/// Base, temporal and environmental metrics; the latter are read and have no part in the base score.
pub(super) const METRICS: &[Metric] = &[
    ("AV", "N A L P", true),
    ("AC", "L H", true),
    ("PR", "N L H", true),
    ("UI", "N R", true),
    ("S", "U C", true),
    ("C", "N L H", true),
    ("I", "N L H", true),
    ("A", "N L H", true),
    ("E", "X H F P U", false),
    ("RL", "X U W T O", false),
    ("RC", "X C R U", false),
    ("CR", "X H M L", false),
    ("IR", "X H M L", false),
    ("AR", "X H M L", false),
    ("MAV", "X N A L P", false),
    ("MAC", "X L H", false),
    ("MPR", "X N L H", false),
    ("MUI", "X N R", false),
    ("MS", "X U C", false),
    ("MC", "X N L H", false),
    ("MI", "X N L H", false),
    ("MA", "X N L H", false),
];

const IMPACTS: &[(&str, f64)] = &[("L", 0.22), ("H", 0.56)];

/// `exactly`: round up as v3.1 says, in whole numbers; v3.0 leaves it to how a machine computes.
pub(super) fn score(metrics: &Metrics, exactly: bool) -> Score {
    let is_changed = metrics.value("S") == "C";
    let unharmed: f64 =
        ["C", "I", "A"].iter().map(|name| 1.0 - metrics.weight(name, IMPACTS)).product();
    let base = 1.0 - unharmed;
    let impact = if is_changed {
        7.52 * (base - 0.029) - 3.25 * (base - 0.02).powi(15)
    } else {
        6.42 * base
    };
    if impact <= 0.0 {
        return Score(0);
    }
    let privileges = if is_changed {
        [("N", 0.85), ("L", 0.68), ("H", 0.5)]
    } else {
        [("N", 0.85), ("L", 0.62), ("H", 0.27)]
    };
    let exploitability = 8.22
        * metrics.weight("AV", &[("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)])
        * metrics.weight("AC", &[("L", 0.77), ("H", 0.44)])
        * metrics.weight("PR", &privileges)
        * metrics.weight("UI", &[("N", 0.85), ("R", 0.62)]);
    let sum = impact + exploitability;
    let score = if is_changed { 1.08 * sum } else { sum }.min(10.0);
    if exactly {
        tenths(((score * 1e5).round() / 1e4).ceil())
    } else {
        tenths((score * 10.0 - 1e-9).ceil())
    }
}
