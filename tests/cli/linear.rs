//! The linear mode, driven by scripts as a person with a screen reader would: every line is read aloud.

use super::run::{Run, World, finish};

fn script(world: &World, words: &str, lines: &[&str]) -> Run {
    let run = world.run_with_input(words, &(lines.join("\n") + "\n"));
    assert_eq!(run.code, 0, "{}", run.all());
    readable(&run.out);
    run
}

fn demo(lines: &[&str]) -> Run {
    script(&World::new(), "--demo --linear", lines)
}

/// Every line is a sentence or `label: value`, without escape sequences, frames or bars.
fn readable(text: &str) {
    for line in text.lines() {
        let is_label =
            line.split_once(": ").is_some_and(|(label, value)| !label.is_empty() && !value.is_empty());
        let is_sentence = line.ends_with(['.', '?', '!', ':'])
            && line.chars().next().is_some_and(|first| !first.is_whitespace());
        assert!(is_label || is_sentence, "neither a sentence nor a label: {line:?}");
        let is_shape = |letter: char| ('\u{2500}'..='\u{25ff}').contains(&letter);
        assert!(!line.chars().any(|letter| letter.is_control() || is_shape(letter)), "{line:?}");
        assert!(!line.contains("  "), "{line:?}");
    }
}

/// Returns the lines after the last one that is equal to a text.
fn after<'t>(text: &'t str, line: &str) -> &'t str {
    text.rsplit_once(&format!("{line}\n")).unwrap_or_else(|| panic!("no line {line:?} in\n{text}")).1
}

fn row(text: &str, words: &str) -> String {
    let line = text.lines().find(|line| {
        line.split_once(": ")
            .is_some_and(|(number, row)| number.parse::<u16>().is_ok() && row.contains(words))
    });
    line.and_then(|line| line.split(':').next())
        .unwrap_or_else(|| panic!("no row {words:?} in\n{text}"))
        .to_owned()
}

#[test]
fn the_first_screen_says_where_this_is_and_numbers_its_rows() {
    let run = demo(&["quit"]);
    for line in ["Context: demo-buildless, the demo", "Mode: write", "Data: live", "Screen: Overview"] {
        assert!(run.out.lines().any(|own| own == line), "{line} is missing in\n{}", run.out);
    }
    assert!(run.out.contains("\n1: ") && run.out.contains(" of 100, "), "{}", run.out);
}

#[test]
fn every_screen_can_be_read() {
    let run = demo(&[
        "namespaces",
        "open 1",
        "next-pane",
        "open 1",
        "next-pane",
        "more",
        "functions",
        "findings",
        "more",
        "why 1",
        "explain 1",
        "back",
        "reach",
        "why 2",
        "to payments",
        "open 3",
        "why 1",
        "access",
        "why 1",
        "changes",
        "plan",
        "coverage",
        "overview",
        "next-pane",
        "next-pane",
        "why 1",
        "whole-object",
        "policy",
        "1",
        "where",
        "help",
        "quit",
    ]);
    for screen in ["Namespaces", "Functions", "Findings", "Reach", "Changes", "Overview"] {
        assert!(run.out.lines().any(|line| line == format!("Screen: {screen}")), "{screen}\n{}", run.out);
    }
    for part in [
        "Screen: Guided plan for ",
        "Screen: Namespace ",
        "Screen: Function ",
        "Screen: Check ",
        "Screen: Access in",
        "Screen: Object ",
        "Why: ",
    ] {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
}

#[test]
fn back_leads_to_the_question_before_and_cancel_leaves_the_fix() {
    let find = ["findings", "find unauthenticated-route", "fix 1", "https://id.example.com"];
    let answers = ["https://id.example.com/keys", "back", "back", "cancel", "quit"];
    let run = demo(&[&find[..], &answers].concat());
    let asked = |line: &&str| line.starts_with("What is ") || line.starts_with("Your answer");
    let asked: Vec<&str> = run.out.lines().filter(asked).collect();
    let [issuer, keys, audience] = [
        "What is the issuer of your identity provider?",
        "What is the address of the issuer's public keys (jwksUri)?",
        "What is the audience the identity provider puts into tokens for this Function?",
    ];
    let kept = |answer: &str| format!("Your answer, for an empty line: {answer}");
    let (first, second) = (kept("https://id.example.com"), kept("https://id.example.com/keys"));
    assert_eq!(asked, [issuer, keys, audience, keys, &*second, issuer, &*first], "{}", run.out);
    assert!(after(&run.out, &first).contains("Screen: Findings"), "{}", run.out);
}

#[test]
fn a_finding_is_fixed_and_the_fix_undone_by_words_alone() {
    let find = ["findings", "find api-token-mounted"];
    let listed = demo(&[&find[..], &["quit"]].concat()).out;
    let listed = after(&listed, "Filter: api-token-mounted");
    let fix = format!("fix {}", row(listed, "API token"));
    let run = demo(
        &[
            &find[..],
            &[&fix, "apply", "yes", "changes", "why 1", "undo 1", "apply", "yes", "changes", "quit"],
        ]
        .concat(),
    );
    let out = &run.out;
    for line in [
        "Rehearsal: accepted by the server",
        "Type yes to apply, or no to send nothing.",
        "The change is being sent.",
        "Result: applied and verified: the finding is gone",
        "Result: undone: the object is as before",
    ] {
        assert!(out.lines().any(|own| own == line), "{line} is missing in\n{out}");
    }
    assert!(
        out.contains("\nAdded line: ") && out.contains("\n1: undone, ") || out.contains("\n2: undone, "),
        "{out}"
    );
}

#[test]
fn nothing_is_sent_without_the_answer_that_was_asked_for() {
    let run = demo(&[
        "findings",
        "find family:pod-security",
        "fix 1",
        "apply",
        "yes",
        "maybe",
        "no",
        "changes",
        "quit",
    ]);
    assert!(run.out.contains("That is not the text that was asked for."), "{}", run.out);
    assert!(run.out.contains("Message: nothing was sent"), "{}", run.out);
    assert!(after(&run.out, "Screen: Changes").starts_with("No changes yet."), "{}", run.out);
}

#[test]
fn a_typed_name_confirms_what_asks_for_one() {
    let listed = demo(&["findings", "find family:pod-security", "fix 1", "apply", "no", "quit"]).out;
    let word =
        listed.split("type \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a word to type");
    let run = demo(&["findings", "find family:pod-security", "fix 1", "apply", word, "quit"]);
    assert!(run.out.contains("Result: applied"), "{}", run.out);
}

#[test]
fn apply_works_only_in_a_fix_and_read_only_never() {
    let run = demo(&["findings", "apply", "quit"]);
    assert!(run.out.contains("Message: apply works only in a fix"), "{}", run.out);
    let run = script(
        &World::new(),
        "--demo --linear --read-only",
        &["findings", "find api-token-mounted", "fix 1", "apply", "yes", "changes", "quit"],
    );
    assert!(run.out.contains("fnsec is read-only"), "{}", run.out);
    assert!(!run.out.contains("Type yes to apply"), "{}", run.out);
}

#[test]
fn a_risk_is_accepted_with_a_reason() {
    let run =
        demo(&["findings", "accept 1", "the partner signs it", "", "show-accepted", "find partner", "quit"]);
    assert!(run.out.contains("Type the reason for accepting the risk"), "{}", run.out);
    assert!(run.out.contains("Message: 1 finding accepted"), "{}", run.out);
}

#[test]
fn a_fix_that_asks_takes_a_choice_and_an_answer() {
    let run = demo(&["findings", "find jwt-without", "fix 1", "1", "", "back", "quit"]);
    assert!(run.out.contains("Choice 1: ") && run.out.contains("Type the number of a choice"), "{}", run.out);
    assert!(run.out.contains("What is "), "{}", run.out);
}

#[test]
fn an_unknown_command_and_a_missing_row_are_answered() {
    let run = demo(&["aply", "open 999", "undo 5", "quit"]);
    assert!(run.out.contains("did you mean \"apply\"?"), "{}", run.out);
    assert!(run.out.contains("There is no row 999; this list has"), "{}", run.out);
}

#[test]
fn a_dumb_terminal_gets_lines_and_so_does_whoever_asks_by_environment() {
    for (name, value) in [("TERM", "dumb"), ("FNSEC_ACCESSIBLE", "1")] {
        let world = World::new();
        let mut command = world.command("--demo");
        command.env(name, value);
        let run = finish(command);
        assert_eq!(run.code, 0, "{}", run.all());
        assert!(run.out.contains("Screen: Overview"), "{}", run.out);
        readable(&run.out);
    }
}

#[test]
fn what_is_copied_is_read_line_by_line_and_masked() {
    let run =
        demo(&["findings", "find credentials database_url", "fix 1", "copy-yaml", "copy-kubectl", "quit"]);
    assert!(run.out.contains("The copy of YAML has "), "{}", run.out);
    assert!(run.out.contains("Line 1: "), "{}", run.out);
}

#[test]
fn the_demo_of_another_context_is_opened_by_its_name() {
    let run = demo(&["context legacy", "where", "quit"]);
    assert!(run.out.contains("Context: demo-legacy, the demo"), "{}", run.out);
}

#[test]
fn the_lessons_can_be_done_by_words_and_go_on_where_they_were_left() {
    let world = World::new();
    let run =
        script(&world, "tutor --linear", &["3", "open", "explain 1", "findings", "find api-token", "quit"]);
    assert!(run.out.contains("Lesson 1 of 12, move: "), "{}", run.out);
    assert!(run.out.contains("Lesson 6 of 12, mark: "), "{}", run.out);
    let run = script(
        &world,
        "tutor --linear",
        &[
            "findings",
            "find api-token-mounted",
            "mark 1",
            "mark 2",
            "fix",
            "diff-or-yaml",
            "apply",
            "apply 2",
            "yes",
            "changes",
            "undo 1",
            "apply",
            "apply 2",
            "reach",
            "2",
            "open",
            "access",
            "2",
            "quit",
        ],
    );
    assert!(run.out.contains("Lesson 6 of 12, mark: "), "{}", run.out);
    assert!(run.out.contains("Message: lesson 8 of 12 is done"), "{}", run.out);
    assert!(run.out.contains("All 12 lessons are done."), "{}", run.out);
}

#[test]
fn a_line_that_is_too_long_is_not_taken() {
    let long = "x".repeat(5_000);
    let run = demo(&[&long, "findings", "quit"]);
    assert!(run.out.contains("longer than 4096 bytes"), "{}", run.out);
    assert!(run.out.contains("Screen: Findings"), "{}", run.out);
}

#[test]
fn an_input_that_ends_leaves_without_a_change() {
    let run =
        World::new().run_with_input("--demo --linear", "findings\nfind api-token-mounted\nfix 1\napply");
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.out.contains("Type yes to apply") && !run.out.contains("being sent"), "{}", run.out);
}

#[test]
fn changes_are_announced_where_that_is_wanted_and_not_otherwise() {
    let fix = ["findings", "find api-token-mounted", "fix 1", "apply", "yes", "where", "quit"];
    let run = demo(&[&["watch on"], &fix[..]].concat());
    assert!(run.out.contains("Changes are announced."), "{}", run.out);
    let said =
        run.out.lines().find(|line| line.starts_with("Changed: ")).unwrap_or_else(|| panic!("{}", run.out));
    assert!(said.contains(", now ") && said.contains(", before "), "{said}");
    assert!(!demo(&fix).out.contains("Changed: "));
}

#[test]
fn keys_that_messages_name_are_commands_too() {
    let run = demo(&["findings", "x", "quit"]);
    assert!(run.out.contains("Screen: Check "), "{}", run.out);
    assert!(demo(&["z", "quit"]).out.contains("Unknown command \"z\""));
}

#[test]
fn the_overview_reads_every_attack_path_and_what_cuts_the_worst() {
    let run = demo(&["quit"]);
    let paths: Vec<&str> = run.out.lines().filter(|line| line.starts_with("Attack path, ")).collect();
    let cuts: Vec<&str> = run.out.lines().filter(|line| line.starts_with("Cut it: ")).collect();
    assert!(paths.len() >= cuts.len() && cuts.len() >= 4, "{}", run.out);
    assert!(
        cuts.iter().all(|cut| cut.contains("ends it") || cut.contains("leaves") || cut.contains("remains"))
    );
}

#[test]
fn a_scene_is_rendered_as_lines() {
    let run = World::new().run("render --scene overview --format lines");
    assert!(run.code == 0 && run.out.starts_with("Screen: Overview\n"), "{}", run.all());
    readable(&run.out);
}
