//! `keelmark sbom enrich`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use keelmark_formats::sbom::enrich::registry::{self, Registry};
use keelmark_formats::sbom::enrich::{Enrichment, Field, Known, enrich, package};
use keelmark_formats::{cache, extract, limits};
use keelmark_model::bom::Component;
use keelmark_model::{Bom, Purl};
use keelmark_world::fetch::Repository;
use keelmark_world::scan::{self, Options, Target};
use rayon::prelude::*;

use super::document::{self, Wanted};
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, sbom_documents};

/// Fill what a bill of materials does not say of its packages
///
/// Licences, digests, authors, suppliers and the like are taken from what package managers keep. Only
/// what is missing is filled; every component says what was filled and from where, in properties
/// `keelmark:enriched:…`. Where licences or digests differ the document is left as it is, and told of;
/// with differing digests the exit code is 1.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// A folder to look in: an environment of Python, node_modules, `~/.cargo/registry`, a cache of uv, a
    /// folder of wheels; repeated: several, the first that knows prevailing
    #[arg(long, value_name = "DIR", required_unless_present = "online")]
    from: Vec<PathBuf>,
    /// Ask PyPI, crates.io and npm about packages that still lack a licence, a digest or an author
    #[arg(long)]
    online: bool,
    /// A document to write, to standard output if no file is named; repeated: several
    ///
    /// Formats: `cyclonedx-json` (1.6; `@1.5`, `@1.7`), `spdx-json` (2.3; `@3.0.1`), `spdx-tag-value`.
    #[arg(long, short, value_name = "FORMAT[=FILE]", required = true)]
    output: Vec<Wanted>,
    /// Form of the answer that tells what was filled; not where a document goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let reading = document::read(&args.input)?;
    let mut bom = reading.bom;
    let mut known = Vec::new();
    for folder in &args.from {
        known.extend(kept(folder)?);
    }
    let mut enrichment = enrich(&mut bom, &known);
    if args.online {
        let answers = answers(&bom)?;
        let Enrichment { filled, conflicts } = enrich(&mut bom, &answers);
        enrichment.filled.extend(filled);
        enrichment.conflicts.extend(conflicts);
    }
    let files = document::write(&bom, &args.output, output)?;
    document::warn(&args.input, &reading.losses, output);
    for one in &enrichment.conflicts {
        let (field, place) = (one.field.name(), &one.place);
        let message =
            format!("{}: {field} {} here, {} in {place}", one.package, one.here, one.there);
        output.warning(&codes::SBOM_ENRICH, &message);
    }
    let is_free = document::leaves_output(&args.output);
    match args.format {
        Format::Json if is_free => output
            .bytes(&json::v1::render(&json::sbom_documents::Enriched::new(&enrichment, &files))),
        Format::Text if is_free => {
            output.text(&sbom_documents::enriched(&enrichment, output.verbose));
            output.text(&sbom_documents::written(&files));
        }
        _ => {}
    }
    let holds = enrichment.conflicts.iter().all(|one| one.field != Field::Hash);
    Ok(if holds { Exit::Holds } else { Exit::DoesNotHold })
}

/// What package managers keep in `folder`: what installers wrote, then archives and sources. A file that
/// cannot be read tells nothing, and nothing is missing by that.
pub(crate) fn kept(folder: &Path) -> Result<Vec<Known>, CliError> {
    let real = folder.canonicalize();
    let name = real.as_deref().unwrap_or(folder).file_name();
    let name = name.map_or("root".into(), |name| name.to_string_lossy().into_owned());
    let mut known = Vec::new();
    for extractors in [extract::RECORDS, cache::ALL] {
        let options = Options::local(extractors);
        let scan = scan::scan(&Target::Folder(folder.to_owned()), &options)?;
        for file in scan.files {
            let place =
                if scan.top.is_empty() { format!("{name}/{}", file.path) } else { file.path };
            let found = file.extract.packages.into_iter().map(|found| found.component);
            let found = found.filter(|one| cache::is_in_place(&place, file.extractor, one));
            known.extend(found.map(|component| Known { component, place: place.clone() }));
        }
    }
    Ok(known)
}

/// What registries answer about those packages of `bom` that lack what they know.
fn answers(bom: &Bom) -> Result<Vec<Known>, CliError> {
    let lacks = |one: &&Component| {
        [Field::License, Field::Hash, Field::Author].iter().any(|field| field.is_empty(one))
    };
    let others = bom.iter().filter(|(id, _)| *id != bom.root).map(|(_, component)| component);
    let wanted = others.filter(lacks).filter_map(|component| {
        let purl = component.purl.as_ref()?;
        let (registry, path) = Registry::for_component(component)?;
        Some((package(purl)?, (registry.address, purl, path)))
    });
    let wanted: BTreeMap<String, (&str, &Purl, String)> = wanted.collect();
    let mut known = Vec::new();
    for registry in &registry::ALL {
        let asked = wanted.values().filter(|(address, ..)| *address == registry.address);
        let asked: Vec<(&Purl, &str)> = asked.map(|(_, purl, path)| (*purl, &**path)).collect();
        if asked.is_empty() {
            continue;
        }
        let repository = Repository::open(registry.address)?;
        let ask = |(purl, path): &(&Purl, &str)| answer(registry, &repository, purl, path);
        let answers: Result<Vec<Option<Known>>, CliError> = match registry.pause {
            0 => asked.par_iter().map(ask).collect(),
            pause => asked.iter().map(|one| ask_slowly(pause, || ask(one))).collect(),
        };
        known.extend(answers?.into_iter().flatten());
    }
    Ok(known)
}

fn ask_slowly<T>(pause: u64, ask: impl Fn() -> T) -> T {
    let answer = ask();
    std::thread::sleep(Duration::from_millis(pause));
    answer
}

/// What `registry` says of `purl`; nothing where it does not have it.
fn answer(
    registry: &Registry,
    repository: &Repository,
    purl: &Purl,
    path: &str,
) -> Result<Option<Known>, CliError> {
    let Some(bytes) = repository.fetch(path, limits::REGISTRY_ANSWER_BYTES)? else {
        return Ok(None);
    };
    let place = format!("{}/{path}", registry.address);
    let component =
        registry.read(purl, &bytes).map_err(|error| CliError::in_document(&*place, &error))?;
    Ok(Some(Known { component, place }))
}
