//! `keelmark sbom generate`

use std::path::PathBuf;
use std::str::FromStr;

use keelmark_formats::extract;
use keelmark_formats::oci::Platform;
use keelmark_formats::sbom::document::{self, RenderOptions};
use keelmark_model::bom::{Component, Context, State};
use keelmark_model::{Bom, Timestamp};
use keelmark_world::file;
use keelmark_world::scan::{Exclude, Options, Target, cache_folder};

use super::split;
use super::survey::survey;
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, sbom};

/// List what is in a project, an artifact or an image, and write it as a bill of materials
#[derive(Debug, clap::Args)]
#[command(disable_version_flag = true)]
pub(super) struct Args {
    /// A folder, a package, a lockfile, a program or an image; several with `--split`
    #[arg(value_name = "TARGET", default_value = ".")]
    pub(super) targets: Vec<String>,

    /// Write documents of each target by itself into a folder, named after what it is
    ///
    /// `sbom-source`, `sbom-wheel`, `sbom-sdist` and so on, each as `.cyclonedx.json` and
    /// `.spdx.json`; of an image `image-sbom.cdx.json` with its checksum in `.sha256`. With a project
    /// alone, the artifacts that its build has left are targets too.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "name", "version"])]
    split: Option<PathBuf>,

    /// A document to write, to standard output if no file is named; repeated: several
    ///
    /// Formats, each with `@VERSION` or without: `cyclonedx-json` (1.5, 1.6, 1.7), `spdx-json` (2.3,
    /// 3.0.1), `spdx-tag-value` (2.3); and `table`, `json`.
    #[arg(long, short, value_name = "FORMAT[=FILE]")]
    output: Vec<Wanted>,

    /// In which states components are wanted: installed, locked, declared, bundled, fixture, or all
    /// [default: installed,locked; of a package also declared, which is what it needs]
    #[arg(long, value_name = "STATE,…", value_delimiter = ',')]
    state: Vec<StateArg>,

    /// What to pass over in the target, as a glob; repeated: several
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// Which image of several is meant [default: that for this machine, or the only one]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]")]
    platform: Option<Platform>,

    /// Take an image of a registry by its tag, which may mean another tomorrow
    #[arg(long)]
    allow_tag: bool,
    /// Read every layer of an image, even one that was looked at before, and keep nothing of it
    ///
    /// Without this, what was found in a layer is kept in `$XDG_CACHE_HOME/keelmark/layers`, and
    /// taken from there when the same layer is looked at again.
    #[arg(long)]
    no_cache: bool,

    /// Name of what the target is [default: as it says itself, else as its file is called]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Version of what the target is
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,

    /// Exit with 3 when a part of the target could not be looked at
    #[arg(long)]
    pub(super) strict: bool,

    /// Form of the answer that tells what was found and written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// A document that is asked for.
#[derive(Debug, Clone)]
struct Wanted {
    form: Form,
    file: Option<PathBuf>,
}

/// Form of a document.
#[derive(Debug, Clone, Copy)]
enum Form {
    Table,
    Json,
    Document(document::Format),
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (form, file) = match text.split_once('=') {
            Some((_, "")) => return Err("there is no file after the `=`".to_owned()),
            Some((form, file)) => (form, Some(file.into())),
            None => (text, None),
        };
        let form = match form {
            "table" => Form::Table,
            "json" => Form::Json,
            _ => Form::Document(document::parse_name(form).map_err(|error| error.to_string())?),
        };
        Ok(Self { form, file })
    }
}

/// A state that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StateArg {
    All,
    One(State),
}

impl FromStr for StateArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        let state = State::ALL.into_iter().find(|state| state.name() == text);
        state.map(Self::One).ok_or_else(|| {
            let names: Vec<&str> = State::ALL.into_iter().map(State::name).collect();
            format!("it is none of {}, all", names.join(", "))
        })
    }
}

/// What was found, and what became of it.
#[derive(Debug)]
pub(crate) struct Generated<'a> {
    /// The target as it was typed.
    pub(crate) target: &'a str,
    /// Everything that was found.
    pub(crate) bom: &'a Bom,
    /// The states that documents have.
    pub(crate) states: &'a [State],
    /// Documents written, as they were named.
    pub(crate) files: Vec<String>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    if let Some(folder) = &args.split {
        return split::run(args, folder, output);
    }
    let [target] = args.targets.as_slice() else {
        let message = "several targets have no one bill of materials";
        return Err(CliError::new(&codes::SBOM_SPLIT, message));
    };
    let to_stdout = args.output.iter().filter(|wanted| wanted.file.is_none()).count();
    if to_stdout > 1 {
        let message = "two documents cannot both go to standard output: name a file for one";
        return Err(CliError::new(&codes::SBOM_OUTPUT, message));
    }
    let bom = generate(target, args)?;
    let states = args.states(bom.context);
    let is_kept = |_, component: &Component| states.contains(&component.state);
    let gaps = bom.gaps.clone();
    if to_stdout == 0 {
        let files = match args.output.is_empty() {
            true => Vec::new(),
            false => write(args, &bom.clone().retain(is_kept), output)?,
        };
        let generated = Generated { target, bom: &bom, states: &states, files };
        match args.format {
            Format::Json => {
                output.bytes(&json::v1::render(&json::sbom::Generation::from(&generated)));
            }
            Format::Text => output.text(&sbom::summary(&generated)),
        }
    } else {
        // The document is the answer, so that of the bill only what it says is needed.
        write(args, &bom.retain(is_kept), output)?;
    }
    sbom::warn(&gaps, output);
    Ok(if args.strict && !gaps.is_empty() { Exit::Undecided } else { Exit::Holds })
}

/// Writes the documents that are asked for, of all in `bom`; gives the files they went to.
fn write(args: &Args, bom: &Bom, output: &Output) -> Result<Vec<String>, CliError> {
    let mut files = Vec::new();
    for wanted in &args.output {
        let bytes = render(wanted.form, bom);
        match &wanted.file {
            Some(path) => {
                file::replace(path, &bytes)?;
                files.push(path.display().to_string());
            }
            None => output.bytes(&bytes),
        }
    }
    Ok(files)
}

impl Args {
    /// The states that documents have.
    pub(super) fn states(&self, context: Option<Context>) -> Vec<State> {
        wanted_states(&self.state, context)
    }
}

/// The states that are asked for, or the usual ones.
pub(crate) fn wanted_states(asked: &[StateArg], context: Option<Context>) -> Vec<State> {
    let is_wanted = |state: &State| match asked {
        [] => usual(context).contains(state),
        given => given.iter().any(|it| *it == StateArg::All || *it == StateArg::One(*state)),
    };
    State::ALL.into_iter().filter(is_wanted).collect()
}

/// The states that a document of something looked at in `context` has unless told otherwise: of a package,
/// what it needs is what it declares.
pub(crate) fn usual(context: Option<Context>) -> Vec<State> {
    let is_built = context == Some(Context::Build);
    let is_usual = |state: &State| state.is_usual() || is_built && *state == State::Declared;
    State::ALL.into_iter().filter(is_usual).collect()
}

/// How a target is to be looked at; `besides` is passed over, too.
pub(super) fn options(args: &Args, besides: Option<String>) -> Result<Options, CliError> {
    let exclude: Vec<String> = args.exclude.iter().cloned().chain(besides).collect();
    Ok(Options {
        extractors: extract::ALL,
        exclude: Exclude::parse(&exclude)?,
        platform: args.platform.clone(),
        cache: (!args.no_cache).then(|| cache_folder(&crate::environment)).flatten(),
        allow_tag: args.allow_tag,
        logins: logins(),
    })
}

/// The bill of the target.
fn generate(target: &str, args: &Args) -> Result<Bom, CliError> {
    let mut bom = survey(&Target::parse(target)?, &options(args, None)?)?;
    if args.name.is_none() && args.version.is_none() {
        return Ok(bom);
    }
    name(&mut bom, args)?;
    // A name decides where a component stands.
    Ok(bom.sorted())
}

/// Where `docker login` keeps names and passwords.
fn logins() -> Option<PathBuf> {
    let set = |name: &str| crate::environment(name).filter(|value| !value.is_empty());
    let folder = set("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| Some(PathBuf::from(set("HOME")?).join(".docker")));
    Some(folder?.join("config.json"))
}

/// What the user calls the target.
fn name(bom: &mut Bom, args: &Args) -> Result<(), CliError> {
    let Some(root) = bom.components.get_mut(bom.root.0 as usize) else { return Ok(()) };
    if let Some(name) = &args.name
        && root.name != *name
    {
        root.name.clone_from(name);
        // It would name another package.
        root.purl = None;
    }
    if let Some(version) = &args.version {
        root.version = Some(version.clone());
        let purl = root.purl.take().map(|purl| purl.with_version(version));
        root.purl = purl
            .transpose()
            .map_err(|error| CliError::new(&codes::ATTEST_PURL, error.to_string()))?;
    }
    Ok(())
}

fn render(form: Form, bom: &Bom) -> Vec<u8> {
    match form {
        Form::Table => sbom::table(bom).into_bytes(),
        Form::Document(format) => document(format, bom),
        Form::Json => json::v1::render(&json::sbom::Inventory::from(bom)),
    }
}

/// `bom` as a document.
pub(super) fn document(format: document::Format, bom: &Bom) -> Vec<u8> {
    let created = bom.created.unwrap_or(Timestamp(0));
    let tool_version = env!("CARGO_PKG_VERSION");
    document::render(bom, &RenderOptions { format, created, tool_version })
}
