//! The memory of this process, where the system tells (Linux).

use std::fs;

/// The most so far, in bytes.
pub(crate) fn peak() -> Option<u64> {
    status("VmHWM:")
}

/// Now, in bytes.
pub(crate) fn resident() -> Option<u64> {
    status("VmRSS:")
}

/// From here on `peak` tells the most from here on. Without the right to, it goes on to tell the
/// most so far.
pub(crate) fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn status(field: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
