//! The contrast of two colours (WCAG 2), and the smallest change that makes it sufficient. RGB colours flow
//! in; a ratio, or a lighter or darker shade of the same hue, flows out.

pub type Rgb = (u8, u8, u8);

const BLACK: Rgb = (0, 0, 0);
const WHITE: Rgb = (255, 255, 255);

/// Returns the ratio, from 1 (the same) to 21 (black on white).
#[must_use]
pub fn ratio(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[must_use]
pub fn luminance((r, g, b): Rgb) -> f64 {
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Returns an sRGB part as an amount of light, from 0 to 1.
pub(super) fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

/// Returns the shade nearest to `color` that reaches `least` on every background.
#[must_use]
pub fn nudge(color: Rgb, backgrounds: &[Rgb], least: f64) -> Rgb {
    let enough = |shade: &Rgb| backgrounds.iter().all(|background| ratio(*shade, *background) >= least);
    let darkest = backgrounds.iter().all(|background| ratio(*background, WHITE) >= ratio(*background, BLACK));
    let goal = if darkest { WHITE } else { BLACK };
    (0..=64).map(|step| blend(color, goal, step, 64)).find(enough).unwrap_or(goal)
}

/// Returns the colour at `step` of `steps` between two colours.
#[must_use]
pub fn blend(from: Rgb, to: Rgb, step: i32, steps: i32) -> Rgb {
    let part = |from: u8, to: u8| {
        let moved = i32::from(from) + (i32::from(to) - i32::from(from)) * step / steps.max(1);
        u8::try_from(moved.clamp(0, 255)).unwrap_or(u8::MAX)
    };
    (part(from.0, to.0), part(from.1, to.1), part(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_ratios_come_out_right() {
        assert!((ratio(BLACK, WHITE) - 21.0).abs() < 0.01);
        assert!((ratio((0x77, 0x77, 0x77), WHITE) - 4.48).abs() < 0.01);
        assert!((ratio(WHITE, WHITE) - 1.0).abs() < 0.001);
    }

    #[test]
    fn nudging_moves_only_as_far_as_needed() {
        let (nord_red, nord) = ((0xbf, 0x61, 0x6a), (0x2e, 0x34, 0x40));
        let red = nudge(nord_red, &[nord], 4.5);
        assert!((4.5..4.9).contains(&ratio(red, nord)));
        assert_eq!(nudge(WHITE, &[nord], 4.5), WHITE);
        let latte_yellow = nudge((0xdf, 0x8e, 0x1d), &[(0xef, 0xf1, 0xf5)], 4.5);
        assert!((4.5..4.9).contains(&ratio(latte_yellow, (0xef, 0xf1, 0xf5))));
    }
}
