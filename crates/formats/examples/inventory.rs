//! Prints what a lockfile names, a line each, for comparison with other tools.
//!
//! `inventory FILE [ROOT]`: `package name version`, then `edge name version name version kind`.
#![expect(clippy::print_stdout, reason = "this program exists to print")]

use std::error::Error;
use std::path::PathBuf;

use keelmark_formats::lock::ALL;
use keelmark_model::{DependencyKind, Package};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = PathBuf::from(arguments.next().ok_or("which file?")?);
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut formats = ALL.iter();
    let format = formats.find(|format| format.files.contains(&name)).ok_or("what format?")?;
    let inventory = (format.parse)(&std::fs::read(&file)?, arguments.next().as_deref())?;
    let row = |package: &Package| {
        format!("{}\t{}", package.name, package.version.as_deref().unwrap_or_default())
    };
    for package in &inventory.packages {
        println!("package\t{}", row(package));
    }
    for edge in &inventory.edges {
        let (from, to) = (row(inventory.package(edge.from)), row(inventory.package(edge.to)));
        let kind = match &edge.kind {
            DependencyKind::Extra(name) => format!("extra {name}"),
            DependencyKind::Group(name) => format!("group {name}"),
            kind => format!("{kind:?}").to_lowercase(),
        };
        println!("edge\t{from}\t{to}\t{kind}");
    }
    Ok(())
}
