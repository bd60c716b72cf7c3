//! The simulated past of the demo: a week in which problems appeared and were fixed, derived from its current
//! state.

use crate::verdicts::trend::{Point, ScoreMark, Series, Trend, TrendReading};

/// How the overall score differed, by hours ago.
const WHOLE: [(i64, i16); 6] = [(166, -9), (120, -11), (94, -6), (71, -7), (27, -4), (3, -1)];
/// How the scores of namespaces differed; the last ones did not change.
const EACH: [&[(i64, i16)]; 5] = [
    &[(166, -12), (95, -14), (71, -8), (26, -5), (4, 0)],
    &[(166, 6), (50, 2), (25, 3), (3, 0)],
    &[(166, -3), (120, 0)],
    &[(166, 0)],
    &[(166, 0)],
];

pub fn of(reading: &TrendReading, hour: i64) -> Trend {
    let spaces = reading.spaces.iter().map(|(name, mark)| {
        let sum: usize = name.bytes().map(usize::from).sum();
        // A namespace without problems never had any.
        let at = if mark.score == Some(100) { EACH.len() - 1 } else { sum % EACH.len() };
        let course = EACH.get(at).copied().unwrap_or_default();
        (name.clone(), series(*mark, course, hour))
    });
    Trend { whole: series(reading.whole, &WHOLE, hour), spaces: spaces.collect() }
}

fn series(mark: ScoreMark, course: &[(i64, i16)], hour: i64) -> Series {
    let mut series = Series::new();
    for (ago, off) in course {
        let score =
            mark.score.map(|score| u8::try_from((i16::from(score) + off).clamp(1, 100)).unwrap_or(score));
        let point = Point { hour: hour - ago, mark: ScoreMark { score, ..mark } };
        if series.last().is_none_or(|last| last.mark != point.mark) {
            series.push(point);
        }
    }
    series
}
