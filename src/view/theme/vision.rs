//! How colours look to eyes that lack one kind of cones, for the tests of the themes for colour-blind users.

use super::contrast::{Rgb, linear};

/// A complete colour vision deficiency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deficiency {
    /// Lacks the cones for red.
    Protanopia,
    /// Lacks the cones for green.
    Deuteranopia,
    /// Lacks the cones for blue.
    Tritanopia,
}

impl Deficiency {
    pub(super) const ALL: [Deficiency; 3] =
        [Deficiency::Protanopia, Deficiency::Deuteranopia, Deficiency::Tritanopia];

    /// Returns the matrix for linear RGB at severity 1.0, from Machado, Oliveira and Fernandes, "A
    /// Physiologically-based Model for Simulation of Color Vision Deficiency" (2009).
    fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Deficiency::Protanopia => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Deficiency::Deuteranopia => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Deficiency::Tritanopia => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        }
    }

    /// Returns the colour that looks to everyone as `color` looks to these eyes.
    pub(super) fn simulate(self, color: Rgb) -> Rgb {
        let parts = [color.0, color.1, color.2].map(linear);
        let [red, green, blue] = self
            .matrix()
            .map(|row| encoded(row.into_iter().zip(parts).map(|(weight, part)| weight * part).sum()));
        (red, green, blue)
    }
}

/// Returns the sRGB value of a linear part; the reverse of [`linear`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to 0..=255"
)]
fn encoded(part: f64) -> u8 {
    let part = part.clamp(0.0, 1.0);
    let part = if part <= 0.003_130_8 { 12.92 * part } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
    (part * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::super::difference::difference;
    use super::*;

    #[test]
    fn greys_stay_grey() {
        for deficiency in Deficiency::ALL {
            for level in [0, 51, 128, 204, 255] {
                let grey = (level, level, level);
                assert!(difference(deficiency.simulate(grey), grey) < 1.0, "{deficiency:?} {level}");
            }
        }
    }

    #[test]
    fn each_deficiency_confuses_its_own_pair() {
        let (red, olive) = ((0xd0, 0x60, 0x40), (0x90, 0x82, 0x30));
        let near = |deficiency: Deficiency, a, b| {
            difference(deficiency.simulate(a), deficiency.simulate(b)) < difference(a, b) / 2.0
        };
        assert!(near(Deficiency::Deuteranopia, red, olive));
        assert!(near(Deficiency::Protanopia, red, olive));
        let (blue, green) = ((0x30, 0x80, 0xb0), (0x30, 0x90, 0x80));
        assert!(near(Deficiency::Tritanopia, blue, green));
    }
}
