//! The roles that every firm starts with. Each can be changed, copied or deleted like its own.

use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Rights;
use crate::domain::access::Scope;
use crate::domain::access::Sight;
use crate::domain::access::Visibility;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use std::collections::BTreeMap;

pub struct Preset {
    pub slug: &'static str,
    pub name: &'static str,
    pub note: &'static str,
    /// Name and note in English: shown while the firm has not changed them, never stored.
    pub en: (&'static str, &'static str),
    pub rights: fn() -> Rights,
}

pub const ADMINISTRATOR: &str = "administrator";

pub static PRESETS: [Preset; 9] = [
    Preset {
        slug: "sales",
        name: "销售代表",
        note: "只看、只改自己负责或共享给自己的客户；不可删除；可从公海领取",
        en: (
            "Sales representative",
            "Sees and edits only customers of their own or shared with them; deletes none; may take from the pool",
        ),
        rights: sales,
    },
    Preset {
        slug: "sales_manager",
        name: "销售经理",
        note: "管理本部门及下级部门的客户：分配、删除、导出；可从公海分配",
        en: (
            "Sales manager",
            "Keeps the customers of the team and the teams below: assign, delete, export; may hand out from the pool",
        ),
        rights: sales_manager,
    },
    Preset {
        slug: "service",
        name: "客服专员",
        note: "可看全部客户，联系方式脱敏、按用途查看；不修改客户资料",
        en: (
            "Service agent",
            "Sees all customers, contact details masked and revealed for a purpose; edits none",
        ),
        rights: service,
    },
    Preset {
        slug: "service_lead",
        name: "客服主管",
        note: "同客服专员，并可修改客户资料",
        en: ("Service lead", "As a service agent, and may edit customers"),
        rights: service_lead,
    },
    Preset {
        slug: "marketing",
        name: "市场经理",
        note: "可看全部客户，隐私信息脱敏；可导入、新建、脱敏导出",
        en: (
            "Marketing manager",
            "Sees all customers, private details masked; may import, create, and export masked",
        ),
        rights: marketing,
    },
    Preset {
        slug: "management",
        name: "管理层",
        note: "可看全部客户；不修改",
        en: ("Management", "Sees all customers; edits none"),
        rights: management,
    },
    Preset {
        slug: ADMINISTRATOR,
        name: "系统管理员",
        note: "全部权限",
        en: ("Administrator", "May do everything"),
        rights: Rights::everything,
    },
    Preset {
        slug: "auditor",
        name: "安全审计员",
        note: "只看审计日志；看不到客户",
        en: ("Security auditor", "Reads the audit log alone; sees no customers"),
        rights: auditor,
    },
    Preset {
        slug: "reader",
        name: "只读",
        note: "可看全部客户，隐私信息脱敏；不修改、不导出、不查看隐私",
        en: (
            "Read only",
            "Sees all customers, private details masked; edits, exports and reveals none",
        ),
        rights: reader,
    },
];

/// The shipped role of that slug.
pub fn by_slug(slug: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.slug == slug)
}

fn sales() -> Rights {
    let own = [Action::View, Action::Create, Action::Edit, Action::Reveal];
    Rights {
        grants: grants(&own, Scope::Own),
        system: [Right::Pool].into(),
        private: Sight { see: Visibility::Own, write: true },
        fields: identity(Visibility::Masked, true),
    }
}

fn sales_manager() -> Rights {
    let below = [
        Action::View,
        Action::Create,
        Action::Edit,
        Action::Delete,
        Action::Assign,
        Action::Export,
        Action::Import,
        Action::Reveal,
    ];
    Rights {
        grants: grants(&below, Scope::Below),
        system: [Right::Pool].into(),
        private: Sight::FULL,
        fields: identity(Visibility::Masked, true),
    }
}

fn service() -> Rights {
    // They record what they did for a customer without being able to change the customer.
    let records = [Kind::FollowUp, Kind::Task, Kind::Service, Kind::Attachment];
    let mut grants = with(grants(&[Action::View, Action::Reveal], Scope::All), &records);
    // Who picks up where a colleague left off goes on with their record.
    grants.insert((Kind::Service, Action::Edit), Scope::All);
    Rights {
        grants,
        private: Sight { see: Visibility::Clear, write: false },
        fields: identity(Visibility::Hidden, false),
        ..Rights::default()
    }
}

fn service_lead() -> Rights {
    Rights {
        grants: grants(&[Action::View, Action::Edit, Action::Reveal], Scope::All),
        private: Sight::FULL,
        fields: identity(Visibility::Masked, false),
        ..Rights::default()
    }
}

fn marketing() -> Rights {
    let all = [Action::View, Action::Create, Action::Export, Action::Import];
    Rights {
        grants: with(
            grants(&all, Scope::All),
            &[Kind::FollowUp, Kind::Task, Kind::Participation, Kind::Consent],
        ),
        private: Sight { see: Visibility::Masked, write: true },
        fields: identity(Visibility::Hidden, false),
        ..Rights::default()
    }
}

fn management() -> Rights {
    Rights {
        grants: with(grants(&[Action::View, Action::Reveal], Scope::All), &[Kind::Task]),
        private: Sight { see: Visibility::Clear, write: false },
        ..Rights::default()
    }
}

fn auditor() -> Rights {
    Rights { system: [Right::Audit].into(), ..Rights::default() }
}

fn reader() -> Rights {
    Rights {
        grants: grants(&[Action::View], Scope::All),
        private: Sight { see: Visibility::Masked, write: false },
        fields: identity(Visibility::Hidden, false),
        ..Rights::default()
    }
}

fn grants(actions: &[Action], scope: Scope) -> BTreeMap<(Kind, Action), Scope> {
    actions.iter().map(|action| ((Kind::Customer, *action), scope)).collect()
}

/// Records of these kinds may be added to every customer in sight, one by one or, by whoever brings in
/// customers, by files; one's own are changed and taken away by whoever may add them. What a role does not name is as it is for customers: see
/// [`Rights::spelled_out`].
fn with(
    mut grants: BTreeMap<(Kind, Action), Scope>,
    kinds: &[Kind],
) -> BTreeMap<(Kind, Action), Scope> {
    let mut actions = vec![Action::View, Action::Create];
    actions
        .extend(grants.contains_key(&(Kind::Customer, Action::Import)).then_some(Action::Import));
    for kind in kinds {
        grants.extend(actions.iter().map(|action| ((*kind, *action), Scope::All)));
    }
    grants
}

/// The identity number is for fewer eyes than the phone.
fn identity(see: Visibility, write: bool) -> BTreeMap<(Kind, Tag), Sight> {
    BTreeMap::from([((Kind::Customer, tag::ID_NUMBER), Sight { see, write })])
}
