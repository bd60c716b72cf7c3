//! What sentences mean, and the errors of those that do not fit the grammar.

use super::*;
use proptest::prelude::*;

fn target(namespace: &str, name: &str) -> Target {
    Target { namespace: namespace.into(), name: name.into() }
}

#[test]
fn every_form_of_the_grammar_is_read() {
    let internet = parse("internet may not reach pay/*").expect("reads");
    assert_eq!(internet, Expectation::Internet { may: false, to: target("pay", "*") });
    let token =
        parse("a token of issuer https://x for audience a, b with scope s opens only shop/cart, pay/*");
    let opens = Opens::Only(vec![target("shop", "cart"), target("pay", "*")]);
    let (audiences, scopes) = (vec!["a".to_owned(), "b".to_owned()], vec!["s".to_owned()]);
    assert_eq!(token, Ok(Expectation::Token { issuer: "https://x".into(), audiences, scopes, opens }));
    assert!(matches!(
        parse("a token of issuer x opens nothing"),
        Ok(Expectation::Token { opens: Opens::Only(all), .. }) if all.is_empty()
    ));
    assert!(matches!(
        parse("a token of issuer x does not open pay/a"),
        Ok(Expectation::Token { opens: Opens::Not(all), .. }) if all == [target("pay", "a")]
    ));
    let Ok(Expectation::Right { subject, may, verbs, resource, place, .. }) =
        parse("group dev may not read Secrets in pay")
    else {
        panic!("reads")
    };
    assert_eq!(
        (subject, may, place),
        (Subject::Group("dev".into()), false, PermissionPlace::Namespace("pay".into()))
    );
    assert_eq!((verbs.join(" ").as_str(), resource.as_str()), ("get list watch", "Secrets"));
    assert!(matches!(
        parse("account shop/default may delete pods named x anywhere"),
        Ok(Expectation::Right { place: PermissionPlace::Anywhere, name, .. }) if name == "x"
    ));
    let below = Expectation::Level { least: Level::Baseline, namespace: None };
    assert_eq!(parse("no namespace below baseline"), Ok(below));
    assert!(matches!(parse("namespace pay enforces restricted"), Ok(Expectation::Level { .. })));
    let connection = parse("shop/* may not connect to pay/refund");
    let to = Destination::Pods(target("pay", "refund"));
    assert_eq!(connection, Ok(Expectation::Connection { from: target("shop", "*"), may: false, to }));
    assert!(parse("shop/cart may connect to internet").is_ok());
}

#[test]
fn a_name_with_spaces_is_quoted() {
    assert!(matches!(
        parse("user \"anna smith\" may not read Secrets"),
        Ok(Expectation::Right { subject: Subject::User(name), .. }) if name == "anna smith"
    ));
}

#[test]
fn an_error_names_the_word_and_the_nearest_one() {
    for (sentence, why) in [
        ("internet my not reach pay/*", "expected \"may\", found \"my\"; did you mean \"may\"?"),
        ("internt may not reach pay/*", "did you mean \"internet\"?"),
        ("internet may not reach pay", "expected NS/NAME, such as pay/refund or pay/*, found \"pay\""),
        ("internet may not", "expected \"reach\", found the end of the sentence"),
        ("no namespace below basline", "did you mean \"baseline\"?"),
        ("a token of issuer x opens onli shop/a", "did you mean \"only\"?"),
        ("group dev may not read Secrets inn pay", "did you mean \"in\"?"),
        ("internet may not reach pay/* ever", "expected the end of the sentence, found \"ever\""),
        ("user \"anna may read x", "the quote is not closed"),
        ("", "found the end of the sentence"),
    ] {
        let fault = parse(sentence).expect_err(sentence);
        assert!(fault.contains(why), "{sentence}: {fault}");
    }
}

proptest! {
    #[test]
    fn no_sentence_ends_the_program(sentence in "(internet|may|not|a|token|opens|only|[a-z*]{1,3}/[a-z*]{1,3}|\"|,|\\PC| ){0,14}") {
        drop(parse(&sentence));
    }
}
