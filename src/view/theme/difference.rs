//! How different two colours look. RGB colours flow in; their CIEDE2000 difference flows out: about 1 is just
//! visible side by side, 10 and more is told apart without a comparison.

use super::contrast::{Rgb, linear};

/// A colour in CIE L*a*b* under daylight (D65).
#[derive(Debug, Clone, Copy)]
struct Lab {
    lightness: f64,
    a: f64,
    b: f64,
}

impl Lab {
    fn of((red, green, blue): Rgb) -> Lab {
        let (red, green, blue) = (linear(red), linear(green), linear(blue));
        let root = |value: f64| {
            if value > 216.0 / 24389.0 { value.cbrt() } else { (24389.0 / 27.0 * value + 16.0) / 116.0 }
        };
        let x = root((0.412_456 * red + 0.357_576 * green + 0.180_438 * blue) / 0.950_47);
        let y = root(0.212_673 * red + 0.715_152 * green + 0.072_175 * blue);
        let z = root((0.019_334 * red + 0.119_192 * green + 0.950_304 * blue) / 1.088_83);
        Lab { lightness: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }
}

/// Returns the difference after CIEDE2000, with all weights 1.
///
/// The names follow the formula in Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005).
#[must_use]
pub fn difference(one: Rgb, other: Rgb) -> f64 {
    lab_difference(Lab::of(one), Lab::of(other))
}

fn lab_difference(one: Lab, other: Lab) -> f64 {
    let seventh = |chroma: f64| (chroma.powi(7) / (chroma.powi(7) + 25_f64.powi(7))).sqrt();
    let stretch = 1.5 - 0.5 * seventh(f64::midpoint(one.a.hypot(one.b), other.a.hypot(other.b)));
    let polar = |lab: Lab| {
        let a = lab.a * stretch;
        (a.hypot(lab.b), lab.b.atan2(a).to_degrees().rem_euclid(360.0))
    };
    let ((chroma1, hue1), (chroma2, hue2)) = (polar(one), polar(other));
    let grey = chroma1 * chroma2 == 0.0;
    let turn = if grey { 0.0 } else { (hue2 - hue1 + 180.0).rem_euclid(360.0) - 180.0 };
    let (light, chroma) = (other.lightness - one.lightness, chroma2 - chroma1);
    let hue = 2.0 * (chroma1 * chroma2).sqrt() * (turn / 2.0).to_radians().sin();

    let mean_light = f64::midpoint(one.lightness, other.lightness);
    let mean_chroma = f64::midpoint(chroma1, chroma2);
    let mean_hue = if grey { hue1 + hue2 } else { hue1 + turn / 2.0 };
    let wave = |times: f64, shift: f64| (times * mean_hue + shift).to_radians().cos();
    let tone = 1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0)
        - 0.20 * wave(4.0, -63.0);
    let bend = (mean_light - 50.0).powi(2);
    let light = light / (1.0 + 0.015 * bend / (20.0 + bend).sqrt());
    let chroma = chroma / (1.0 + 0.045 * mean_chroma);
    let hue = hue / (1.0 + 0.015 * mean_chroma * tone);
    let blue = 60.0 * (-((mean_hue.rem_euclid(360.0) - 275.0) / 25.0).powi(2)).exp();
    let rotation = -2.0 * seventh(mean_chroma) * blue.to_radians().sin();
    (light * light + chroma * chroma + hue * hue + rotation * chroma * hue).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_test_pairs_come_out_right() {
        let lab = |(lightness, a, b)| Lab { lightness, a, b };
        for (one, other, expected) in [
            ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
            ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
            ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
            ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
            ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
            ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
            ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
        ] {
            let found = lab_difference(lab(one), lab(other));
            assert!((found - expected).abs() < 0.0001, "{one:?} {other:?}: {found}, not {expected}");
        }
    }

    #[test]
    fn black_and_white_differ_most_and_a_colour_not_from_itself() {
        assert!((difference((0, 0, 0), (255, 255, 255)) - 100.0).abs() < 0.1);
        assert!(difference((18, 52, 86), (18, 52, 86)) < 1e-9);
    }
}
