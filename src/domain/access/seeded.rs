//! Mistakes that a test build can be told to make, so that the tests of rights show that they would
//! find each of them. In a release build none can be made.

#[cfg(debug_assertions)]
use std::sync::atomic::AtomicU8;
#[cfg(debug_assertions)]
use std::sync::atomic::Ordering;

/// One mistake, named after what it breaks. The number is what a test asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Bug {
    /// Totals, pages and facets count what is out of scope.
    PlanWithoutScope = 1,
    /// Nor does the second look at each row.
    RowsWithoutScope = 2,
    FacetsWithoutScope = 3,
    DerivedWithoutScope = 4,
    HiddenInFields = 5,
    HiddenInFilter = 6,
    HiddenAsFacet = 7,
    HiddenWritten = 8,
    HiddenInConflict = 9,
    HiddenInHistory = 10,
    MaskedSorted = 11,
    MaskedNamesSorted = 12,
    MaskedTailsFound = 13,
    MaskedNamesFound = 14,
    MaskedNamesShown = 15,
    MaskedRevealed = 16,
    MaskedNamesInHistory = 17,
    LookUpsUncounted = 18,
    EverythingSeen = 19,
    EditedOnView = 20,
    AssignedOnEdit = 21,
    ReadOnlyWritten = 22,
    CursorOfAnother = 23,
    BatchOfAnother = 24,
    ImportOfAnother = 25,
    GrantedBeyondOwn = 26,
    DisabledComesIn = 27,
    HiddenNameFound = 28,
    PoolCountsAsOwn = 29,
    DeletedOnEdit = 30,
    /// What follows from records that are not in sight.
    FiguresOfHidden = 31,
}

/// Which one, if any. Set once, before anyone comes in.
#[cfg(debug_assertions)]
static SEEDED: AtomicU8 = AtomicU8::new(0);

/// From now on the process makes the mistake of this number; 0 is none.
#[cfg(debug_assertions)]
pub fn seed(number: u8) {
    SEEDED.store(number, Ordering::Release);
}

/// Whether this mistake is to be made here.
#[cfg(debug_assertions)]
pub fn seeded(bug: Bug) -> bool {
    SEEDED.load(Ordering::Acquire) == bug as u8
}

/// Whether this mistake is to be made here: never.
#[cfg(not(debug_assertions))]
pub const fn seeded(_: Bug) -> bool {
    false
}
