//! The deeds that the journal tells of: changes of records, and everything else that is noted.

/// What happened. The number is its identity on disk and never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Deed {
    Create = 1,
    Edit = 2,
    Delete = 3,
    Restore = 4,
    /// Someone saw one clear value; the change list names the field.
    Reveal = 5,
    /// Gone for good: its key is no more, and what the journal has of it does not open.
    Purge = 6,
    SignIn = 10,
    /// Of a known person, or of [`NOBODY`] where the login belongs to none.
    SignInFailed = 11,
    SignOut = 12,
    /// A session was ended by someone, or by a new password, not by its own sign-out.
    SessionEnded = 13,
    FactorOn = 14,
    FactorOff = 15,
    Password = 16,
    TokenMade = 17,
    TokenRevoked = 18,
    /// A one-time link to set a password.
    LinkMade = 19,
    /// Someone asked for what is not there, or not for them. The note says what was asked.
    Refused = 20,
    /// A sensitive value was looked for; the note names the field and whether it was found.
    Lookup = 21,
    /// Data left as a file; the note says which.
    Export = 22,
    /// Someone began, or ended, to see the product as another role or person does.
    PreviewOn = 23,
    PreviewOff = 24,
    /// A customer was taken from the pool, or given back; its edit stands beside this line.
    Claim = 25,
    Return = 26,
    /// A file was brought in; its rows stand in lines of their own.
    Import = 27,
    /// A batch was taken back; the note has its number.
    Undo = 28,
}

/// The ordinal of an entry that is about no record.
pub const NOBODY: u64 = 0;

/// Every deed by its name outside.
const NAMES: [(Deed, &str); 25] = [
    (Deed::Create, "create"),
    (Deed::Edit, "edit"),
    (Deed::Delete, "delete"),
    (Deed::Restore, "restore"),
    (Deed::Reveal, "reveal"),
    (Deed::Purge, "purge"),
    (Deed::SignIn, "sign-in"),
    (Deed::SignInFailed, "sign-in-failed"),
    (Deed::SignOut, "sign-out"),
    (Deed::SessionEnded, "session-ended"),
    (Deed::FactorOn, "factor-on"),
    (Deed::FactorOff, "factor-off"),
    (Deed::Password, "password"),
    (Deed::TokenMade, "token-made"),
    (Deed::TokenRevoked, "token-revoked"),
    (Deed::LinkMade, "link-made"),
    (Deed::Refused, "refused"),
    (Deed::Lookup, "lookup"),
    (Deed::Export, "export"),
    (Deed::PreviewOn, "preview-on"),
    (Deed::PreviewOff, "preview-off"),
    (Deed::Claim, "claim"),
    (Deed::Return, "return"),
    (Deed::Import, "import"),
    (Deed::Undo, "undo"),
];

impl Deed {
    pub fn slug(self) -> &'static str {
        let name = NAMES.iter().find(|(deed, _)| *deed == self);
        name.map(|(_, slug)| *slug).expect("the table names every deed, as its test says")
    }

    pub fn from_slug(slug: &str) -> Option<Deed> {
        NAMES.iter().find(|(_, known)| *known == slug).map(|(deed, _)| *deed)
    }

    pub(super) fn from_number(number: u8) -> Option<Deed> {
        NAMES.iter().map(|(deed, _)| *deed).find(|deed| *deed as u8 == number)
    }

    /// Whether it changed the record: the only lines that history walks back, undo reverses and the
    /// index follows. All others only tell of something.
    pub fn is_change(self) -> bool {
        matches!(self, Deed::Create | Deed::Edit | Deed::Delete | Deed::Restore | Deed::Purge)
    }

    /// Whether it is told in the record's own history. What was refused is told to auditors alone.
    pub fn is_history(self) -> bool {
        self.is_change() || matches!(self, Deed::Reveal | Deed::Claim | Deed::Return)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_has_one_name_and_one_number() {
        let deeds: Vec<Deed> = (0..=u8::MAX).filter_map(Deed::from_number).collect();
        assert_eq!(deeds.len(), NAMES.len());
        for deed in deeds {
            // A new deed fails to compile here, and then wants its row in the table.
            match deed {
                Deed::Create | Deed::Edit | Deed::Delete | Deed::Restore | Deed::Reveal => {}
                Deed::Purge => {}
                Deed::SignIn | Deed::SignInFailed | Deed::SignOut | Deed::SessionEnded => {}
                Deed::FactorOn | Deed::FactorOff | Deed::Password | Deed::LinkMade => {}
                Deed::TokenMade | Deed::TokenRevoked | Deed::Refused | Deed::Lookup => {}
                Deed::Export | Deed::PreviewOn | Deed::PreviewOff | Deed::Claim => {}
                Deed::Return | Deed::Import | Deed::Undo => {}
            }
            assert_eq!(Deed::from_slug(deed.slug()), Some(deed));
        }
        let gaps = (7..10).chain(29..=u8::MAX).filter_map(Deed::from_number);
        assert_eq!(gaps.count(), 0);
    }
}
