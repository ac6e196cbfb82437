//! The keelmark command.
fn main() {}
