//! What tokens open, and which are alike.

use super::mesh::generated::{AROUND, ID, api_rule};
use super::mesh::snapshot;
use fnsec::engine::mesh::{GenerationContext, Mesh, Token, generate};
use fnsec::engine::tokens::Locks;

fn locks(text: &str) -> Locks {
    let snapshot = snapshot(&(text.to_owned() + AROUND));
    let rules = snapshot.spaces().flat_map(|space| space.api_rules.values());
    let all: Vec<_> = rules.map(|rule| generate(rule, &GenerationContext::cluster(&snapshot))).collect();
    Locks::of(Mesh::intended(&snapshot, &all), &all, &snapshot)
}

fn names(locks: &Locks, token: &Token) -> Vec<String> {
    locks.opened(token).iter().map(|one| locks.all()[one.lock].routed.path.clone()).collect()
}

#[test]
fn a_rule_that_another_one_opens_is_open_to_tokens_it_does_not_name() {
    let locks = locks(&api_rule(
        "r",
        "r.d.example",
        "x",
        "GET /a/{**} open\nPOST /a/admin jwt[staff]\nPOST /a/{**} jwt",
    ));
    let bare = Token::of(ID, &[], &[]);
    assert_eq!(names(&locks, &bare), ["/a/admin", "/a/{**}"]);
    assert!(locks.opened(&bare).iter().all(|one| !one.anyway));
}

#[test]
fn what_everybody_may_do_is_marked() {
    let locks = locks(&api_rule("r", "r.d.example", "x", "GET / jwt\nGET /* open"));
    let opened = locks.opened(&Token::of(ID, &[], &[]));
    assert!(opened.len() == 1 && opened[0].anyway, "{opened:?}");
    assert_eq!(locks.classes(), []);
}

#[test]
fn a_refused_apirule_opens_nothing() {
    let locks = locks(&api_rule("r", "r.d.example", "x", "GET /* jwt\nGET /a jwt"));
    assert_eq!(locks.all(), []);
}

#[test]
fn tokens_are_alike_when_they_open_the_same() {
    let one = api_rule("a", "a.d.example", "x", "GET /a jwt[shop]")
        + &api_rule("b", "b.d.example", "x", "GET /b jwt[shop]");
    let alike =
        |text: &str| locks(text).classes().into_iter().map(|class| class.sorts.len()).collect::<Vec<_>>();
    assert_eq!(alike(&one), [1]);
    let two = one.replace("GET /b jwt[shop]", "GET /b jwt[other]")
        + &api_rule("c", "c.d.example", "x", "GET /c jwt[other]");
    assert_eq!(alike(&two).iter().sum::<usize>(), 2);
}

#[test]
fn a_rule_of_v1beta1_is_judged_by_its_policies_where_the_mesh_checks_tokens() {
    use super::mesh::legacy::{born_old, platform, spec_of};
    let bare = Token::of(ID, &[], &[]);
    let opened = |checker: &str, lines: &str| {
        let locks = locks(&(born_old(&spec_of(lines)) + &platform("3.9.0", checker)));
        let found = locks.opened(&bare);
        found.iter().map(|one| (locks.all()[one.lock].routed.path.clone(), one.anyway)).collect::<Vec<_>>()
    };
    assert_eq!(opened("istio", "GET /a jwt\nGET /b jwt[staff]"), [("/a".to_owned(), false)]);
    // No policy of v1beta1 leaves out what another rule guards.
    assert_eq!(opened("istio", "GET /a jwt\nGET /.* no_auth"), [("/a".to_owned(), true)]);
    assert_eq!(opened("ory", "GET /a token\nGET /b no_auth"), [("/a".to_owned(), false)]);
}
