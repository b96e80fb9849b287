//! A text as the square that a phone scans: one path of an SVG.

use qrcode::Color;
use qrcode::EcLevel;
use qrcode::QrCode;

/// The standard asks for a margin of four modules.
const MARGIN: usize = 4;

/// A drawing on a square of `size` units, one unit a module.
pub struct Drawing {
    pub size: usize,
    /// Dark runs, row by row: `M4 4h7v1h-7z…`.
    pub path: String,
}

/// `None` for a text that is too long for any square.
pub fn draw(text: &str) -> Option<Drawing> {
    use std::fmt::Write;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, length) = (x + MARGIN, y + MARGIN, run.len());
                // Writing to memory cannot fail.
                let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
            }
            x += run.len();
        }
    }
    Some(Drawing { size: width + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_finder_stands_in_the_corner_within_the_margin() {
        let drawn = draw("otpauth://totp/Zhike:admin?secret=GEZDGNBVGY3TQOJQ").unwrap();
        assert!(drawn.path.starts_with("M4 4h7v1h-7z"), "{}", drawn.path);
        assert_eq!((drawn.size - 8) % 4, 1, "widths are 21, 25, 29 …");
        assert!(draw(&"x".repeat(4_000)).is_none());
    }
}
