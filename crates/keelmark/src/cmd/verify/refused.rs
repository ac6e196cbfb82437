//! Options of cosign, gh, sigstore and slsa-verifier that ask for what is not done here. Each is known, so that
//! whoever gives one is told what to do instead; none is shown in the help.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::codes;
use crate::error::CliError;

/// An option that is refused.
struct Refused {
    name: &'static str,
    short: Option<char>,
    /// Whether something follows it; else it is a switch, which `=false` turns off.
    takes_value: bool,
    instead: &'static str,
}

const fn with_value(name: &'static str, instead: &'static str) -> Refused {
    Refused { name, short: None, takes_value: true, instead }
}

const fn switch(name: &'static str, instead: &'static str) -> Refused {
    Refused { name, short: None, takes_value: false, instead }
}

impl Refused {
    const fn or(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }
}

const AUTHORITIES: &str = "no authority is believed that comes with the command or the signature: put \
                           it into a trusted root, and give `--trusted-root`";
const DIGEST: &str =
    "give the digest in the place of the file: `sha256:` and its hexadecimal digits";
const FILTER: &str = "give `--format json`, and read it with jq";
const OFFLINE: &str = "nothing is fetched: leave it out, and give the bundle with `--bundle`";
const PACKAGE: &str = "give `--npm-package NAME@VERSION`";
const HARDWARE: &str = "export the public key, and give it with `--key`";

const ALGORITHM: &str = "digests are made as the signature and its key say: leave it out";

const REFUSED: [Refused; 26] = [
    // cosign
    with_value("ca-intermediates", AUTHORITIES),
    with_value("ca-roots", AUTHORITIES),
    with_value("certificate-chain", AUTHORITIES),
    with_value("timestamp-certificate-chain", AUTHORITIES),
    with_value("rekor-url", OFFLINE),
    with_value("sct", "only promises within the certificate or none count: leave it out"),
    switch("sk", HARDWARE),
    with_value("slot", HARDWARE),
    with_value("policy", "a policy in CUE or Rego is not run: give demands such as `--repo`"),
    with_value("output-file", "give `--format json`, and write standard output to the file"),
    with_value("digest", DIGEST),
    with_value("digestAlg", DIGEST),
    with_value("hash-algorithm", ALGORITHM),
    with_value("signature-digest-algorithm", ALGORITHM),
    // gh
    switch("bundle-from-oci", "download the bundle and give `--bundle`"),
    with_value("jq", FILTER),
    // cosign has the letter for `--timeout`, which may be left out.
    with_value("template", FILTER).or('t'),
    switch("json-result", "give `--format json`"),
    // sigstore
    switch("staging", "give `--instance staging`"),
    with_value("trust-config", "give the trusted root in it with `--trusted-root`"),
    // slsa-verifier
    with_value("source-versioned-tag", "give `--source-tag`, in full"),
    with_value(
        "build-workflow-input",
        "inputs of a workflow are not compared: look with `--explain`",
    ),
    switch("print-provenance", "give `--explain`, or read the bundle's payload"),
    with_value("provenance-repository", OFFLINE),
    with_value("package-name", PACKAGE),
    with_value("package-version", PACKAGE),
];

/// The refused options that were given, with what to do instead.
#[derive(Debug, Clone, Default)]
pub(crate) struct RefusedArgs(Vec<(&'static str, &'static str)>);

impl RefusedArgs {
    /// Refuses the first of them.
    pub(super) fn check(&self) -> Result<(), CliError> {
        self.0.first().map_or(Ok(()), |(name, instead)| {
            Err(CliError::new(&codes::VERIFY_OPTION, format!("--{name}: {instead}")))
        })
    }
}

impl clap::FromArgMatches for RefusedArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let is_given = |refused: &&Refused| {
            matches.get_raw(refused.name).is_some_and(|mut values| values.any(|it| it != "false"))
        };
        let given = REFUSED.iter().filter(is_given);
        Ok(Self(given.map(|refused| (refused.name, refused.instead)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for RefusedArgs {
    fn augment_args(command: Command) -> Command {
        let arg = |refused: &Refused| {
            let arg = Arg::new(refused.name).long(refused.name).short(refused.short).hide(true);
            if refused.takes_value {
                arg.action(ArgAction::Append)
            } else {
                arg.num_args(0..=1).require_equals(true).default_missing_value("true")
            }
        };
        command.args(REFUSED.iter().map(arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
