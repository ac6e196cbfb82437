//! The keelmark command.

#[cfg(test)]
mod output;

fn main() {}
