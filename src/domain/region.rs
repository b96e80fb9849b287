//! Provinces, cities and districts of the official division list.

/// A division code of six digits, of any level: `320000`, `320500`, `320505`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Region(pub u32);
