//! Who there is: names for the views, rights for the requests. A copy in memory of the user records.

use crate::domain::access::Access;
use crate::domain::access::Role;
use crate::domain::ids::UserId;
use crate::domain::record::Stored;
use crate::domain::user::User;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Default)]
pub struct People {
    list: Vec<Stored<User>>,
    by_id: HashMap<UserId, usize>,
    rights: HashMap<UserId, Arc<Access>>,
}

impl People {
    pub fn new(list: Vec<Stored<User>>) -> People {
        let by_id = list.iter().enumerate().map(|(at, user)| (UserId(user.ordinal), at)).collect();
        let live = list.iter().filter(|user| is_live(user));
        let rights = live.map(|user| (UserId(user.ordinal), Arc::new(rights_of(user)))).collect();
        People { list, by_id, rights }
    }

    pub fn list(&self) -> &[Stored<User>] {
        &self.list
    }

    pub fn get(&self, id: UserId) -> Option<&Stored<User>> {
        self.by_id.get(&id).map(|at| &self.list[*at])
    }

    pub fn name(&self, id: UserId) -> &str {
        self.get(id).map_or("", |user| &user.record.name)
    }

    /// `None` for one who may not come in any more.
    pub fn access(&self, id: UserId) -> Option<Arc<Access>> {
        self.rights.get(&id).cloned()
    }

    /// The person that a login or a name means; a name that two share means nobody.
    pub fn by_word(&self, word: &str) -> Option<UserId> {
        let word = word.trim();
        let live = || self.list.iter().filter(|user| is_live(user));
        let by_login = live().find(|user| user.record.login.eq_ignore_ascii_case(word));
        let mut by_name = live().filter(|user| user.record.name == word);
        let found = by_login.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
        found.map(|user| UserId(user.ordinal))
    }
}

pub fn is_live(user: &Stored<User>) -> bool {
    user.deleted_at.is_none() && !user.record.disabled
}

/// The rights that the user's record gives; an unknown role gives none.
pub fn rights_of(user: &Stored<User>) -> Access {
    Access {
        user: Some(UserId(user.ordinal)),
        roles: Role::by_name(&user.record.role).into_iter().collect(),
    }
}
