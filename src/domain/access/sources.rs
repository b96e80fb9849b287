//! What a field that follows from others tells of.

use crate::domain::child;
use crate::domain::child::deal;
use crate::domain::child::followup;
use crate::domain::child::order;
use crate::domain::child::participation;
use crate::domain::child::payment;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;

/// A field, of that kind of record.
pub type Source = (Kind, Tag);

/// When somebody was in touch.
const TOUCHES: &[Source] = &[
    (Kind::FollowUp, child::tag::AT),
    (Kind::FollowUp, followup::tag::METHOD),
    (Kind::Participation, child::tag::AT),
    (Kind::Participation, participation::tag::RESULT),
    (Kind::Service, child::tag::AT),
    (Kind::Order, child::tag::AT),
];

/// The fields from which this one can be guessed; none of one that somebody enters. A number of records
/// tells whose they are.
pub fn sources(kind: Kind, field: Tag) -> &'static [Source] {
    match kind {
        Kind::Customer => of_customer(field),
        Kind::FollowUp => match field {
            followup::tag::TASK => &[(Kind::Task, child::tag::CUSTOMER)],
            _ => &[],
        },
        Kind::Task => match field {
            task::tag::STATE => &[(Kind::Task, task::tag::DUE), (Kind::Task, task::tag::DONE)],
            _ => &[],
        },
        Kind::Service => match field {
            service::tag::MET => {
                &[(Kind::Service, service::tag::DUE), (Kind::Service, service::tag::RESPONDED_AT)]
            }
            _ => &[],
        },
        Kind::Deal => of_deal(field),
        Kind::User
        | Kind::Field
        | Kind::Team
        | Kind::Role
        | Kind::Contact
        | Kind::Order
        | Kind::Participation
        | Kind::Consent
        | Kind::Payment
        | Kind::Attachment => &[],
    }
}

fn of_customer(field: Tag) -> &'static [Source] {
    match field {
        tag::STATUS => &[(Kind::Customer, tag::LEVEL), (Kind::Customer, tag::LAST_CONTACT)],
        tag::FOLLOW_STATE => &[
            (Kind::Customer, tag::LEVEL),
            (Kind::Customer, tag::LAST_CONTACT),
            (Kind::Customer, tag::NEXT_TASK),
        ],
        tag::LAST_CONTACT | tag::FIRST_ACTIVITY => TOUCHES,
        tag::LAST_FOLLOWUP => {
            &[(Kind::FollowUp, child::tag::AT), (Kind::FollowUp, followup::tag::METHOD)]
        }
        tag::TOTAL_AMOUNT => &[
            (Kind::Customer, tag::OPENING_AMOUNT),
            (Kind::Deal, deal::tag::AMOUNT),
            (Kind::Deal, deal::tag::STAGE),
            (Kind::Order, order::tag::AMOUNT),
            (Kind::Order, order::tag::STATE),
            (Kind::Order, order::tag::DEAL),
        ],
        tag::DEAL_COUNT => &[
            (Kind::Customer, tag::OPENING_DEALS),
            (Kind::Deal, deal::tag::STAGE),
            (Kind::Order, order::tag::STATE),
            (Kind::Order, order::tag::DEAL),
        ],
        tag::LAST_DEAL => &[(Kind::Deal, deal::tag::STAGE), (Kind::Deal, deal::tag::WON_ON)],
        tag::OPEN_TASKS => &[(Kind::Task, task::tag::DONE)],
        tag::NEXT_TASK => &[(Kind::Task, task::tag::DONE), (Kind::Task, task::tag::DUE)],
        tag::SERVICE_COUNT => &[(Kind::Service, child::tag::CUSTOMER)],
        tag::SATISFACTION => &[(Kind::Service, service::tag::SATISFACTION)],
        _ => &[],
    }
}

fn of_deal(field: Tag) -> &'static [Source] {
    match field {
        deal::tag::RECEIVED => &[
            (Kind::Deal, deal::tag::AMOUNT),
            (Kind::Payment, payment::tag::DEAL),
            (Kind::Payment, payment::tag::KIND),
            (Kind::Payment, payment::tag::AMOUNT),
        ],
        deal::tag::OUTSTANDING => {
            &[(Kind::Deal, deal::tag::STAGE), (Kind::Deal, deal::tag::RECEIVED)]
        }
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::domain::field::Origin;

    #[test]
    fn only_what_nobody_enters_follows_from_fields_that_there_are() {
        let catalogue = Catalogue::new(1, &[]);
        for kind in Kind::ALL {
            for field in catalogue.fields(kind) {
                let from = sources(kind, field.tag);
                assert!(from.is_empty() || field.origin != Origin::Entered, "{}", field.key);
                for (of, tag) in from {
                    assert!(catalogue.by_tag(*of, *tag).is_some(), "{}: {of:?} {tag:?}", field.key);
                }
            }
        }
    }

    #[test]
    fn every_figure_of_a_customer_and_a_deal_says_what_it_follows_from() {
        let silent = |kind: Kind| {
            let catalogue = Catalogue::new(1, &[]);
            let nobody_enters = |origin| matches!(origin, Origin::System | Origin::Derived);
            let fields = catalogue.fields(kind).iter();
            let silent = fields
                .filter(|field| nobody_enters(field.origin) && sources(kind, field.tag).is_empty());
            silent.map(|field| field.key.clone()).collect::<Vec<_>>()
        };
        let kept = ["created_by", "created_at", "updated_at"];
        assert_eq!(silent(Kind::Customer), [&["code", "unverified"][..], &kept].concat());
        assert_eq!(silent(Kind::Deal), kept);
    }
}
