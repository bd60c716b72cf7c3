//! The posture score: 100 when nothing is wrong, lower with each finding, none when nothing is known.

use super::{Counts, Report};

/// The cost of one finding, by severity.
const WEIGHTS: [u32; 5] = [25, 10, 3, 1, 0];

/// Returns the score out of 100; `None` when no verdict is known, so that missing data never looks clean.
#[must_use]
pub fn of(counts: &Counts) -> Option<u8> {
    if counts.passed == 0 && counts.total() == 0 {
        return None;
    }
    let cost = cost(counts);
    // Each further point costs less than the previous one, so that a bad namespace can still improve.
    let left = 100.0 * (-f64::from(cost) / 100.0).exp();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let score = left.round() as u8;
    Some(score)
}

/// Returns the score of the average namespace: all findings, divided by the namespaces with any verdict.
pub fn whole(report: &Report) -> Option<u8> {
    let mut sum = report.counts();
    let known = report.spaces().filter(|(_, space)| space.counts.passed > 0).count().max(1);
    sum.findings.iter_mut().for_each(|count| *count = count.div_ceil(known));
    of(&sum)
}

/// Returns the total cost of findings, before the diminishing weight is applied.
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
    fn nothing_known_has_no_score_and_nothing_wrong_is_a_hundred() {
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
