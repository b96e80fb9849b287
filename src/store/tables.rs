//! Every table of the store. Keys are opaque: ordinals, sequence numbers, keyed hashes.

use redb::TableDefinition;

pub(super) type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// The number stands in the associated data of every sealed value: a value cannot be moved to
/// another table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(super) enum Table {
    /// `name → value`: format version and store id in clear, the heads sealed.
    Meta = 1,
    /// `kind ‖ ordinal → row`; of what is about a customer, `link ‖ row`: see [`crate::crypto::ids`].
    Rows = 2,
    /// `ordinal → data key` of a customer: destroying it erases all that is about them.
    Keys = 3,
    /// `keyed hash ‖ kind ‖ ordinal → nothing`: unique keys and look-ups.
    Lookups = 4,
    /// `seq → hash of the entry before ‖ entry`.
    Journal = 5,
    /// `space ‖ keyed hash or number → row`: sessions, tokens, settings, counters.
    System = 6,
    /// `kind ‖ ordinal ‖ seq → nothing`: the entries of one record.
    Trail = 7,
    /// `customer ‖ kind → lines`: what there is about a customer.
    Ledger = 8,
}

impl Table {
    pub(super) const ALL: [Table; 8] = [
        Table::Meta,
        Table::Rows,
        Table::Keys,
        Table::Lookups,
        Table::Journal,
        Table::System,
        Table::Trail,
        Table::Ledger,
    ];

    pub(super) fn definition(self) -> Definition {
        TableDefinition::new(match self {
            Table::Meta => "meta",
            Table::Rows => "rows",
            Table::Keys => "keys",
            Table::Lookups => "lookups",
            Table::Journal => "journal",
            Table::System => "system",
            Table::Trail => "trail",
            Table::Ledger => "ledger",
        })
    }
}

pub(super) fn row_key(kind: u8, ordinal: u64) -> [u8; 9] {
    let mut key = [kind; 9];
    key[1..].copy_from_slice(&ordinal.to_be_bytes());
    key
}

pub(super) fn lookup_key(token: &[u8; 16], kind: u8, ordinal: u64) -> [u8; 25] {
    let mut key = [0; 25];
    key[..16].copy_from_slice(token);
    key[16..].copy_from_slice(&row_key(kind, ordinal));
    key
}

pub(super) fn ledger_key(customer: u64, kind: u8) -> [u8; 9] {
    let mut key = [kind; 9];
    key[..8].copy_from_slice(&customer.to_be_bytes());
    key
}

pub(super) fn trail_key(kind: u8, ordinal: u64, seq: u64) -> [u8; 17] {
    let mut key = [0; 17];
    key[..9].copy_from_slice(&row_key(kind, ordinal));
    key[9..].copy_from_slice(&seq.to_be_bytes());
    key
}
