//! Stable diagnostic codes.

/// A stable, dotted name for something keelmark can report, with its explanation.
///
/// The identifier never changes once released; `keelmark explain ID` prints the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Dotted identifier, for example `subject.missing`.
    pub id: &'static str,
    /// One line: what the code says.
    pub title: &'static str,
    /// Why it happens.
    pub cause: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Declares [`Code`] constants and `ALL`, the list of them in the order written.
///
/// ```
/// keelmark_model::codes! {
///     EMPTY = "subjects.empty" {
///         title: "no subject was found",
///         cause: "Nothing was built.",
///         remedy: "Build first.",
///     }
/// }
/// assert_eq!(ALL, [&EMPTY]);
/// ```
#[macro_export]
macro_rules! codes {
    ($($name:ident = $id:literal {
        title: $title:literal,
        cause: $cause:literal,
        remedy: $remedy:literal $(,)?
    })*) => {
        $(
            #[doc = concat!("`", $id, "`: ", $title, ".")]
            pub static $name: $crate::Code = $crate::Code {
                id: $id,
                title: $title,
                cause: $cause,
                remedy: $remedy,
            };
        )*
        /// Every code declared here, in the order written.
        pub static ALL: &[&$crate::Code] = &[$(&$name),*];
    };
}
