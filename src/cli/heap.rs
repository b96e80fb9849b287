//! Keeps the memory of the server together, however many threads it has.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// How many heaps the allocator of the C library keeps; it reads this once, at the start. Without
/// it, it takes eight for each processor, and most of what they hold is free but not given back.
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// Starts the program once more in its own place, with as many heaps as small machines have
/// processors. Whoever runs it may choose another number.
pub fn keep_together() {
    if std::env::var_os(HEAPS).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut words = std::env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = words.next() {
        again.arg0(name);
    }
    // It comes back only where it failed: then the server serves all the same, with more memory.
    let _ = again.args(words).env(HEAPS, "2").exec();
}
