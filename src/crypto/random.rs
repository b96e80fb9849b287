//! Random bytes from the operating system, in small hoards so that a nonce costs no system call.

use std::cell::RefCell;

use zeroize::Zeroize;

/// Bytes drawn at once by each thread: sixteen nonces.
///
/// Small on purpose. A virtual machine that is resumed twice from one live image draws the same
/// bytes from this hoard in both lives, so it must soon be empty.
const HOARD_BYTES: usize = 16 * 24;

/// Random bytes that need not stay secret, such as nonces.
pub(super) fn nonce<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    HOARD.with_borrow_mut(|hoard| hoard.take(&mut out));
    out
}

/// Random bytes for keys and tokens: straight from the operating system, never hoarded.
///
/// # Panics
/// When the operating system gives no random bytes: nothing can be sealed safely then, and going
/// on would be worse than stopping.
pub(super) fn fill(out: &mut [u8]) {
    getrandom::fill(out).expect("nothing may be sealed without the system's random bytes");
}

struct Hoard {
    bytes: [u8; HOARD_BYTES],
    used: usize,
    /// A forked child inherits the hoard and must not use it: the parent will.
    process: u32,
}

impl Hoard {
    fn take(&mut self, out: &mut [u8]) {
        let process = std::process::id();
        if HOARD_BYTES < out.len() {
            return fill(out);
        }
        if self.process != process || HOARD_BYTES < self.used + out.len() {
            fill(&mut self.bytes);
            self.used = 0;
            self.process = process;
        }
        let taken = &mut self.bytes[self.used..self.used + out.len()];
        out.copy_from_slice(taken);
        taken.zeroize();
        self.used += out.len();
    }
}

impl Drop for Hoard {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

thread_local! {
    static HOARD: RefCell<Hoard> =
        const { RefCell::new(Hoard { bytes: [0; HOARD_BYTES], used: 0, process: 0 }) };
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nonces_do_not_repeat_within_or_between_threads() {
        let draw = || (0..2000).map(|_| nonce::<24>()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(draw)).collect();
        let seen: HashSet<[u8; 24]> =
            threads.into_iter().flat_map(|one| one.join().unwrap()).collect();
        assert_eq!(seen.len(), 8000);
        assert!(!seen.contains(&[0; 24]));
    }

    #[test]
    fn what_was_taken_is_wiped_from_the_hoard() {
        let taken = nonce::<24>();
        HOARD.with_borrow(|hoard| assert!(!hoard.bytes.windows(24).any(|part| part == taken)));
    }

    #[test]
    fn a_draw_greater_than_the_hoard_is_filled_to_the_end() {
        let wide = nonce::<1000>();
        assert_ne!(wide[984..], [0; 16]);
    }
}
