//! The base score of a CVSS 3 vector: <https://www.first.org/cvss/v3.1/specification-document>, section 7.

use crate::model::advisories::Impact;

/// Returns the severity of a vector such as `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H`; nothing if it is
/// incomplete or has no impact.
pub(super) fn impact(vector: &str) -> Option<Impact> {
    let score = base(vector)?;
    [(9.0, Impact::Critical), (7.0, Impact::High), (4.0, Impact::Medium), (0.1, Impact::Low)]
        .into_iter()
        .find_map(|(least, impact)| (score >= least).then_some(impact))
}

fn base(vector: &str) -> Option<f64> {
    let rest = vector.strip_prefix("CVSS:3.1/").or_else(|| vector.strip_prefix("CVSS:3.0/"))?;
    let metric = |name: &str| {
        rest.split('/').find_map(|part| part.split_once(':').filter(|(own, _)| *own == name)).map(|(_, v)| v)
    };
    let scope_changed = match metric("S")? {
        "U" => false,
        "C" => true,
        _ => return None,
    };
    let weight = |name: &str, table: &[(&str, f64)]| {
        let value = metric(name)?;
        table.iter().find(|(word, _)| *word == value).map(|(_, number)| *number)
    };
    let privileges: &[(&str, f64)] = if scope_changed {
        &[("N", 0.85), ("L", 0.68), ("H", 0.5)]
    } else {
        &[("N", 0.85), ("L", 0.62), ("H", 0.27)]
    };
    let exploitability = 8.22
        * weight("AV", &[("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)])?
        * weight("AC", &[("L", 0.77), ("H", 0.44)])?
        * weight("PR", privileges)?
        * weight("UI", &[("N", 0.85), ("R", 0.62)])?;
    let loss = |name: &str| weight(name, &[("H", 0.56), ("L", 0.22), ("N", 0.0)]);
    let lost = 1.0 - (1.0 - loss("C")?) * (1.0 - loss("I")?) * (1.0 - loss("A")?);
    let impact =
        if scope_changed { 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15) } else { 6.42 * lost };
    if impact <= 0.0 {
        return Some(0.0);
    }
    let sum = impact + exploitability;
    Some(rounded_up(if scope_changed { 1.08 * sum } else { sum }.min(10.0)))
}

/// Rounds up to one decimal, but not for what floating point adds.
fn rounded_up(value: f64) -> f64 {
    let scaled = (value * 100_000.0).round();
    if scaled % 10_000.0 == 0.0 { scaled / 100_000.0 } else { ((scaled / 10_000.0).floor() + 1.0) / 10.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_published_vectors() {
        for (vector, score) in [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", 5.9),
            ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ] {
            assert_eq!(
                base(vector).map(|base| format!("{base:.1}")),
                Some(format!("{score:.1}")),
                "{vector}"
            );
        }
        assert_eq!(impact("CVSS:3.1/AV:N"), None);
        assert_eq!(impact("CVSS:4.0/AV:N/AC:L"), None);
    }
}
