//! How the paths of an APIRule relate: which of them a later rule excludes, and which two conflict.

use crate::model::apirule::RouteRule;
use std::collections::BTreeMap;

/// A path in policy syntax.
#[must_use]
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
/// gap: a path that ends at a node created by a longer path is not recorded. Nodes refer to each other by
/// number, so that the number of segments is not bounded by the stack.
#[derive(Debug)]
pub struct Trie {
    nodes: Vec<PathNode>,
    /// The segments of paths with `{**}`.
    open: Vec<Vec<String>>,
}

#[derive(Debug, Default)]
struct PathNode {
    children: BTreeMap<String, usize>,
    end: bool,
    /// What follows `{**}` in the paths through this node: a path of `open`, and where the rest begins in it.
    suffixes: Vec<(usize, usize)>,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![PathNode::default()], open: Vec::new() }
    }
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
        // Each node is visited once at most, since it has one parent, and is one child of it.
        let mut open = vec![(0, tokens)];
        while let Some((node, tokens)) = open.pop().and_then(|(at, rest)| Some((self.nodes.get(at)?, rest))) {
            let Some((first, rest)) = tokens.split_first() else {
                if node.end {
                    return true;
                }
                continue;
            };
            let child = |name: &str| node.children.get(name).copied();
            let many = child("{**}").and_then(|at| self.nodes.get(at));
            if many.is_some_and(|many| self.takes_tail(many, tokens)) {
                return true;
            }
            let named = if *first == "{*}" { None } else { child(first) };
            open.extend([child("{*}"), named].into_iter().flatten().map(|at| (at, rest)));
        }
        false
    }

    fn takes_tail(&self, node: &PathNode, tokens: &[&str]) -> bool {
        node.suffixes.iter().any(|(path, from)| {
            let suffix = self.open.get(*path).and_then(|path| path.get(*from..)).unwrap_or_default();
            let tail = tokens.len().checked_sub(suffix.len()).and_then(|at| tokens.get(at..));
            tail.is_some_and(|tail| tail.iter().eq(suffix.iter()))
        })
    }

    fn put(&mut self, tokens: &[&str]) {
        let mut at = 0;
        for (index, token) in tokens.iter().enumerate() {
            let fresh = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = *node.children.entry((*token).to_owned()).or_insert(fresh);
            if at == fresh {
                self.nodes.push(PathNode { end: index + 1 == tokens.len(), ..PathNode::default() });
            }
            if *token == "{**}"
                && let Some(node) = self.nodes.get_mut(at)
            {
                node.suffixes.push((self.open.len(), index + 1));
            }
        }
        if tokens.contains(&"{**}") {
            self.open.push(tokens.iter().map(ToString::to_string).collect());
        }
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

    #[test]
    fn a_path_of_any_number_of_segments_is_inserted() {
        let mut trie = Trie::default();
        let long = "/a".repeat(200_000);
        assert!(trie.insert(&long) && !trie.insert(&long));
        assert!(trie.insert(&"/{**}".repeat(2_000)));
    }

    #[test]
    fn a_node_is_visited_once_however_many_segments_match_anything() {
        let mut trie = Trie::default();
        let any = "/{*}".repeat(2_000);
        assert!(trie.insert(&format!("{any}/a")) && trie.insert(&format!("{any}/b")));
        assert!(!trie.insert(&format!("{any}/a")));
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
