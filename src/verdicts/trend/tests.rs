//! Points are few, times are given in words, and a change of coverage is not a change of the posture.

use super::*;
use proptest::prelude::*;

fn mark(score: u8) -> ScoreMark {
    ScoreMark { score: Some(score), unknown: 0, checks: 80, accepted: 0 }
}

fn point(hour: i64, score: u8) -> Point {
    Point { hour, mark: mark(score) }
}

fn words(series: &[Point], score: u8, hour: i64) -> Option<String> {
    change(series, mark(score), hour).map(TrendDelta::words)
}

#[test]
fn what_did_not_change_is_not_kept_again_and_an_hour_is_kept_once() {
    let mut trend = Trend::default();
    let reading = |score| TrendReading { whole: mark(score), ..TrendReading::default() };
    assert!(trend.take(&reading(40), 10));
    assert!(!trend.take(&reading(44), 10), "the hour has its point");
    assert!(!trend.take(&reading(40), 11));
    assert!(trend.take(&reading(44), 12));
    assert!(!trend.take(&reading(50), 5), "a clock that was set back adds nothing");
    assert_eq!(trend.whole, [point(10, 40), point(12, 44)]);
}

#[test]
fn the_oldest_points_go_first() {
    let mut trend = Trend::default();
    for hour in 0..1_000 {
        let mark = mark((hour % 2) as u8);
        let spaces = [("shop".to_owned(), mark)].into();
        trend.take(&TrendReading { whole: mark, spaces }, hour);
    }
    assert_eq!((trend.whole.len(), trend.of("shop").len()), (WHOLE, EACH));
    assert_eq!(trend.whole.last().map(|point| point.hour), Some(999));
}

#[test]
fn namespaces_that_are_gone_are_forgotten_when_there_are_too_many() {
    let mut trend = Trend::default();
    for (number, hour) in (0..=SPACES).zip(0..) {
        let spaces = [(format!("preview-{number}"), mark(50))].into();
        trend.take(&TrendReading { spaces, ..TrendReading::default() }, hour);
    }
    assert_eq!(trend.spaces.len(), 1);
}

#[test]
fn the_score_is_compared_with_the_day_before() {
    let series = [point(0, 30), point(50, 40), point(90, 42)];
    assert_eq!(words(&series, 44, 74).as_deref(), Some("up 4 since yesterday"));
    assert_eq!(words(&series, 44, 100).as_deref(), Some("up 4 in 2 days"));
    assert_eq!(words(&series, 39, 74).as_deref(), Some("down 1 since yesterday"));
    assert_eq!(words(&series, 40, 74).as_deref(), Some("steady since yesterday"));
    assert_eq!(words(&series, 31, 5).as_deref(), Some("up 1 in 5 hours"));
    assert_eq!(words(&series[..1], 31, 24 * 40).as_deref(), Some("up 1 in 6 weeks"));
}

#[test]
fn the_first_reading_has_no_change() {
    assert_eq!(words(&[], 40, 10), None);
    assert_eq!(words(&[point(10, 40)], 40, 10), None);
    assert_eq!(line(&[point(10, 40)], mark(40), 10, 8), []);
}

#[test]
fn a_change_of_coverage_is_not_a_change_of_the_posture() {
    let blind = Point { hour: 0, mark: ScoreMark { unknown: 7, ..mark(90) } };
    let older = Point { hour: 0, mark: ScoreMark { checks: 60, ..mark(90) } };
    for before in [blind, older] {
        assert_eq!(words(&[before], 40, 24).as_deref(), Some("coverage changed"));
        assert_eq!(line(&[before], mark(40), 4, 3), [None, None, Some(40)]);
    }
    let nothing = ScoreMark { score: None, ..mark(0) };
    assert_eq!(change(&[point(0, 40)], nothing, 24), None);
}

#[test]
fn the_line_shows_the_score_at_each_moment() {
    let series = [point(0, 10), point(6, 20)];
    assert_eq!(line(&series, mark(30), 12, 5), [Some(10), Some(10), Some(20), Some(20), Some(30)]);
    assert_eq!(line(&series[1..], mark(30), 8, 9).len(), 3, "no more cells than hours");
}

proptest! {
    #[test]
    fn a_line_is_never_wider_than_asked_and_ends_now(hours in prop::collection::vec(0i64..10_000, 0..30), width in 2usize..40) {
        let mut hours = hours;
        hours.sort_unstable();
        hours.dedup();
        let series: Vec<Point> = hours.iter().map(|hour| point(*hour, (hour % 101) as u8)).collect();
        let drawn = line(&series, mark(7), 10_001, width);
        prop_assert!(drawn.len() <= width);
        prop_assert!(series.is_empty() || drawn.last() == Some(&Some(7)));
    }
}

#[test]
fn a_score_that_rose_through_accepted_risks_is_marked() {
    let change = |then: u32, now: u32, score: u8| {
        let before = Point { hour: 0, mark: ScoreMark { accepted: then, ..mark(40) } };
        change(&[before], ScoreMark { accepted: now, ..mark(score) }, 24).expect("something to compare with")
    };
    assert_eq!(change(0, 2, 44).words(), "up 4 since yesterday, 2 more risks accepted");
    assert_eq!(change(1, 2, 40).words(), "steady since yesterday, 1 more risk accepted");
    assert_eq!(change(2, 0, 36).words(), "down 4 since yesterday, 2 fewer accepted");
    assert!(
        change(0, 1, 44).is_accepted() && !change(1, 1, 44).is_accepted() && !change(0, 1, 36).is_accepted()
    );
}
