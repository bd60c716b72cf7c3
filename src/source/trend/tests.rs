//! Stored values are read back, only their owner can read them, and no file content can stop the program.

use super::*;
use crate::verdicts::trend::Mark;
use std::fs;
use std::path::Path;

fn reading(score: u8) -> Reading {
    let mark = Mark { score: Some(score), unknown: 3, checks: 80, accepted: 1 };
    Reading { whole: mark, spaces: [("shop".to_owned(), mark)].into() }
}

fn kept(path: &Path) -> Trends {
    Trends::at(Place::File(path.to_owned()))
}

fn hours(trend: &Trend) -> Vec<i64> {
    trend.whole.iter().map(|point| point.hour).collect()
}

#[test]
fn what_one_run_kept_the_next_one_knows() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trend/one.json");
    let (first, _) = kept(&path).take(&reading(40), 10);
    let (second, said) = kept(&path).take(&reading(44), 12);
    assert_eq!((hours(&first), hours(&second), said), (vec![10], vec![10, 12], None));
    assert_eq!(second.of("shop").len(), 2);
}

#[test]
fn the_file_is_written_once_an_hour_at_most_and_only_for_a_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let trends = kept(&path);
    trends.take(&reading(40), 10);
    fs::remove_file(&path).expect("written");
    trends.take(&reading(41), 10);
    assert!(!path.exists(), "the hour was reported");
    trends.take(&reading(40), 11);
    assert!(path.exists(), "a file that is gone is begun again");
    fs::write(&path, fs::read_to_string(&path).expect("there") + "\n").expect("written");
    trends.take(&reading(40), 12);
    assert!(fs::read_to_string(&path).expect("there").ends_with('\n'), "nothing changed, nothing is written");
}

#[test]
fn two_programs_at_once_keep_what_both_saw() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let (one, other) = (kept(&path), kept(&path));
    one.take(&reading(40), 10);
    other.take(&reading(42), 11);
    let (both, _) = one.take(&reading(44), 12);
    assert_eq!(hours(&both), [10, 11, 12]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trend/one.json");
    kept(&path).take(&reading(40), 10);
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&path), path.parent().map(mode)), (0o600, Some(0o700)));
}

#[test]
fn a_broken_file_is_put_aside_and_a_new_one_begun() {
    let version = r#"{"version":9,"whole":[],"spaces":{}}"#;
    for text in [&b"{\"torn"[..], b"\xff\xfe", b"", b"[]", version.as_bytes()] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("one.json");
        fs::write(&path, text).expect("written");
        let (trend, said) = kept(&path).take(&reading(40), 10);
        assert_eq!(hours(&trend), [10]);
        assert!(said.is_some_and(|said| said.contains("renamed to")), "{text:?}");
        assert_eq!(fs::read(folder.path().join("one.broken")).expect("kept"), text);
        assert!(kept(&path).take(&reading(40), 11).1.is_none(), "the new one is sound");
    }
}

#[test]
fn a_file_that_is_too_long_is_put_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let file = fs::File::create(&path).expect("made");
    file.set_len((16 << 20) + 1).expect("as long as it may not be");
    let (trend, said) = kept(&path).take(&reading(40), 10);
    assert_eq!(hours(&trend), [10]);
    assert!(said.is_some_and(|said| said.contains("renamed to")));
}

#[test]
fn points_that_cannot_be_are_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let text = r#"{"version":1,"whole":[[5,40,0,80],[4,41,0,80],[6,200,0,80],[7,null,9,80]],"spaces":{}}"#;
    fs::write(&path, text).expect("written");
    let (trend, _) = kept(&path).take(&reading(40), 10);
    assert_eq!(hours(&trend), [5, 7, 10]);
}

#[test]
fn a_folder_that_takes_nothing_is_reported_once_an_hour() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file/one.json");
    fs::write(folder.path().join("file"), "in the way").expect("written");
    let trends = kept(&path);
    assert!(trends.take(&reading(40), 10).1.is_some());
    assert!(trends.take(&reading(41), 10).1.is_none());
    assert_eq!(hours(&trends.take(&reading(41), 11).0), [10, 11], "memory still knows");
}

#[test]
fn the_demo_has_a_past_and_it_is_the_same_each_time() {
    let of = || Trends::at(Place::Demo).take(&reading(58), 1_000).0;
    assert!(of().whole.len() > 4);
    assert_eq!(of(), of());
}

fn connected(wanted: &crate::source::Wanted) -> Connection {
    let today = crate::model::calendar::Day::new(2026, 11, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(crate::source::connect::connect(wanted, today)).expect("a connection")
}

fn demo() -> Connection {
    connected(&crate::source::Wanted { demo: true, still: true, ..crate::source::Wanted::default() })
}

fn is_kept(connection: &Connection) -> bool {
    matches!(Trends::own(connection).0.lock().expect("nobody failed").place, Place::File(_))
}

#[test]
fn only_what_a_cluster_showed_is_written_down() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
        .expect("written");
    let files = vec![folder.path().to_owned()];
    assert!(!is_kept(&connected(&crate::source::Wanted { files, ..crate::source::Wanted::default() })));
    assert!(!is_kept(&demo()));
    assert!(is_kept(&Connection { origin: Origin::Cluster, ..demo() }));
}

#[test]
fn another_question_has_another_file_and_no_name_leads_out_of_the_folder() {
    let named = |names: &[&str]| {
        let mut connection = demo();
        connection.scope.named = names.iter().map(|name| (*name).to_owned()).collect();
        name(&connection)
    };
    assert_eq!(named(&["a", "b"]), named(&["b", "a"]));
    let someone = Connection { impersonating: Some("eve".into()), ..demo() };
    let prints =
        [named(&[]), named(&["a"]), name(&someone), name(&Connection { host: "other".into(), ..demo() })];
    assert_eq!(prints.iter().collect::<std::collections::BTreeSet<_>>().len(), prints.len());
    let sly = name(&Connection { name: "../../ü/x".into(), ..demo() });
    assert!(sly.starts_with("________x-"), "{sly}");
}

#[test]
fn what_was_written_before_accepted_risks_were_is_read_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    std::fs::write(&path, r#"{"version":1,"whole":[[5,40,0,80],[9,44,0,80,2]],"spaces":{}}"#)
        .expect("written");
    let trend = file::read(&path).expect("reads");
    let accepted: Vec<u32> = trend.whole.iter().map(|point| point.mark.accepted).collect();
    assert_eq!(accepted, [0, 2]);
}
