//! The rules of the kinds about a customer, one at a time.

use super::*;
use crate::domain::catalogue::Catalogue;
use crate::domain::check;
use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::ledger::Part;
use crate::domain::record::Holders;
use crate::domain::record::Record;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Money;

const DAY_MS: i64 = 86_400_000;

const NOW: Moment = Moment(20_778 * DAY_MS);

const FUTURE: Moment = Moment(NOW.0 + 2 * DAY_MS);

fn today() -> Today {
    Today::at(NOW, chrono_tz::Tz::Asia__Shanghai)
}

fn base() -> Base {
    Base { customer: Some(1), at: Some(NOW), ..Base::default() }
}

fn found<R: Record>(before: Option<&R>, after: &R, ease: Ease) -> Vec<(String, &'static str)> {
    let faults = check::check(&Catalogue::new(1, &[]), before, after, ease, today());
    faults.into_iter().map(|fault| (fault.field, fault.reason)).collect()
}

/// A sound record, spoiled in one place, breaks the rules named and no others.
fn check<R: Record>(sound: &R, spoil: fn(&mut R), expect: &[(&str, &str)]) {
    assert_eq!(found(None, sound, Ease::Form), []);
    let mut spoiled = sound.clone();
    spoil(&mut spoiled);
    let found = found(None, &spoiled, Ease::Form);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(field, reason)| (field.as_str(), *reason)).collect();
    assert_eq!(found, expect);
}

#[test]
fn a_contact_has_a_name() {
    let sound = Contact { base: base(), name: "李娜".to_owned(), ..Contact::default() };
    check(&sound, |c| c.name.clear(), &[("name", "required")]);
    check(&sound, |c| c.name = "长".repeat(51), &[("name", "too_long")]);
    check(&sound, |c| c.base.customer = None, &[("customer", "required")]);
    check(&sound, |c| c.role_in_deal = Some(ChoiceId(9)), &[("role_in_deal", "unknown_option")]);
}

#[test]
fn a_follow_up_says_what_happened_and_lies_in_the_past() {
    let content = "报价已发".to_owned();
    let sound = FollowUp { base: base(), method: Some(method::CALL), content, task: None };
    check(&sound, |f| f.method = None, &[("method", "required")]);
    check(&sound, |f| f.content.clear(), &[("content", "required")]);
    check(&sound, |f| f.content = "长".repeat(5001), &[("content", "too_long")]);
    check(&sound, |f| f.base.at = Some(FUTURE), &[("at", "in_future")]);
    check(&sound, |f| f.base.at = Some(Moment(i64::MIN)), &[("at", "date_impossible")]);
    // Somebody may be a zone ahead.
    check(&sound, |f| f.base.at = Some(Moment(NOW.0 + DAY_MS)), &[]);
}

#[test]
fn a_task_has_a_title_a_time_and_somebody() {
    let sound = Task {
        base: Base { customer: None, ..base() },
        title: "寄样品".to_owned(),
        due: Some(FUTURE),
        assignee: Some(UserId(1)),
        ..Task::default()
    };
    check(&sound, |t| t.title.clear(), &[("title", "required")]);
    check(&sound, |t| t.title = "长".repeat(201), &[("title", "too_long")]);
    check(&sound, |t| t.due = None, &[("due", "required")]);
    check(&sound, |t| t.due = Some(Moment(-1)), &[("due", "date_impossible")]);
    check(&sound, |t| t.due = Some(Moment(47_847 * DAY_MS)), &[("due", "date_impossible")]);
    check(&sound, |t| t.due = Some(Moment(47_847 * DAY_MS - 1)), &[]);
    check(&sound, |t| t.assignee = None, &[("assignee", "required")]);
}

#[test]
fn a_service_scores_between_nothing_and_five_in_tenths() {
    let sound = Service {
        base: base(),
        kind: Some(ChoiceId(1)),
        priority: Some(service::priority::NORMAL),
        description: "打印机不出纸".to_owned(),
        status: Some(service::status::NEW),
        satisfaction: Some(Decimal(50_000)),
        ..Service::default()
    };
    check(&sound, |s| s.satisfaction = Some(Decimal(0)), &[]);
    check(&sound, |s| s.satisfaction = Some(Decimal(51_000)), &[("satisfaction", "score_range")]);
    check(&sound, |s| s.satisfaction = Some(Decimal(50_500)), &[("satisfaction", "score_range")]);
    check(&sound, |s| s.satisfaction = Some(Decimal(-1_000)), &[("satisfaction", "score_range")]);
    check(&sound, |s| s.satisfaction = Some(Decimal(40_500)), &[("satisfaction", "score_step")]);
    check(&sound, |s| s.kind = None, &[("type", "required")]);
    check(&sound, |s| s.description.clear(), &[("description", "required")]);
    check(&sound, |s| s.due = Some(Moment(-1)), &[("due", "date_impossible")]);
    check(&sound, |s| s.responded_at = Some(FUTURE), &[("responded_at", "in_future")]);
    check(&sound, |s| s.finished_at = Some(FUTURE), &[("finished_at", "in_future")]);
    check(&sound, |s| s.base.at = Some(FUTURE), &[("at", "in_future")]);
}

fn open_deal() -> Deal {
    let stage = Some(deal::stage::NEGOTIATION);
    Deal { base: base(), title: "采购 20 套".to_owned(), stage, ..Deal::default() }
}

fn won_deal() -> Deal {
    Deal {
        stage: Some(deal::stage::WON),
        amount: Some(Money(100)),
        won_on: Some(today().day),
        contract_no: "HT-1".to_owned(),
        ..open_deal()
    }
}

#[test]
fn a_deal_is_won_with_amount_day_and_contract_and_lost_for_a_reason() {
    let all = [
        ("amount", "required_for_won"),
        ("won_on", "required_for_won"),
        ("contract_no", "required_for_won"),
    ];
    check(&open_deal(), |d| d.stage = Some(deal::stage::WON), &all);
    let lost = [("lost_reason", "required_for_lost")];
    check(&open_deal(), |d| d.stage = Some(deal::stage::LOST), &lost);
    check(&open_deal(), |d| d.title.clear(), &[("title", "required")]);
    check(&open_deal(), |d| d.amount = Some(Money(0)), &[]);
    check(&won_deal(), |d| d.amount = Some(Money(0)), &[("amount", "amount_positive")]);
    check(&won_deal(), |d| d.amount = Some(Money(-1)), &[("amount", "amount_negative")]);
    check(&won_deal(), |d| d.won_on = Some(Day(20_780)), &[("won_on", "in_future")]);
    check(&won_deal(), |d| d.won_on = Some(Day(i32::MAX)), &[("won_on", "date_impossible")]);
    check(&won_deal(), |d| d.expected_on = Some(Day(30_000)), &[("expected_on", "too_far")]);
    check(&won_deal(), |d| d.expected_on = Some(Day(28_000)), &[]);
}

#[test]
fn a_file_may_leave_the_contract_to_another_system_and_nobody_is_asked_for_it_later() {
    let won = Deal { contract_no: String::new(), ..won_deal() };
    assert_eq!(found(None, &won, Ease::Import), []);
    let bare = Deal { stage: Some(deal::stage::WON), ..open_deal() };
    assert_eq!(found(None, &bare, Ease::Import).len(), 2);
    let edited = Deal { remark: "补充".to_owned(), ..won.clone() };
    assert_eq!(found(Some(&won), &edited, Ease::Form), []);
}

#[test]
fn an_order_counts_and_costs_no_less_than_nothing() {
    let sound = Order {
        base: base(),
        number: "TB-1".to_owned(),
        amount: Some(Money(0)),
        quantity: Some(Decimal(5_000)),
        state: Some(order::state::PAID),
        ..Order::default()
    };
    check(&sound, |o| o.amount = Some(Money(-1)), &[("amount", "amount_negative")]);
    check(&sound, |o| o.amount = None, &[("amount", "required")]);
    check(&sound, |o| o.quantity = Some(Decimal(-1)), &[("quantity", "number_negative")]);
    let most = |o: &mut Order| o.quantity = Some(Decimal(10_000_000_000_000));
    check(&sound, most, &[]);
    let more = |o: &mut Order| o.quantity = Some(Decimal(10_000_000_000_001));
    check(&sound, more, &[("quantity", "number_range")]);
    check(&sound, |o| o.base.at = Some(FUTURE), &[("at", "in_future")]);
}

#[test]
fn a_consent_is_withdrawn_after_it_was_given() {
    let sound = Consent {
        base: base(),
        purpose: Some(ChoiceId(1)),
        basis: Some(ChoiceId(1)),
        state: Some(consent::state::WITHDRAWN),
        withdrawn_at: Some(NOW),
        ..Consent::default()
    };
    check(&sound, |c| c.withdrawn_at = None, &[("withdrawn_at", "required")]);
    let early = |c: &mut Consent| c.withdrawn_at = Some(Moment(NOW.0 - 1));
    check(&sound, early, &[("withdrawn_at", "before_given")]);
    check(&sound, |c| c.withdrawn_at = Some(FUTURE), &[("withdrawn_at", "in_future")]);
    check(&sound, |c| c.purpose = None, &[("purpose", "required")]);
    let mut again = Consent { state: Some(consent::state::GIVEN), ..sound };
    again.settle(None);
    assert_eq!(again.withdrawn_at, None);
}

#[test]
fn a_payment_is_more_than_nothing_and_what_came_in_came_already() {
    let sound = Payment {
        base: base(),
        deal: Some(1),
        kind: Some(payment::kind::RECEIVED),
        amount: Some(Money(1)),
        on: Some(today().day),
        ..Payment::default()
    };
    check(&sound, |p| p.amount = Some(Money(0)), &[("amount", "amount_positive")]);
    check(&sound, |p| p.amount = None, &[("amount", "required")]);
    check(&sound, |p| p.deal = None, &[("deal", "required")]);
    check(&sound, |p| p.on = Some(Day(20_780)), &[("on", "in_future")]);
    let planned = Payment { kind: Some(payment::kind::PLANNED), ..sound };
    check(&planned, |p| p.on = Some(Day(20_780)), &[]);
    check(&planned, |p| p.on = Some(Day(30_000)), &[("on", "too_far")]);
}

#[test]
fn participations_and_attachments_have_a_name_and_a_past() {
    let campaign = "秋季展会".to_owned();
    let result = Some(participation::result::INVITED);
    let sound = Participation { base: base(), campaign, result, ..Participation::default() };
    check(&sound, |p| p.campaign.clear(), &[("campaign", "required")]);
    check(&sound, |p| p.base.at = Some(FUTURE), &[("at", "in_future")]);
    let sound = Attachment { base: base(), name: "合同.pdf".to_owned(), ..Attachment::default() };
    check(&sound, |a| a.name.clear(), &[("name", "required")]);
}

#[test]
fn a_service_was_in_time_or_not_once_it_was_answered() {
    let settled = |status, due, responded, finished| {
        let mut service = Service {
            status: Some(status),
            due: Some(due),
            responded_at: responded,
            finished_at: finished,
            ..Service::default()
        };
        service.settle(None);
        (service.met, service.responded_at, service.finished_at)
    };
    let (open, solved) = (service::status::OPEN, service::status::SOLVED);
    let (met, missed) = (Some(service::met::MET), Some(service::met::MISSED));
    let (one, two) = (Some(Moment(1)), Some(Moment(2)));
    assert_eq!(settled(open, Moment(1), None, None), (None, None, None));
    assert_eq!(settled(open, Moment(1), one, None), (met, one, None));
    assert_eq!(settled(open, Moment(1), two, None), (missed, two, None));
    assert_eq!(settled(solved, Moment(1), None, two), (missed, two, two));
    assert_eq!(settled(open, Moment(1), one, two), (met, one, None));
}

#[test]
fn what_is_outstanding_is_what_has_not_come_in() {
    let outstanding = |stage, received| {
        let mut deal = Deal { stage: Some(stage), received, ..won_deal() };
        deal.settle(None);
        deal.outstanding
    };
    assert_eq!(outstanding(deal::stage::WON, None), Some(Money(100)));
    assert_eq!(outstanding(deal::stage::WON, Some(Money(40))), Some(Money(60)));
    assert_eq!(outstanding(deal::stage::WON, Some(Money(140))), Some(Money(0)));
    assert_eq!(outstanding(deal::stage::LOST, Some(Money(40))), None);
}

#[test]
fn what_each_kind_adds_to_the_figures() {
    let (amount, deal) = (Money(100), 7);
    assert_eq!(open_deal().part(), Part::Silent);
    let lost = Deal { stage: Some(deal::stage::LOST), ..open_deal() };
    assert_eq!(lost.part(), Part::Lost);
    assert_eq!(won_deal().part(), Part::Won { amount, on: today().day });
    let order = |state| Order {
        amount: Some(amount),
        deal: Some(deal),
        state: Some(state),
        ..Order::default()
    };
    assert_eq!(order(order::state::PAID).part(), Part::Sale { amount, deal });
    assert_eq!(order(order::state::CANCELLED).part(), Part::Touch);
    let payment = |kind| Payment {
        kind: Some(kind),
        amount: Some(amount),
        deal: Some(deal),
        ..Payment::default()
    };
    assert_eq!(payment(payment::kind::PLANNED).part(), Part::Silent);
    assert_eq!(payment(payment::kind::RECEIVED).part(), Part::Received { amount, deal });
    let came = |result| Participation { result: Some(result), ..Participation::default() };
    assert_eq!(came(participation::result::ATTENDED).part(), Part::Touch);
    assert_eq!(came(participation::result::ABSENT).part(), Part::Silent);
    let note = FollowUp { method: Some(method::NOTE), ..FollowUp::default() };
    assert_eq!((note.part(), FollowUp::default().part()), (Part::Silent, Part::Talk));
}

#[test]
fn a_task_without_a_customer_is_its_assignees_and_its_authors() {
    let author = Some(UserId(2));
    let customer = Base { author, holders: Some(Holders::default()), ..base() };
    let alone = Base { customer: None, holders: None, ..customer.clone() };
    let task = |base| Task { base, assignee: Some(UserId(3)), ..Task::default() };
    assert_eq!(task(customer.clone()).holders(), Some(Holders::default()));
    assert_eq!(task(Base { holders: None, ..customer }).holders(), None);
    let own = Holders { owner: Some(UserId(3)), collaborators: vec![UserId(2)] };
    assert_eq!(task(alone).holders(), Some(own));
}

#[test]
fn an_attachment_keeps_what_it_hangs_on() {
    for of in [None, Some(RecordId { kind: Kind::Attachment, ordinal: 1 << 40 })] {
        let attachment = Attachment { of, ..Attachment::default() };
        let mut again = Attachment::default();
        again.set_value(attachment::tag::OF, attachment.value(attachment::tag::OF));
        assert_eq!(again, attachment);
    }
}
