//! Who publishes a path.
//!
//! Source: TUF specification 1.0, sections 4.5 ("Delegations") and 5.6.7: roles are asked in
//! pre-order, each once; after a terminating role that may publish the path nobody else is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keelmark_formats::hash;
use keelmark_formats::tuf::{DelegatedRole, Delegations, Key, Role};

/// Roles still to be asked about one path.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) path: String,
    /// The next to be asked is last.
    pending: Vec<Asked>,
    asked: BTreeSet<String>,
}

/// A role with what it must be signed by.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) keys: Arc<BTreeMap<String, Key>>,
}

impl Search {
    /// A search for `path` that begins with the role `first`.
    pub(super) fn new(path: String, first: Asked) -> Self {
        Self { path, pending: vec![first], asked: BTreeSet::new() }
    }

    /// The role to be asked now, if any is left.
    pub(super) fn current(&mut self) -> Option<&Asked> {
        while self.pending.last().is_some_and(|next| self.asked.contains(&next.name)) {
            self.pending.pop();
        }
        self.pending.last()
    }

    /// How many roles were asked.
    pub(super) fn count(&self) -> usize {
        self.asked.len()
    }

    /// The current role does not publish the path; those it delegates to are asked next.
    pub(super) fn descend(&mut self, delegations: Delegations) {
        let Some(done) = self.pending.pop() else { return };
        self.asked.insert(done.name);
        let keys = Arc::new(delegations.keys);
        let mut next = Vec::new();
        for role in delegations.roles.into_iter().filter(|role| may_publish(role, &self.path)) {
            let DelegatedRole { name, role, terminating, .. } = role;
            next.push(Asked { name, role, keys: Arc::clone(&keys) });
            if terminating {
                self.pending.clear();
                break;
            }
        }
        self.pending.extend(next.into_iter().rev());
    }
}

fn may_publish(role: &DelegatedRole, path: &str) -> bool {
    let digest = || hash::sha256(path.as_bytes()).hex();
    role.paths.iter().any(|pattern| matches(pattern, path))
        || (!role.path_hash_prefixes.is_empty() && {
            let digest = digest();
            role.path_hash_prefixes.iter().any(|prefix| digest.starts_with(prefix.as_str()))
        })
}

/// Whether `path` is as `pattern` says: segment by segment, where `*` stands for any number of
/// characters and `?` for one.
fn matches(pattern: &str, path: &str) -> bool {
    pattern.split('/').count() == path.split('/').count()
        && pattern.split('/').zip(path.split('/')).all(|(pattern, name)| segment(pattern, name))
}

/// Without backtracking further than the last `*`, so in time of the product of both lengths.
fn segment(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while read < name.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at + 1, read));
                at += 1;
            }
            Some(expected) if *expected == '?' || Some(expected) == name.get(read) => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((after, from)) = retry else { return false };
                retry = Some((after, from + 1));
                (at, read) = (after, from + 1);
            }
        }
    }
    pattern.iter().skip(at).all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use keelmark_formats::tuf::{DelegatedRole, Delegations, Role};

    use super::{Asked, Search, matches};

    #[test]
    fn patterns_do_not_cross_folders() {
        let cases = [
            ("registry.npmjs.org/*", "registry.npmjs.org/keys.json", true),
            ("registry.npmjs.org/*", "registry.npmjs.org/a/b", false),
            ("registry.npmjs.org/*", "registry.npmjs.orgx/a", false),
            ("*", "a", true),
            ("*", "a/b", false),
            ("*.tgz", "foo.tgz", true),
            ("foo-?.t*z", "foo-1.tgz", true),
            ("foo-?.tgz", "foo-10.tgz", false),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyybz", false),
            ("", "", true),
            ("a", "", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        let stars = "*a".repeat(50);
        assert!(!matches(&stars, &"a".repeat(49)) && matches(&stars, &"a".repeat(500)));
    }

    fn role() -> Role {
        Role { key_ids: Vec::new(), threshold: 1 }
    }

    /// The order in which roles are asked, where `tree` says who delegates to whom and `!` marks the
    /// terminating.
    fn order(tree: &[(&str, &[&str])]) -> Vec<String> {
        let first = Asked { name: "targets".to_owned(), role: role(), keys: Default::default() };
        let mut search = Search::new("path".to_owned(), first);
        let mut order = Vec::new();
        while let Some(asked) = search.current() {
            let name = asked.name.clone();
            let children = tree.iter().find(|(parent, _)| *parent == name);
            let roles = children.map_or(&[][..], |(_, roles)| roles).iter().map(|role_name| {
                let terminating = role_name.ends_with('!');
                DelegatedRole {
                    name: role_name.trim_matches(['!', '-']).to_owned(),
                    role: role(),
                    paths: vec![if role_name.starts_with('-') { "no" } else { "p*" }.to_owned()],
                    path_hash_prefixes: Vec::new(),
                    terminating,
                }
            });
            search.descend(Delegations { keys: BTreeMap::new(), roles: roles.collect() });
            order.push(name);
        }
        order
    }

    #[test]
    fn roles_are_asked_in_pre_order_and_once() {
        let asked =
            order(&[("targets", &["a", "-x", "b"]), ("a", &["c", "b"]), ("b", &["a", "d"])]);
        assert_eq!(asked, ["targets", "a", "c", "b", "d"]);
    }

    #[test]
    fn nobody_is_asked_after_a_terminating_role() {
        let asked = order(&[("targets", &["a", "b"]), ("a", &["c!", "d"]), ("c", &["e"])]);
        assert_eq!(asked, ["targets", "a", "c", "e"]);
        let passed = order(&[("targets", &["-a!", "b"])]);
        assert_eq!(passed, ["targets", "b"], "a role that may not publish the path ends nothing");
    }
}
