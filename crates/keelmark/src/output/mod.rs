//! What people and programs read: the only place that prints.

mod reference;
