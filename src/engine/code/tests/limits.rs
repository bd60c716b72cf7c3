//! Hostile sources: what is too deep, too long or invalid is refused with its place, and never a pass.

use std::fmt::Write;

use super::super::{Analysis, Language, Obstacle, Unparsed, analyse};

/// Analyses on a thread with a small stack.
fn small(language: Language, source: String) -> Result<Analysis, Unparsed> {
    let builder = std::thread::Builder::new().stack_size(1 << 20);
    let thread = builder.spawn(move || analyse(language, &source)).expect("a thread");
    thread.join().expect("no panic and no overflow")
}

fn refused(language: Language, source: &str, reason: Obstacle) {
    let result = small(language, source.to_owned());
    let start: String = source.chars().take(40).collect();
    match result {
        Err(why) => assert_eq!(why.reason, reason, "{start}"),
        Ok(analysis) => {
            let why = analysis.incomplete.unwrap_or_else(|| panic!("a pass: {start}"));
            assert_eq!(why.reason, reason, "{start}");
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let deep = 20_000;
    for part in [
        "(",
        "[",
        "{",
        "!",
        "- ",
        "typeof ",
        "new ",
        "await ",
        "a?b:",
        "a=",
        "a=>",
        "if(a)",
        "if(a)\n",
        "`${",
        "f(",
        "a.b(",
        "x:",
        "a**",
        "function(){",
        "(async()=>{",
        "a+",
        "a.",
        "a&&",
        "do ",
        "for(;;)",
        "while(1)\n",
    ] {
        refused(Language::JavaScript, &part.repeat(deep), Obstacle::Depth);
    }
    refused(Language::JavaScript, &format!("if(a){{}}{}", "else if(a){}".repeat(deep)), Obstacle::Depth);
    refused(Language::JavaScript, &format!("x = a{}", "\n.then(f)".repeat(deep)), Obstacle::Depth);
    for part in
        ["(", "[", "{", "not ", "-", "lambda: ", "a if b else ", "f(", "a.", "a+", "await ", "a**", "a and "]
    {
        refused(Language::Python, &format!("x = {}", part.repeat(deep)), Obstacle::Depth);
    }
    let blocks = (0..400).fold(String::new(), |blocks, depth| blocks + &" ".repeat(depth) + "if a:\n");
    refused(Language::Python, &blocks, Obstacle::Depth);
}

#[test]
fn what_is_just_below_the_limits_fits_a_small_stack() {
    for part in [("(", ")"), ("[", "]"), ("f(", ")"), ("!", ""), ("a + ", ""), ("(a => ", ")"), ("`${", "}`")]
    {
        let count = if part.1.is_empty() { 190 } else { 78 };
        let source = format!("x = {}a{}", part.0.repeat(count), part.1.repeat(count));
        small(Language::JavaScript, source).expect(part.0);
    }
    let alternatives = format!("if (a) {{}}{}", " else if (a) {}".repeat(110));
    small(Language::JavaScript, alternatives).expect("alternatives");
    for part in [("(", ")"), ("[", "]"), ("f(", ")"), ("not ", ""), ("a + ", "")] {
        let count = if part.1.is_empty() { 190 } else { 78 };
        let source = format!("x = {}a{}", part.0.repeat(count), part.1.repeat(count));
        small(Language::Python, source).expect(part.0);
    }
}

#[test]
fn a_long_source_and_a_long_line_are_bounded() {
    refused(Language::JavaScript, &"a;".repeat(400_000), Obstacle::Length);
    refused(Language::Python, &format!("x = \"{}\"", "a".repeat(1 << 20)), Obstacle::Length);
    let line = format!("module.exports = {{ main: () => [{}] }}", "1,".repeat(100_000));
    small(Language::JavaScript, line).map(|analysis| assert!(analysis.incomplete.is_some())).expect("a list");
}

#[test]
fn calls_that_multiply_end_with_the_budget() {
    let mut source = String::from("function f0(x) { return x; }\n");
    for level in 1..40 {
        let below = level - 1;
        let _ = writeln!(source, "function f{level}(x) {{ f{below}(x); f{below}(x); return f{below}(x); }}");
    }
    source.push_str("module.exports.main = (event) => f39(event.data);");
    refused(Language::JavaScript, &source, Obstacle::Paths);
}

#[test]
fn a_syntax_error_has_its_place() {
    let why = analyse(Language::JavaScript, "const a = 1;\nconst = 2;").expect_err("invalid");
    assert_eq!((why.line, why.column, why.reason), (2, 7, Obstacle::Syntax));
    let why = analyse(Language::Python, "def main(event, context)\n    return 1\n").expect_err("invalid");
    assert_eq!((why.line, why.reason), (1, Obstacle::Syntax));
    for source in ["", "\u{feff}", "\n\n", "# nothing", "// nothing"] {
        let _ = analyse(Language::JavaScript, source);
        let _ = analyse(Language::Python, source);
    }
}
