//! Bills made by hand, in every format.

mod bills;
mod golden;
