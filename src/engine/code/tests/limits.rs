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

#[test]
fn sources_that_grow_stay_bounded() {
    let many = 12_000;
    let pushes = "list.push(event.data.x);\n".repeat(many);
    let fields: String = (0..many).fold(String::new(), |text, at| text + &format!("k{at}: event.data.x,\n"));
    let names: String =
        (0..many).fold(String::new(), |text, at| text + &format!("let v{at} = event.data.x;\n"));
    let members = "x = x.a;\n".repeat(many);
    let joins = "x = x + event.data.y;\n".repeat(many);
    let branches = "if (event.data.x === 'a') x = 1;\n".repeat(many);
    let checks: String =
        (0..many).fold(String::new(), |text, at| text + &format!("if (event.data.k{at} !== 'a') return;\n"));
    for body in [
        format!("const list = [];\n{pushes}"),
        format!("const o = {{\n{fields}}};\nfor (const k in o) o[k] = o;"),
        format!("{names}{}", "if (v1) v2 = v3;\n".repeat(2_000)),
        format!("let x = event.data;\n{members}require('child_process').exec(x);"),
        format!("let x = 'a';\n{joins}require('child_process').exec(x);"),
        format!("let x;\n{branches}"),
        checks,
        "return 1;\n".repeat(many),
        "try { f(); } catch (e) { g(e); }\n".repeat(4_000),
        "event.data.list.map((a) => a).filter((a) => a);\n".repeat(4_000),
    ] {
        let source = format!("module.exports.main = function (event) {{\n{body}\n}};");
        let start: String = body.chars().take(60).collect();
        let analysis = small(Language::JavaScript, source).expect(&start);
        for flow in &analysis.flows {
            assert!(flow.steps.len() <= 48, "{start}");
        }
    }
}
