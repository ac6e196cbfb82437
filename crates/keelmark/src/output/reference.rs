//! The command reference, in Markdown, from the same definition that parses the command line.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};

/// Renders the reference of `command` and every command below it that is not hidden.
///
/// The text depends on the definition alone: not on the terminal, the environment or the order of
/// hashing. One heading for each command, in the order declared.
pub(crate) fn render(command: &Command) -> String {
    let mut command = command.clone();
    command.build();
    let mut text = String::from(
        "<!-- Written by `cargo xtask docs` from the command line's definition. -->\n\n# Commands\n",
    );
    section(&mut text, &mut command, &[]);
    text
}

/// One command: heading, description, usage, arguments, options, then the commands below it.
fn section(text: &mut String, command: &mut Command, parents: &[String]) {
    let mut path = parents.to_vec();
    path.push(command.get_name().to_owned());
    *text += &format!("\n## {}\n", path.join(" "));
    if let Some(about) = command.get_long_about().or(command.get_about()) {
        paragraph(text, about);
    }
    *text += &format!("\n```text\n{}\n```\n", usage(command));

    let shown = |arg: &&Arg| !arg.is_hide_set() && !is_builtin(arg);
    let (operands, options): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().filter(shown).partition(|arg| arg.is_positional());
    arguments(text, "Arguments", &operands);
    let headings = options.iter().map(|option| option.get_help_heading().unwrap_or("Options"));
    let mut seen: Vec<&str> = Vec::new();
    for heading in headings {
        if !seen.contains(&heading) {
            let own = |option: &&&Arg| option.get_help_heading().unwrap_or("Options") == heading;
            let group: Vec<&Arg> = options.iter().filter(own).copied().collect();
            arguments(text, heading, &group);
            seen.push(heading);
        }
    }
    if let Some(after) = command.get_after_long_help().or(command.get_after_help()) {
        paragraph(text, after);
    }
    for inner in command.get_subcommands_mut() {
        if !inner.is_hide_set() && inner.get_name() != "help" {
            section(text, inner, &path);
        }
    }
}

/// `keelmark attest [OPTIONS] [PROJECT]`, without the word `Usage:`.
fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    usage.trim_start_matches("Usage:").trim().to_owned()
}

fn is_builtin(arg: &Arg) -> bool {
    matches!(
        arg.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    )
}

fn arguments(text: &mut String, heading: &str, arguments: &[&Arg]) {
    if arguments.is_empty() {
        return;
    }
    *text += &format!("\n**{heading}**\n\n");
    for arg in arguments {
        *text += &format!("- `{}`", spelling(arg));
        if let Some(help) = arg.get_long_help().or(arg.get_help()) {
            *text += &format!(": {}", indented(&prose(help)));
        }
        for note in notes(arg) {
            *text += &format!("\n  - {note}");
        }
        text.push('\n');
    }
}

/// `-o, --output <FOLDER>`, or an operand's `[TARGET]...`.
fn spelling(arg: &Arg) -> String {
    // Without styles this is what the usage line and `--help` call the argument.
    let long = arg.to_string();
    match arg.get_short() {
        Some(short) if arg.get_long().is_some() => format!("-{short}, {long}"),
        _ => long,
    }
}

/// What is known of an argument beside its help: values and default.
fn notes(arg: &Arg) -> Vec<String> {
    let mut notes = Vec::new();
    if arg.get_action().takes_values() && !arg.is_hide_possible_values_set() {
        let values = arg.get_possible_values();
        for value in values.iter().filter(|value| !value.is_hide_set()) {
            let help = value.get_help().map(|help| format!(": {}", prose(help)));
            notes.push(format!("`{}`{}", value.get_name(), help.unwrap_or_default()));
        }
    }
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| format!("`{}`", value.display())).collect();
    if arg.get_action().takes_values() && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        notes.push(format!("default: {}", defaults.join(", ")));
    }
    notes
}

fn paragraph(text: &mut String, prose_of: &StyledStr) {
    *text += &format!("\n{}\n", prose(prose_of));
}

/// Help as Markdown: what would read as a tag or a table is escaped, code spans are left alone, and
/// no line ends in white space.
fn prose(help: &StyledStr) -> String {
    let plain = help.to_string();
    let mut text = String::with_capacity(plain.len());
    for (index, span) in plain.trim().split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        if index % 2 == 0 {
            text += &span.replace('<', "\\<").replace('|', "\\|").replace('*', "\\*");
        } else {
            text += span;
        }
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Text that continues a list item.
fn indented(text: &str) -> String {
    text.replace("\n\n", "\n\n  ")
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use super::render;

    fn command() -> Command {
        Command::new("tool")
            .about("Does things")
            .version("1")
            .arg(
                Arg::new("quiet")
                    .short('q')
                    .long("quiet")
                    .action(ArgAction::SetTrue)
                    .help("Say less"),
            )
            .subcommand(
                Command::new("make")
                    .about("Make one")
                    .long_about("Make one of `<these>`, or <those>.\n\nAnd more.  ")
                    .arg(Arg::new("target").value_name("TARGET").num_args(0..).help("What to make"))
                    .arg(
                        Arg::new("format")
                            .long("format")
                            .value_name("FORMAT")
                            .value_parser(["text", "json"])
                            .default_value("text")
                            .help_heading("Output")
                            .long_help("How to show it.\n\nA second paragraph."),
                    )
                    .arg(Arg::new("secret").long("secret").hide(true)),
            )
            .subcommand(Command::new("hidden").hide(true))
    }

    #[test]
    fn the_reference_is_markdown() {
        insta::assert_snapshot!(render(&command()));
    }

    #[test]
    fn the_terminal_changes_nothing() {
        let narrow = command().term_width(20);
        assert_eq!(render(&narrow), render(&command().term_width(200)));
    }
}
