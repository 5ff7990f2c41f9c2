//! What this system allows a sound program, where it says so (Linux): priority, locked memory, clock of the processor.

use serde::Serialize;

/// Bytes of locked memory with which no sound server complains.
const ENOUGH_LOCKED: u64 = 64 << 20;
/// The capabilities that stand above both limits, as bits (`linux/capability.h`).
const IPC_LOCK: u32 = 14;
const SYS_NICE: u32 = 23;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowance {
    /// What.
    pub name: &'static str,
    /// What it is.
    pub is: String,
    /// How to mend it; none where it is well.
    pub mend: Option<&'static str>,
}

/// All that this system tells; nothing on others than Linux.
#[must_use]
pub fn allowances() -> Vec<Allowance> {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let governor = std::fs::read_to_string("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    let priority = limit(&limits, "Max realtime priority").map(|is| {
        let refused = is == "0" && !may(&status, SYS_NICE);
        let mend = refused.then_some("add your user to the group `audio` or `realtime` and log in again");
        Allowance { name: "real-time priority", is, mend }
    });
    let memory = limit(&limits, "Max locked memory").map(|is| {
        let little = is.parse::<u64>().is_ok_and(|bytes| bytes < ENOUGH_LOCKED) && !may(&status, IPC_LOCK);
        Allowance {
            name: "locked memory, bytes",
            is,
            mend: little.then_some("raise `memlock` in limits.conf"),
        }
    });
    let clock = governor.ok().map(|word| {
        let is = word.trim().to_owned();
        let slow = is == "powersave";
        Allowance { name: "processor clock", is, mend: slow.then_some("choose the governor `performance`") }
    });
    [priority, memory, clock].into_iter().flatten().collect()
}

/// Whether the process has a capability, by `/proc/self/status`.
fn may(status: &str, capability: u32) -> bool {
    let set = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok())
        .is_some_and(|bits| bits >> capability & 1 == 1)
}

/// The soft limit of that name in the table of `/proc/self/limits`.
fn limit(table: &str, name: &str) -> Option<String> {
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_is_the_first_figure_of_its_line() {
        let table = "Limit                     Soft Limit           Hard Limit           Units\n\
                     Max locked memory         8388608              unlimited            bytes\n\
                     Max realtime priority     0                    95\n";
        assert_eq!(limit(table, "Max realtime priority").as_deref(), Some("0"));
        assert_eq!(limit(table, "Max locked memory").as_deref(), Some("8388608"));
        assert_eq!(limit("", "Max locked memory"), None);
    }

    #[test]
    fn a_capability_is_a_bit_of_the_effective_set() {
        let status = "CapPrm:\t0000000000000000\nCapEff:\t0000000000800000\n";
        assert!(may(status, SYS_NICE) && !may(status, IPC_LOCK) && !may("", SYS_NICE));
    }
}
