//! Files of records about customers: to whom they come, by whom, and what they leave alone.

use super::House;
use super::counts;
use crate::app::App;
use crate::app::imports::Duplicates;
use crate::app::imports::Report;
use crate::domain::child::Deal;
use crate::domain::child::FollowUp;
use crate::domain::child::deal;
use crate::domain::child::followup;
use crate::domain::customer::level;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Money;
use crate::store::Source;

const CUSTOMERS: &str = "id,客户名称,电话,邮箱,客户级别,last_contact_at\n\
                         1,华美科技,13812345678,,意向客户,2026-01-05 10:00:00\n\
                         2,明嘉五金,13912345678,a@b.cn,潜在客户,\n\
                         3,盛欧,13912345678,c@d.cn,潜在客户,\n";

fn live<R: Record>(app: &App) -> Vec<Stored<R>> {
    let all = app.store().reader().list::<R>(1, usize::MAX).unwrap();
    all.into_iter().filter(|stored| stored.deleted_at.is_none()).collect()
}

fn reason(report: &Report, field: &str, reason: &str) -> Option<u64> {
    report.sums.reasons.get(&(field.to_owned(), reason.to_owned())).copied()
}

#[test]
fn followups_come_to_their_customers() {
    let house = House::new();
    house.import(CUSTOMERS, Duplicates::Import);
    let file = "id,customer_id,type,content,owner,at\n\
                17,1,微信,发送报价单,马诗燕,2026-03-29 13:06:38\n\
                18,1,电话,未接电话,马诗燕,2025-12-27 20:54:23\n\
                19,9,电话,谁,马诗燕,2026-03-27 20:54:23\n\
                20,2,电话,,马诗燕,2026-03-27 20:54:23\n\
                21,2,短信,稍后再拨,,2026-03-27\n\
                22,2,传真,稍后再拨,,2026-03-27\n\
                23,,电话,稍后再拨,,2026-03-27\n";
    let report = house.import_as(Kind::FollowUp, file, Duplicates::Skip);
    assert_eq!(counts(&report), [7, 3, 0, 0, 0, 4]);
    assert_eq!(reason(&report, "customer", "unknown_record"), Some(1));
    assert_eq!(reason(&report, "customer", "required"), Some(1));
    assert_eq!(reason(&report, "content", "required"), Some(1));
    assert_eq!(reason(&report, "method", "unknown_option"), Some(1));
    assert_eq!(report.unknown_owners["马诗燕"], 4);
    let made = live::<FollowUp>(&house.app);
    let methods: Vec<_> = made.iter().map(|one| one.record.method.unwrap()).collect();
    assert_eq!(
        methods,
        [followup::method::WECHAT, followup::method::CALL, followup::method::OTHER]
    );
    let [customer, other, _] = &house.customers()[..] else { panic!("three") };
    assert_eq!(customer.record.last_contact, made[0].record.base.at);
    assert!(customer.record.first_activity.is_some() && customer.version == 1);
    assert!(other.record.last_followup.is_some());

    let again = house.import_as(Kind::FollowUp, file, Duplicates::Skip);
    assert_eq!(counts(&again), [7, 0, 0, 0, 3, 4]);
    let again = house.import_as(Kind::FollowUp, file, Duplicates::Import);
    assert_eq!(reason(&again, "external_id", "taken"), Some(3));
    let newer = file.replace("发送报价单", "寄出样品");
    let again = house.import_as(Kind::FollowUp, &newer, Duplicates::Merge);
    assert_eq!(counts(&again), [7, 0, 3, 0, 0, 4]);
    assert_eq!(live::<FollowUp>(&house.app)[0].record.content, "寄出样品");
    house.undo(&again);
    assert_eq!(live::<FollowUp>(&house.app)[0].record.content, "发送报价单");

    assert_eq!(house.undo(&report).reversed, 3);
    assert_eq!(live::<FollowUp>(&house.app).len(), 0);
    let customer = &house.customers()[0].record;
    assert_eq!((customer.last_contact, customer.first_activity), (customer.opening_contact, None));
    assert!(customer.opening_contact.is_some());
}

#[test]
fn a_phone_names_one_customer_or_none() {
    let house = House::new();
    house.import(CUSTOMERS, Duplicates::Import);
    let file = "客户手机,客户邮箱,跟进记录,时间\n\
                138-1234-5678,,一,2026-03-01\n\
                13912345678,,二,2026-03-01\n\
                ,C@D.cn,三,2026-03-01\n\
                13700000000,a@b.cn,四,2026-03-01\n";
    let report = house.import_as(Kind::FollowUp, file, Duplicates::Import);
    assert_eq!(counts(&report), [4, 3, 0, 0, 0, 1]);
    assert_eq!(reason(&report, "customer", "several_records"), Some(1));
    let made = live::<FollowUp>(&house.app);
    let parents: Vec<_> = made.iter().map(|one| one.record.base.customer.unwrap()).collect();
    let [first, second, third] = &house.customers()[..] else { panic!("three") };
    assert_eq!(parents, [first.ordinal, third.ordinal, second.ordinal]);
}

#[test]
fn deals_are_won_without_touching_the_level() {
    let house = House::new();
    house.import(CUSTOMERS, Duplicates::Import);
    let file = "id,customer_id,title,amount,stage,source,owner,created_at,closed_at\n\
                4,1,红酒采购253套,9847.76,商务谈判,展会,罗红飞,2024-03-15 11:51:12,\n\
                5,1,货架采购64套,4850.49,赢单,展会,罗红飞,2026-03-02 03:59:53,2026-04-02 03:59:53\n\
                6,1,轴承采购,100,赢单,展会,罗红飞,2026-03-02 03:59:53,\n\
                7,2,轴承采购,100,输单,展会,罗红飞,2026-03-02 03:59:53,2026-04-02 03:59:53\n\
                8,2,轴承采购,-5,输单,展会,罗红飞,2026-03-02 03:59:53,\n";
    let report = house.import_as(Kind::Deal, file, Duplicates::Skip);
    assert_eq!(counts(&report), [5, 3, 0, 0, 0, 2]);
    assert_eq!(reason(&report, "won_on", "required_for_won"), Some(1));
    let made = live::<Deal>(&house.app);
    assert_eq!(made[0].record.expected_amount, Some(Money(984_776)));
    assert_eq!(made[1].record.amount, Some(Money(485_049)));
    assert!(made[1].record.won_on.is_some() && made[1].record.contract_no.is_empty());
    assert_eq!(made[2].record.stage, Some(deal::stage::LOST));
    assert!(made[2].record.expected_on.is_some());
    let customer = &house.customers()[0].record;
    assert_eq!(customer.total_amount, Some(Money(485_049)));
    assert_eq!((customer.deal_count, customer.level), (Some(1), Some(level::INTERESTED)));
    assert_eq!(house.undo(&report).reversed, 3);
    assert_eq!(house.customers()[0].record.deal_count, None);
}
