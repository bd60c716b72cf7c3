//! One number for a namespace: 100 when nothing is wrong, lower with each finding, none when nothing is known.

use super::{Counts, Report};

/// What one finding costs, by severity.
const WEIGHTS: [u32; 5] = [25, 10, 3, 1, 0];

/// The score out of 100; `None` when no verdict is known, so that blindness never looks clean.
pub fn of(counts: &Counts) -> Option<u8> {
    if counts.passed == 0 && counts.total() == 0 {
        return None;
    }
    let cost = cost(counts);
    // Each further point costs less than the one before, so that a bad namespace can still get better.
    let left = 100.0 * (-f64::from(cost) / 100.0).exp();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let score = left.round() as u8;
    Some(score)
}

/// The score of everything, as of a mean namespace: findings summed, then shared by those that have any verdict.
pub fn whole(report: &Report) -> Option<u8> {
    let mut sum = report.counts();
    let known = report.spaces().filter(|(_, space)| space.counts.passed > 0).count().max(1);
    sum.findings.iter_mut().for_each(|count| *count = count.div_ceil(known));
    of(&sum)
}

/// What findings cost together, before any of them weighs less for the others.
pub fn cost(counts: &Counts) -> u32 {
    let each = counts.findings.iter().zip(WEIGHTS);
    let each = each.map(|(count, weight)| u32::try_from(*count).unwrap_or(u32::MAX).saturating_mul(weight));
    each.fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Severity;

    #[test]
    fn nothing_known_is_no_score_and_nothing_wrong_is_a_hundred() {
        assert_eq!(of(&Counts { unknown: 5, ..Counts::default() }), None);
        assert_eq!(of(&Counts { passed: 5, ..Counts::default() }), Some(100));
    }

    #[test]
    fn every_finding_lowers_the_score() {
        let mut counts = Counts { passed: 9, ..Counts::default() };
        let mut last = of(&counts);
        for severity in [Severity::Low, Severity::Medium, Severity::High, Severity::Critical] {
            counts.count(severity);
            assert!(of(&counts) < last);
            last = of(&counts);
        }
    }
}
