//! Stored values are read back, only their owner can read them, and no file content can stop the program.

use super::*;
use crate::checks::Severity;
use crate::verdicts::last_visit::SpaceVisit;
use crate::verdicts::trend::ScoreMark;
use std::fs;
use std::path::Path;

fn reading(score: u8) -> TrendReading {
    let mark = ScoreMark { score: Some(score), unknown: 3, checks: 80, accepted: 1 };
    TrendReading { whole: mark, spaces: [("shop".to_owned(), mark)].into() }
}

fn kept(path: &Path) -> Trends {
    Trends::at(TrendPlace::File(path.to_owned()))
}

fn take(trends: &Trends, score: u8, hour: i64) -> (Arc<Trend>, Option<String>) {
    let past = trends.take(&reading(score), None, hour);
    (past.trend, past.said)
}

fn hours(trend: &Trend) -> Vec<i64> {
    trend.whole.iter().map(|point| point.hour).collect()
}

#[test]
fn what_one_run_kept_the_next_one_knows() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trend/one.json");
    let (first, _) = take(&kept(&path), 40, 10);
    let (second, said) = take(&kept(&path), 44, 12);
    assert_eq!((hours(&first), hours(&second), said), (vec![10], vec![10, 12], None));
    assert_eq!(second.of("shop").len(), 2);
}

#[test]
fn the_file_is_written_once_an_hour_at_most_and_only_for_a_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let trends = kept(&path);
    take(&trends, 40, 10);
    fs::remove_file(&path).expect("written");
    take(&trends, 41, 10);
    assert!(!path.exists(), "the hour was reported");
    take(&trends, 40, 11);
    assert!(path.exists(), "a file that is gone is begun again");
    fs::write(&path, fs::read_to_string(&path).expect("there") + "\n").expect("written");
    take(&trends, 40, 12);
    assert!(fs::read_to_string(&path).expect("there").ends_with('\n'), "nothing changed, nothing is written");
}

#[test]
fn two_programs_at_once_keep_what_both_saw() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let (one, other) = (kept(&path), kept(&path));
    take(&one, 40, 10);
    take(&other, 42, 11);
    let (both, _) = take(&one, 44, 12);
    assert_eq!(hours(&both), [10, 11, 12]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trend/one.json");
    take(&kept(&path), 40, 10);
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
        let (trend, said) = take(&kept(&path), 40, 10);
        assert_eq!(hours(&trend), [10]);
        assert!(said.is_some_and(|said| said.contains("renamed to")), "{text:?}");
        assert_eq!(fs::read(folder.path().join("one.broken")).expect("kept"), text);
        assert!(take(&kept(&path), 40, 11).1.is_none(), "the new one is sound");
    }
}

#[test]
fn a_file_that_is_too_long_is_put_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let file = fs::File::create(&path).expect("made");
    file.set_len((16 << 20) + 1).expect("as long as it may not be");
    let (trend, said) = take(&kept(&path), 40, 10);
    assert_eq!(hours(&trend), [10]);
    assert!(said.is_some_and(|said| said.contains("renamed to")));
}

#[test]
fn points_that_cannot_be_are_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.json");
    let text = r#"{"version":1,"whole":[[5,40,0,80],[4,41,0,80],[6,200,0,80],[7,null,9,80]],"spaces":{}}"#;
    fs::write(&path, text).expect("written");
    let (trend, _) = take(&kept(&path), 40, 10);
    assert_eq!(hours(&trend), [5, 7, 10]);
}

#[test]
fn a_folder_that_takes_nothing_is_reported_once_an_hour() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file/one.json");
    fs::write(folder.path().join("file"), "in the way").expect("written");
    let trends = kept(&path);
    assert!(take(&trends, 40, 10).1.is_some());
    assert!(take(&trends, 41, 10).1.is_none());
    assert_eq!(hours(&take(&trends, 41, 11).0), [10, 11], "memory still knows");
}

#[test]
fn the_demo_has_a_past_and_it_is_the_same_each_time() {
    let of = || take(&Trends::at(TrendPlace::Demo), 58, 1_000).0;
    assert!(of().whole.len() > 4);
    assert_eq!(of(), of());
}

fn connected(wanted: &crate::source::SourceRequest) -> Connection {
    let today = crate::model::calendar::Day::new(2026, 11, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(crate::source::connect::connect(wanted, today)).expect("a connection")
}

fn demo() -> Connection {
    connected(&crate::source::SourceRequest {
        demo: true,
        still: true,
        ..crate::source::SourceRequest::default()
    })
}

fn is_kept(connection: &Connection) -> bool {
    matches!(Trends::own(connection).0.lock().expect("nobody failed").place, TrendPlace::File(_))
}

#[test]
fn only_what_a_cluster_showed_is_written_down() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
        .expect("written");
    let files = vec![folder.path().to_owned()];
    assert!(!is_kept(&connected(&crate::source::SourceRequest {
        files,
        ..crate::source::SourceRequest::default()
    })));
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

fn found(severity: Severity) -> LastVisit {
    let space = SpaceVisit {
        known: [("v1:a".to_owned(), ("one".to_owned(), severity))].into(),
        unjudged: ["two".to_owned()].into(),
    };
    LastVisit {
        whole: true,
        checks: ["one".to_owned(), "two".to_owned()].into(),
        spaces: [("shop".to_owned(), space)].into(),
    }
}

#[test]
fn a_visit_is_compared_with_the_one_before_it_for_as_long_as_it_lasts() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trend/one.json");
    let first = kept(&path);
    assert_eq!(first.take(&reading(40), Some(&found(Severity::Low)), 10).last, None);
    assert_eq!(
        first.take(&reading(40), Some(&found(Severity::Low)), 11).last,
        None,
        "it is this visit's own"
    );
    first.leave(&found(Severity::High), 11);
    let second = kept(&path);
    for hour in [12, 13] {
        let last = second.take(&reading(40), Some(&found(Severity::Critical)), hour).last;
        assert_eq!(last, Some((Arc::new(found(Severity::High)), 11)));
    }
    let text = fs::read_to_string(folder.path().join("trend/one.visit.json")).expect("written");
    assert!(text.contains("critical") && !text.contains("high"), "{text}");
}

#[test]
fn a_visit_of_what_is_no_cluster_is_not_kept() {
    for place in [TrendPlace::Memory, TrendPlace::Demo] {
        let trends = Trends::at(place);
        trends.take(&reading(40), Some(&found(Severity::Low)), 10);
        trends.leave(&found(Severity::Low), 10);
        assert!(!trends.remembers() && trends.take(&reading(40), None, 11).last.is_none());
    }
}

#[test]
fn a_file_of_a_visit_that_cannot_be_used_is_reported_and_replaced() {
    let long = " ".repeat(1 << 10);
    for text in ["{", "[]", r#"{"version":9}"#, long.as_str()] {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, visit) = (folder.path().join("one.json"), folder.path().join("one.visit.json"));
        fs::write(&visit, text).expect("written");
        let past = kept(&path).take(&reading(40), Some(&found(Severity::Low)), 10);
        assert!(past.last.is_none() && past.said.is_some_and(|said| said.contains("last visit")), "{text}");
        assert!(kept(&path).take(&reading(40), None, 11).last.is_some());
    }
}

#[test]
fn a_file_of_a_visit_that_is_too_long_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.visit.json");
    fs::File::create(&path).expect("made").set_len(visit::LONGEST + 1).expect("as long as it may not be");
    let why = visit::read(&path).expect_err("too long").to_string();
    assert!(why.contains("too large"), "{why}");
}
