//! What was chosen: what is typed counts before what the environment says, and that before the files.

use std::path::{Path, PathBuf};

use keelmark_formats::age::Age;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::settings::{Vulns, share, threshold};
use keelmark_formats::waivers;
use keelmark_gates::vulns::Rules;
use keelmark_model::advisory::Rating;
use keelmark_model::waiver::Waivers;
use keelmark_model::{Purl, Timestamp};
use keelmark_world::{clock, file};

use crate::cmd::check::settings::{self, Found, Origin, Policies};
use crate::cmd::db::Which;
use crate::codes::VULNS_SETTING;
use crate::error::CliError;
use crate::trusted::day;

/// How old a database may be of which nobody says it.
const MAX_AGE: &str = "7d";

/// Variables that say from which severity on a flaw counts, the first that is set. The second is what workflows
/// built around Trivy already set.
const THRESHOLDS: [&str; 2] = ["KEELMARK_FAIL_ON", "VULN_SCAN_SEVERITY_THRESHOLD"];

/// Options about what stops a release.
#[derive(Debug, clap::Args)]
pub(in crate::cmd::check) struct Choices {
    /// A file with the table `[vulns]` [default: keelmark.toml in the target or here]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    #[command(flatten)]
    which: Which,

    /// How old the oldest source of the database may be: 7d, 36h [default: KEELMARK_MAX_AGE, else as keelmark.toml
    /// says, else 7d]
    #[arg(long, value_name = "AGE")]
    max_age: Option<Age>,

    /// From which severity on a flaw stops the release: low, medium, high or critical [default: KEELMARK_FAIL_ON,
    /// else VULN_SCAN_SEVERITY_THRESHOLD, else as keelmark.toml or else the file of waivers says, else low]
    ///
    /// A flaw that nobody rates stops it in any case, as does a malicious package.
    #[arg(long, value_name = "SEVERITY", value_parser = threshold)]
    fail_on: Option<Rating>,

    /// Let flaws pass that no version mends
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_unfixed: Option<bool>,

    /// Only count what is shipped, not what is there to build or to develop
    #[arg(long, value_name = "SCOPE")]
    only: Option<Only>,

    /// Let no flaw pass that is known to be exploited, whatever its severity
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    fail_on_exploited: Option<bool>,

    /// Let no flaw pass that is at least so likely to be exploited within thirty days, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    fail_on_epss: Option<u32>,

    /// Exit with 3 when there are packages that no advisory could name
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    strict: Option<bool>,

    /// Flaws that somebody answers for until a day, in TOML or YAML
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,

    /// The day on which it is judged, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    today: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// What is shipped
    Runtime,
    /// Everything
    All,
}

fn parse_share(text: &str) -> Result<u32, String> {
    share(text.parse().unwrap_or(f64::NAN))
}

fn parse_day(text: &str) -> Result<Timestamp, String> {
    let time = keelmark_formats::time::parse_rfc3339(&format!("{text}T00:00:00Z"));
    time.filter(|_| text.len() == 10).ok_or_else(|| "it is no day: YYYY-MM-DD".to_owned())
}

/// What applies.
pub(in crate::cmd::check) struct Chosen {
    pub(in crate::cmd::check) rules: Rules,
    pub(in crate::cmd::check) waivers: Waivers,
    /// The file of waivers.
    pub(in crate::cmd::check) waivers_path: Option<PathBuf>,
    pub(in crate::cmd::check) max_age: Age,
    pub(in crate::cmd::check) now: Timestamp,
    /// By which package URL documents of VEX name the target.
    pub(in crate::cmd::check) product: Option<Purl>,
    /// Documents of VEX that keelmark.toml names.
    pub(in crate::cmd::check) vex: Vec<PathBuf>,
    /// The database, if keelmark.toml names one.
    database: Option<PathBuf>,
    /// Files of waivers and of VEX, as keelmark.toml names them.
    pub(in crate::cmd::check) named: Vec<String>,
    /// keelmark.toml with its digest, where it says something.
    pub(in crate::cmd::check) policies: Policies,
    /// Where that is.
    pub(in crate::cmd::check) settings: Option<PathBuf>,
}

impl Choices {
    /// # Errors
    /// Those of reading keelmark.toml and the file of waivers; `vulns.setting` for a variable that means nothing.
    pub(in crate::cmd::check) fn choose(&self, origin: Origin<'_>) -> Result<Chosen, CliError> {
        let found = settings::find(self.policy.as_deref(), origin, "vulns", |it| it.vulns)?;
        let beside = |named: &Option<String>| Some(found.as_ref()?.beside(named.as_deref()?));
        let unsaid = Vulns::default();
        let said = found.as_ref().map_or(&unsaid, |it| &it.table);
        let waivers_path = self.waivers.clone().or_else(|| beside(&said.waivers));
        let waivers = self.waivers(found.as_ref(), waivers_path.as_deref())?;
        let now = self.today.unwrap_or_else(clock::now);
        let fail_on =
            self.fail_on.map(Ok).or_else(|| THRESHOLDS.iter().find_map(|it| set(it, threshold)));
        let fail_on = fail_on.transpose()?.or(said.fail_on).or(waivers.threshold);
        let max_age = self.max_age.map(Ok).or_else(|| set("KEELMARK_MAX_AGE", str::parse));
        let max_age = max_age.transpose()?.or(said.max_age).map_or_else(|| MAX_AGE.parse(), Ok);
        let only = self.only.map(|only| only == Only::Runtime);
        let chosen = |typed: Option<bool>, said: Option<bool>| typed.or(said).unwrap_or_default();
        let rules = Rules {
            fail_on: fail_on.unwrap_or(Rating::Low),
            ignore_unfixed: chosen(self.ignore_unfixed, said.ignore_unfixed),
            runtime_only: chosen(only, said.runtime_only),
            exploited: chosen(self.fail_on_exploited, said.fail_on_exploited),
            likelihood: self.fail_on_epss.or(said.fail_on_epss),
            strict: chosen(self.strict, said.strict),
            today: day(now),
        };
        Ok(Chosen {
            rules,
            waivers,
            waivers_path,
            max_age: max_age.map_err(|error| CliError::new(&VULNS_SETTING, error))?,
            now,
            product: said.product.clone(),
            vex: found.as_ref().map(vex).unwrap_or_default(),
            database: beside(&said.database),
            named: said.waivers.iter().chain(&said.vex).cloned().collect(),
            policies: settings::named(found.as_ref()),
            settings: found.map(|it| it.path),
        })
    }

    /// Those in the file given, else in the one that keelmark.toml names; `path` is where that lies.
    fn waivers(
        &self,
        found: Option<&Found<'_, Vulns>>,
        path: Option<&Path>,
    ) -> Result<Waivers, CliError> {
        let Some(path) = path else { return Ok(Waivers::default()) };
        let named = found.and_then(|it| Some((it, it.table.waivers.as_deref()?)));
        let bytes = match named.filter(|_| self.waivers.is_none()) {
            Some((found, named)) => found.load(named)?,
            None => file::load(path, DOCUMENT_BYTES as u64)?,
        };
        let shown = path.display().to_string();
        waivers::parse(&shown, &bytes).map_err(|error| CliError::in_document(shown, &error))
    }

    /// Whether somebody says which database is meant.
    pub(in crate::cmd::check) fn names_database(&self, chosen: &Chosen) -> bool {
        chosen.database.is_some() || self.which.is_named()
    }

    /// Where the database is.
    ///
    /// # Errors
    /// `db.home`.
    pub(in crate::cmd::check) fn database(&self, chosen: &Chosen) -> Result<PathBuf, CliError> {
        self.which.path_unless(chosen.database.as_deref())
    }
}

fn vex(found: &Found<'_, Vulns>) -> Vec<PathBuf> {
    found.table.vex.iter().map(|named| found.beside(named)).collect()
}

/// What a variable says, where it is set.
fn set<T>(name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<Result<T, CliError>> {
    let value = crate::environment(name).filter(|it| !it.is_empty())?;
    let read = parse(&value.to_string_lossy());
    Some(read.map_err(|error| CliError::new(&VULNS_SETTING, format!("{name}: {error}"))))
}
