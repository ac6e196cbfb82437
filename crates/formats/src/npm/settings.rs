//! `.npmrc` of a project, as far as it decides about locks.
//!
//! Source: npm's documentation, "npmrc" and "config".

/// What a project tells npm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether needs of peers play no part.
    pub ignores_peers: bool,
    /// Registries that it names, for all packages or those of a scope.
    pub registries: Vec<String>,
}

impl Settings {
    /// Reads `.npmrc`. A line of no known form says nothing that decides about locks.
    pub fn parse(text: &str) -> Self {
        let mut settings = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
            let (key, value) = line.split_once('=').map_or((line, "true"), |(key, value)| {
                (key.trim(), value.trim().trim_matches(['"', '\'']))
            });
            match key {
                "legacy-peer-deps" => settings.ignores_peers = value == "true",
                "registry" => settings.registries.push(value.to_owned()),
                _ if key.starts_with('@') && key.ends_with(":registry") => {
                    settings.registries.push(value.to_owned());
                }
                _ => {}
            }
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn what_decides_about_locks_is_read() {
        let text = "; note\nlegacy-peer-deps\nregistry = https://r.example/\n\
                    @s:registry=\"https://s.example\"\n//r.example/:_authToken=${TOKEN}\n";
        let registries = ["https://r.example/", "https://s.example"].map(str::to_owned).to_vec();
        assert_eq!(Settings::parse(text), Settings { ignores_peers: true, registries });
        assert_eq!(Settings::parse("legacy-peer-deps=false"), Settings::default());
    }
}
