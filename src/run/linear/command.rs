//! The commands of the linear mode: words, and numbers of rows.

use crate::app::KeyAction;
use crate::app::input::action::NAMES;
use crate::verdicts::config::fields::guess;

/// A command line, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Nothing was typed.
    Empty,
    Help,
    Quit,
    /// Read the screen again.
    List,
    /// Read the next rows.
    More,
    /// Where this is.
    Where,
    Select(usize),
    /// An action, on a row if one is named.
    Act(KeyAction, Option<usize>),
    /// The details of a row.
    Why(Option<usize>),
    /// A text to filter a list by, or to search a text for; empty to remove the filter.
    Find(String),
    /// A place by its name, or a picker for it.
    Go(KeyAction, String),
    /// The column of a grid.
    To(String),
    Watch(Option<bool>),
    /// The rights to request, as YAML.
    Rights,
    /// A command of the palette.
    Palette(String),
}

/// What `help` lists, besides the names of actions.
pub const HELP: [(&str, &str); 26] = [
    ("list", "read this screen again"),
    ("more", "read the next rows"),
    ("NUMBER", "select a row"),
    ("open NUMBER", "open a row"),
    ("why NUMBER", "read the details of a row"),
    ("explain NUMBER", "read the page of the check"),
    ("fix NUMBER", "prepare the fix of a finding; nothing is sent"),
    ("edit", "edit the YAML of a fix"),
    ("rehearse", "ask the server whether it would accept the fix"),
    ("apply", "ask for the confirmation, then send the fix"),
    ("undo NUMBER", "prepare the undo of a change, on the screen changes"),
    ("accept NUMBER", "accept the risk of a finding"),
    ("mark NUMBER", "mark a finding, to fix several together"),
    ("back", "return to where this screen was opened"),
    ("find TEXT", "filter a list or search a text; find alone removes the filter"),
    ("sort", "change the order of a list"),
    ("next-pane, previous-pane", "go to another list of this screen"),
    ("overview, namespaces, functions, findings, reach, access, changes", "open a screen"),
    ("namespace NAME, function NAME, context NAME, subject NAME, policy NAME", "open it"),
    ("to NAME", "select the destination on the screen reach"),
    ("watch on, watch off", "announce what changes while nothing is typed"),
    ("where", "read the context, the user, the mode and the age of the data"),
    ("copy-rights", "print a role that would allow reading everything"),
    ("write", "arm changes to a production cluster for 15 minutes"),
    ("help", "list all commands"),
    ("quit", "leave"),
];

/// Other words for actions.
const WORDS: [(&str, KeyAction); 10] = [
    ("o", KeyAction::Open),
    ("b", KeyAction::Back),
    ("f", KeyAction::Fix),
    ("yaml", KeyAction::Whole),
    ("map", KeyAction::Map),
    ("next", KeyAction::NextPane),
    ("previous", KeyAction::PreviousPane),
    ("show-passed", KeyAction::TogglePassed),
    ("show-accepted", KeyAction::ToggleAccepted),
    ("who", KeyAction::WhoCan),
];

/// Pickers, by the word that opens them.
const PICKERS: [(&str, KeyAction); 8] = [
    ("namespace", KeyAction::GoNamespace),
    ("ns", KeyAction::GoNamespace),
    ("function", KeyAction::GoFunction),
    ("context", KeyAction::GoContext),
    ("ctx", KeyAction::GoContext),
    ("point", KeyAction::GoPoint),
    ("subject", KeyAction::GoSubject),
    ("policy", KeyAction::GoPolicy),
];

/// Actions that only change how a screen is painted, and those that a line does better.
const PAINTED: [KeyAction; 19] = [
    KeyAction::CopyScreen,
    KeyAction::Down,
    KeyAction::Up,
    KeyAction::Left,
    KeyAction::Right,
    KeyAction::HalfDown,
    KeyAction::HalfUp,
    KeyAction::PageDown,
    KeyAction::PageUp,
    KeyAction::Zoom,
    KeyAction::Filter,
    KeyAction::Search,
    KeyAction::Palette,
    KeyAction::Suspend,
    KeyAction::ToggleMouse,
    KeyAction::ToggleGlyphs,
    KeyAction::ToggleTheme,
    KeyAction::ToggleHints,
    KeyAction::Transpose,
];

/// Whether the linear mode offers an action by its name.
#[must_use]
pub fn is_offered(action: KeyAction) -> bool {
    !PAINTED.contains(&action)
}

/// Whether the name of an action and its help are worth a line after [`HELP`]: they say what is not said there.
#[must_use]
pub fn adds_to_help(action: KeyAction, help: &str) -> bool {
    let name = action.name();
    is_offered(action) && !listed().any(|word| word == name) && name.replace('-', " ") != help
}

/// Returns the commands of [`HELP`] by their first words.
fn listed() -> impl Iterator<Item = &'static str> {
    let commands = HELP.iter().flat_map(|(words, _)| words.split(", "));
    commands.filter_map(|command| command.split(' ').next())
}

/// Parses a line; rows count from 1.
///
/// # Errors
/// If the line is not a command: a sentence that names the nearest one.
pub fn parse(line: &str) -> Result<Command, String> {
    // Messages name commands as they are typed on the screen.
    let line = line.trim().trim_start_matches(':').trim_start();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (lower, rest) = (word.to_lowercase(), rest.trim());
    let row = || match rest {
        "" => Ok(None),
        rest => number(rest).map(Some),
    };
    if let Ok(at) = lower.parse::<usize>() {
        return Ok(Command::Select(at.checked_sub(1).ok_or("Rows are counted from 1.")?));
    }
    if let Some((_, action)) = PICKERS.iter().find(|(own, _)| *own == lower) {
        return Ok(Command::Go(*action, rest.to_owned()));
    }
    Ok(match lower.as_str() {
        "" => Command::Empty,
        "help" | "h" | "?" => Command::Help,
        "quit" | "q" | "exit" => Command::Quit,
        "list" | "l" => Command::List,
        "more" | "m" => Command::More,
        "where" => Command::Where,
        "why" | "w" => Command::Why(row()?),
        "select" => Command::Select(number(rest)?),
        "find" | "filter" | "search" | "/" => Command::Find(rest.to_owned()),
        "to" => Command::To(rest.to_owned()),
        "watch" => Command::Watch(match rest {
            "on" => Some(true),
            "off" => Some(false),
            "" => None,
            _ => return Err("Type watch on or watch off.".into()),
        }),
        "copy-rights" => Command::Rights,
        "write" | "read-only" => Command::Palette(line.to_owned()),
        "explain" if !rest.is_empty() && number(rest).is_err() => Command::Palette(line.to_owned()),
        _ => {
            let other = WORDS.iter().find(|(own, _)| *own == lower).map(|(_, action)| *action);
            let action = other.or_else(|| KeyAction::named(&lower)).filter(|action| is_offered(*action));
            let action = action.ok_or_else(|| unknown(word))?;
            Command::Act(action, row()?)
        }
    })
}

fn number(text: &str) -> Result<usize, String> {
    let at = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    at.ok_or_else(|| format!("\"{text}\" is not the number of a row."))
}

fn unknown(word: &str) -> String {
    let own = listed();
    let names = NAMES.iter().filter(|(_, action)| is_offered(*action)).map(|(name, _)| *name);
    let pickers = PICKERS.iter().map(|(name, _)| *name);
    let guess = guess(word, own.chain(names).chain(pickers));
    format!("Unknown command \"{word}\"{guess}. Type help for all commands.").replace("?.", "?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::input::keymap::KEYMAP;

    #[test]
    fn words_and_numbers_are_commands() {
        for (line, expected) in [
            ("3", Command::Select(2)),
            ("open 3", Command::Act(KeyAction::Open, Some(2))),
            ("  FIX  ", Command::Act(KeyAction::Fix, None)),
            ("why 1", Command::Why(Some(0))),
            ("find sev:high route", Command::Find("sev:high route".into())),
            ("namespace shop", Command::Go(KeyAction::GoNamespace, "shop".into())),
            ("findings", Command::Act(KeyAction::Tab('4'), None)),
            ("watch on", Command::Watch(Some(true))),
            ("explain 2", Command::Act(KeyAction::Explain, Some(1))),
            ("explain api-token-mounted", Command::Palette("explain api-token-mounted".into())),
            ("copy-yaml", Command::Act(KeyAction::CopyYaml, None)),
            (":write", Command::Palette("write".into())),
            ("", Command::Empty),
        ] {
            assert_eq!(parse(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_is_not_a_command_is_answered_with_the_nearest() {
        assert!(parse("aply").unwrap_err().contains("did you mean \"apply\"?"));
        assert!(parse("open two").unwrap_err().contains("not the number of a row"));
        assert!(parse("0").is_err() && parse("zoom").is_err() && parse("watch maybe").is_err());
    }

    #[test]
    fn help_says_nothing_twice_and_explains_no_word_by_itself() {
        let listed: Vec<&str> = listed().collect();
        for binding in KEYMAP.iter().filter(|one| adds_to_help(one.action, one.help)) {
            let name = binding.action.name();
            assert!(!listed.contains(&name), "{name} is listed already");
            assert_ne!(name.replace('-', " "), binding.help, "{name} explains nothing");
        }
        assert!(adds_to_help(KeyAction::CopyYaml, "copy the whole object"));
    }

    #[test]
    fn every_action_is_offered_or_only_painted() {
        for (name, action) in NAMES {
            // A line finds what is typed into a line of its own on the screen.
            let found = matches!(parse(name), Ok(Command::Find(_)));
            assert_eq!(parse(name).is_ok(), is_offered(*action) || found, "{name}");
        }
    }
}
