//! What a notice says, in both languages: by its cause, and by whether one batch did it to many.

use crate::app::notices::Cause;
use crate::domain::op::Lang;

/// `{by}` who did it, `{name}` what names the record, `{customer}` whom it is about, `{amount}` yuan,
/// `{at}` a space and when it is due, or nothing; `{more}` how many others there are.
pub fn template(cause: Cause, many: bool, lang: Lang) -> &'static str {
    let (one, several) = match cause {
        Cause::TaskAssigned => (
            ("{by}给你安排了待办：{name}", "{by} gave you a to-do: {name}"),
            ("{by}给你安排了待办：{name} 等 {more} 条", "{by} gave you {more} to-dos: {name} …"),
        ),
        Cause::TaskDue => one(("待办到期提醒{at}：{name}", "To-do is due{at}: {name}")),
        Cause::TaskOverdue => one(("待办已逾期：{name}", "To-do is overdue: {name}")),
        Cause::CustomerAssigned => (
            ("{by}把客户“{customer}”交给你跟进", "{by} handed you the customer “{customer}”"),
            (
                "{by}把“{customer}”等 {more} 位客户交给你跟进",
                "{by} handed you {more} customers: “{customer}” …",
            ),
        ),
        Cause::ServiceAssigned => (
            (
                "{by}请你处理“{customer}”的服务记录 {name}",
                "{by} asks you to handle service {name} of “{customer}”",
            ),
            (
                "{by}请你处理服务记录 {name} 等 {more} 条",
                "{by} asks you to handle {more} services: {name} …",
            ),
        ),
        Cause::ServiceDue => one((
            "“{customer}”的服务记录 {name} 即将到响应时限",
            "Service {name} of “{customer}” must be answered soon",
        )),
        Cause::PaymentOverdue => one((
            "“{customer}”有一笔 {amount} 元的收款已逾期",
            "A payment of ¥{amount} by “{customer}” is overdue",
        )),
        Cause::DealWon => (
            ("{name}与“{customer}”成交 {amount} 元", "{name} has won ¥{amount} from “{customer}”"),
            (
                "{name}与“{customer}”等客户成交 {more} 笔",
                "{name} has won {more} deals: “{customer}” …",
            ),
        ),
        Cause::ServiceRecorded => (
            (
                "{by}为“{customer}”登记了服务记录 {name}",
                "{by} recorded service {name} for “{customer}”",
            ),
            (
                "{by}为你的客户登记了服务记录 {name} 等 {more} 条",
                "{by} recorded {more} services for your customers: {name} …",
            ),
        ),
    };
    let (zh, en) = if many { several } else { one };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Where the amount is not for these eyes.
pub fn without_amount(cause: Cause, lang: Lang) -> Option<&'static str> {
    let (zh, en) = match cause {
        Cause::PaymentOverdue => {
            ("“{customer}”有一笔收款已逾期", "A payment by “{customer}” is overdue")
        }
        Cause::DealWon => ("{name}与“{customer}”成交", "{name} has won a deal with “{customer}”"),
        Cause::TaskAssigned
        | Cause::TaskDue
        | Cause::TaskOverdue
        | Cause::CustomerAssigned
        | Cause::ServiceAssigned
        | Cause::ServiceDue
        | Cause::ServiceRecorded => return None,
    };
    Some(match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}

type Both = (&'static str, &'static str);

/// Of what happens to one record at a time.
fn one(both: Both) -> (Both, Both) {
    (both, both)
}

/// Stands for a customer whose name one may not see.
pub fn somebody(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "一位客户",
        Lang::En => "a customer",
    }
}
