//! Both formats together: what is written, what is read back, and what is read of others.

mod foreign;
mod golden;
mod inventories;
mod property;

use keelmark_model::{Inventory, Project, Scope, Subject, Timestamp};

use super::SbomInput;

/// The input for `inventory` with everything else fixed.
fn input<'a>(
    inventory: &'a Inventory,
    scopes: &'a [Scope],
    project: &'a Project,
    subjects: &'a [Subject],
) -> SbomInput<'a> {
    let created = Timestamp(1_767_225_600);
    SbomInput {
        inventory,
        scopes,
        project,
        subjects,
        created,
        tool_version: "0.0.0",
        lockfile: None,
    }
}
