//! How the paths of an APIRule relate: which of them a later rule excludes, and which two conflict.

use crate::model::apirule::RouteRule;
use std::collections::BTreeMap;

/// A path in policy syntax.
pub fn standard(path: &str) -> &str {
    if path == "/*" { "/{**}" } else { path }
}

/// The `notPaths` of a rule: the paths of earlier rules that share a method. The walk ends at the first rule
/// with the same path, and skips `/` and the path that covers everything.
pub fn excluded<'a>(rules: &'a [RouteRule], of: &RouteRule) -> Vec<&'a str> {
    let (mut before, mut paths) = (true, Vec::new());
    for rule in rules {
        if standard(&rule.path) == "/{**}" || rule.path == "/" {
            continue;
        }
        if rule.path == of.path {
            before = false;
        } else if before && rule.methods.iter().any(|method| of.methods.contains(method)) {
            paths.push(rule.path.as_str());
        }
    }
    paths
}

/// The first path, with its method, that an earlier path of the list covers by the controller's algorithm.
pub fn conflict(rules: &[RouteRule]) -> Option<(&str, &str)> {
    let mut tries: BTreeMap<&str, Trie> = BTreeMap::new();
    for rule in rules {
        for method in &rule.methods {
            let path = standard(&rule.path);
            if !tries.entry(method).or_default().insert(path) {
                return Some((path, method));
            }
        }
    }
    None
}

/// Paths by segment. A node records whether a path ended there *when the node was created*, which leaves a
/// gap: a path that ends at a node created by a longer path is not recorded.
#[derive(Debug, Default)]
pub struct Trie {
    children: BTreeMap<String, Trie>,
    end: bool,
    /// The segments after `{**}` in the paths through this node.
    suffixes: Vec<Vec<String>>,
}

impl Trie {
    /// Inserts a path unless an existing one covers it; returns whether it did.
    pub fn insert(&mut self, path: &str) -> bool {
        let tokens: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if self.covers(&tokens) {
            return false;
        }
        self.put(&tokens);
        true
    }

    fn covers(&self, tokens: &[&str]) -> bool {
        let Some((first, rest)) = tokens.split_first() else { return self.end };
        if self.children.get("{**}").is_some_and(|node| node.takes_tail(tokens)) {
            return true;
        }
        let follow = |name: &str| self.children.get(name).is_some_and(|node| node.covers(rest));
        follow(first) || follow("{*}")
    }

    fn takes_tail(&self, tokens: &[&str]) -> bool {
        let ends = |suffix: &Vec<String>| {
            let tail = tokens.len().checked_sub(suffix.len()).and_then(|at| tokens.get(at..));
            tail.is_some_and(|tail| tail.iter().eq(suffix.iter()))
        };
        self.suffixes.iter().any(ends)
    }

    fn put(&mut self, tokens: &[&str]) {
        let Some((first, rest)) = tokens.split_first() else { return };
        let fresh = !self.children.contains_key(*first);
        let node = self.children.entry((*first).to_owned()).or_default();
        node.end |= fresh && rest.is_empty();
        if *first == "{**}" {
            node.suffixes.push(rest.iter().map(ToString::to_string).collect());
        }
        node.put(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(paths: &[&str]) -> bool {
        let mut trie = Trie::default();
        paths.iter().all(|path| trie.insert(path))
    }

    #[test]
    fn a_broader_path_first_collides() {
        for paths in
            [["/{**}", "/a"], ["/{**}", "/"], ["/a/{*}", "/a/b"], ["/a/{**}", "/a/b/c"], ["/a", "/a"]]
        {
            assert!(!accepted(&paths), "{paths:?}");
        }
        for paths in [["/a", "/{**}"], ["/a/b", "/a/{*}"], ["/a/{**}", "/a"], ["/a/{*}", "/{*}/admin"]] {
            assert!(accepted(&paths), "{paths:?}");
        }
    }

    #[test]
    fn one_segment_before_many_collides_and_so_does_an_empty_segment() {
        assert!(!accepted(&["/a/{*}", "/a/{**}"]));
        assert!(!accepted(&["/a/{*}", "/a/"]));
        assert!(accepted(&["/a/", "/a/{*}"]));
        assert!(accepted(&["/a/{**}/b", "/a/{**}"]));
    }

    #[test]
    fn leading_slashes_count_as_one() {
        assert!(!accepted(&["/admin", "//admin"]));
    }

    #[test]
    fn a_path_within_a_longer_one_is_forgotten() {
        assert!(accepted(&["/a/{*}/x", "/a/{*}", "/a/admin"]));
        assert!(accepted(&["/abc/def", "/abc", "/abc"]));
    }

    /// The documented behaviour without a tree: each stored path is compared on its own.
    fn naive(stored: &[Vec<&str>], ends: &[bool], tokens: &[&str]) -> bool {
        stored.iter().zip(ends).any(|(path, end)| {
            let many = path.iter().position(|token| *token == "{**}");
            let fits = |path: &[&str], tokens: &[&str]| {
                path.iter().zip(tokens).all(|(one, token)| one == token || *one == "{*}")
            };
            let plain = *end && path.len() == tokens.len() && fits(path, tokens);
            let wild = many.is_some_and(|at| {
                let (head, suffix) = (&path[..at], &path[at + 1..]);
                tokens.len() > at && fits(head, &tokens[..at]) && tokens[at..].ends_with(suffix)
            });
            plain || wild
        })
    }

    proptest::proptest! {
        #[test]
        fn the_tree_agrees_with_its_plain_statement(
            paths in proptest::collection::vec("(/(a|b|\\{\\*\\}|)){1,3}(/\\{\\*\\*\\}(/a)?)?", 1..6)
        ) {
            let (mut trie, mut stored, mut ends) = (Trie::default(), Vec::<Vec<&str>>::new(), Vec::new());
            for path in &paths {
                let tokens: Vec<&str> = path.trim_start_matches('/').split('/').collect();
                let free = !naive(&stored, &ends, &tokens);
                proptest::prop_assert_eq!(trie.insert(path), free, "{} after {:?}", path, &stored);
                if free {
                    ends.push(!stored.iter().any(|one| one.starts_with(&tokens)));
                    stored.push(tokens);
                }
            }
        }
    }
}
