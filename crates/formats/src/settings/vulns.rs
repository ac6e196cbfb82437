//! When a known flaw stops a release: `[vulns]` of keelmark.toml.
//!
//! ```toml
//! [vulns]
//! fail-on = "high"                 # low, medium, high, critical
//! ignore-unfixed = true
//! only = "runtime"                 # or "all"
//! fail-on-exploited = true
//! fail-on-epss = 0.5
//! strict = true
//! max-age = "7d"
//! product = "pkg:oci/shop"         # by which documents of VEX name the target
//! # Files, beside keelmark.toml:
//! database = "advisories.db"
//! waivers = "security/waivers.toml"
//! vex = ["security/shop.openvex.json"]
//! ```

use keelmark_model::Purl;
use keelmark_model::advisory::Rating;
use serde::Deserialize;
use toml::Spanned;

use crate::ParseError;
use crate::age::Age;
use crate::license::policy::Reader;

/// What a project chose; what it leaves open is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vulns {
    /// From which severity on a flaw stops a release.
    pub fail_on: Option<Rating>,
    /// Whether flaws pass that no version mends.
    pub ignore_unfixed: Option<bool>,
    /// Whether only what is shipped counts.
    pub runtime_only: Option<bool>,
    /// Whether a flaw that is known to be exploited stops it whatever its severity.
    pub fail_on_exploited: Option<bool>,
    /// How likely to be exploited a flaw must be to stop it whatever its severity, in millionths.
    pub fail_on_epss: Option<u32>,
    /// Whether packages that no advisory could name leave the question open.
    pub strict: Option<bool>,
    /// How old the oldest source of the database may be.
    pub max_age: Option<Age>,
    /// By which package URL documents of VEX name the target.
    pub product: Option<Purl>,
    /// The database; like all paths here relative to the folder of keelmark.toml.
    pub database: Option<String>,
    /// A file of waivers.
    pub waivers: Option<String>,
    /// Documents of VEX.
    pub vex: Vec<String>,
}

/// `[vulns]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Written {
    fail_on: Option<Spanned<String>>,
    ignore_unfixed: Option<bool>,
    only: Option<Only>,
    fail_on_exploited: Option<bool>,
    fail_on_epss: Option<Spanned<f64>>,
    strict: Option<bool>,
    max_age: Option<Spanned<String>>,
    product: Option<Spanned<String>>,
    database: Option<String>,
    waivers: Option<String>,
    #[serde(default)]
    vex: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Only {
    Runtime,
    All,
}

impl Written {
    /// # Errors
    /// `settings.value` for a severity, a share, an age or a package URL that is none, with its position.
    pub(crate) fn read(self, reader: &Reader<'_>) -> Result<Vulns, ParseError> {
        Ok(Vulns {
            fail_on: read(reader, self.fail_on.as_ref(), |word| threshold(word))?,
            ignore_unfixed: self.ignore_unfixed,
            runtime_only: self.only.map(|only| only == Only::Runtime),
            fail_on_exploited: self.fail_on_exploited,
            fail_on_epss: read(reader, self.fail_on_epss.as_ref(), |number| share(*number))?,
            strict: self.strict,
            max_age: read(reader, self.max_age.as_ref(), |age| age.parse())?,
            product: read(reader, self.product.as_ref(), |purl| {
                purl.parse().map_err(|error| format!("it is no package URL: {error}"))
            })?,
            database: self.database,
            waivers: self.waivers,
            vex: self.vex,
        })
    }
}

fn read<W: std::fmt::Display, T>(
    reader: &Reader<'_>,
    written: Option<&Spanned<W>>,
    parse: impl Fn(&W) -> Result<T, String>,
) -> Result<Option<T>, ParseError> {
    let Some(written) = written else { return Ok(None) };
    let value = written.get_ref();
    let read =
        parse(value).map_err(|why| reader.wrong(&written.span(), format!("`{value}`: {why}")));
    read.map(Some)
}

/// The severity that a word means from which on a flaw counts.
///
/// # Errors
/// What is wrong with it.
pub fn threshold(word: &str) -> Result<Rating, String> {
    let known = [Rating::Low, Rating::Medium, Rating::High, Rating::Critical];
    let found = known.into_iter().find(|rating| rating.name().eq_ignore_ascii_case(word));
    found.ok_or_else(|| "it is none of low, medium, high, critical".to_owned())
}

/// A share of one, in millionths.
///
/// # Errors
/// What is wrong with it.
pub fn share(number: f64) -> Result<u32, String> {
    if !(0.0..=1.0).contains(&number) {
        return Err("it is no number from 0 to 1".to_owned());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and a million"
    )]
    Ok((number * 1e6).round() as u32)
}

#[cfg(test)]
mod tests {
    use keelmark_model::advisory::Rating;

    use super::super::Settings;
    use super::Vulns;

    const WHOLE: &str = r#"
[vulns]
fail-on = "High"
ignore-unfixed = false
only = "runtime"
fail-on-exploited = true
fail-on-epss = 0.25
strict = true
max-age = "36h"
product = "pkg:oci/shop"
database = "a.db"
waivers = "w.toml"
vex = ["v.json"]
"#;

    #[test]
    fn every_choice_is_read() {
        let vulns = Settings::parse(WHOLE.as_bytes()).unwrap().vulns.unwrap();
        let expected = Vulns {
            fail_on: Some(Rating::High),
            ignore_unfixed: Some(false),
            runtime_only: Some(true),
            fail_on_exploited: Some(true),
            fail_on_epss: Some(250_000),
            strict: Some(true),
            max_age: Some("36h".parse().unwrap()),
            product: Some("pkg:oci/shop".parse().unwrap()),
            database: Some("a.db".to_owned()),
            waivers: Some("w.toml".to_owned()),
            vex: vec!["v.json".to_owned()],
        };
        assert_eq!(vulns, expected);
        let nothing = Settings::parse(b"[vulns]\n").unwrap().vulns.unwrap();
        assert_eq!(nothing, Vulns::default());
    }

    #[test]
    fn what_means_nothing_is_an_error_with_its_place() {
        for (from, to, code, line) in [
            ("\"High\"", "\"severe\"", "settings.value", 3),
            ("\"High\"", "\"none\"", "settings.value", 3),
            ("\"runtime\"", "\"dev\"", "document.shape", 5),
            ("0.25", "25.0", "settings.value", 7),
            ("0.25", "nan", "settings.value", 7),
            ("\"36h\"", "\"36\"", "settings.value", 9),
            ("pkg:oci/shop", "shop", "settings.value", 10),
            ("ignore-unfixed", "ignore_unfixed", "document.shape", 4),
        ] {
            let text = WHOLE.replace(from, to);
            assert_ne!(text, WHOLE);
            let error = Settings::parse(text.as_bytes()).unwrap_err();
            let found = (error.code.id, error.at.map(|at| at.line));
            assert_eq!(found, (code, Some(line)), "{to}: {error}");
        }
    }
}
