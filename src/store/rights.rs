//! Rights as they lie on disk: by number, so that names can change.

use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Rights;
use crate::domain::access::Scope;
use crate::domain::access::Sight;
use crate::domain::access::Visibility;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use serde::Deserialize;
use serde::Serialize;

/// `grants (kind, action, scope), system rights, sight of private fields, fields (kind, tag, see, write)`.
#[derive(Serialize, Deserialize)]
pub(super) struct Row(Vec<(u8, u8, u8)>, Vec<u8>, (u8, bool), Vec<(u8, u16, u8, bool)>);

pub(super) fn row(rights: &Rights) -> Row {
    let grant = |((kind, action), scope): (&(Kind, Action), &Scope)| {
        (*kind as u8, *action as u8, *scope as u8)
    };
    let field = |((kind, tag), sight): (&(Kind, Tag), &Sight)| {
        (*kind as u8, tag.0, sight.see as u8, sight.write)
    };
    Row(
        rights.grants.iter().map(grant).collect(),
        rights.system.iter().map(|right| *right as u8).collect(),
        (rights.private.see as u8, rights.private.write),
        rights.fields.iter().map(field).collect(),
    )
}

/// A number that this version does not know grants nothing, nor does what cannot be done with
/// records of the kind: whoever may grant everything could not grant it.
pub(super) fn rights(Row(grants, system, private, fields): Row) -> Rights {
    let grant = |(kind, action, scope): (u8, u8, u8)| {
        let key = (Kind::from_number(kind)?, Action::from_number(action)?);
        key.1.is_for(key.0).then_some(())?;
        Some((key, Scope::from_number(scope)?))
    };
    let sight =
        |see: u8, write| Sight { see: Visibility::from_number(see).unwrap_or_default(), write };
    let field = |(kind, tag, see, write): (u8, u16, u8, bool)| {
        Some(((Kind::from_number(kind)?, Tag(tag)), sight(see, write)))
    };
    Rights {
        grants: grants.into_iter().filter_map(grant).collect(),
        system: system.into_iter().filter_map(Right::from_number).collect(),
        private: sight(private.0, private.1),
        fields: fields.into_iter().filter_map(field).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::Privacy;

    #[test]
    fn what_cannot_be_done_with_a_kind_is_no_grant() {
        let kept = (Kind::Deal as u8, Action::Edit as u8, Scope::All as u8);
        let void = (Kind::Deal as u8, Action::Assign as u8, Scope::All as u8);
        let read = rights(Row(vec![kept, void], Vec::new(), (0, false), Vec::new()));
        assert_eq!(read.grants.into_keys().collect::<Vec<_>>(), [(Kind::Deal, Action::Edit)]);
        let everything = Rights::everything();
        let again = rights(row(&everything));
        assert_eq!(again, everything);
        assert!(everything.holds(&again, |_, _| Privacy::Open));
    }
}
