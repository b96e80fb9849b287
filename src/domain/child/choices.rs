//! The shipped options of the select fields of records about a customer.

use crate::domain::customer::Row;
use crate::domain::customer::choice;
use crate::domain::ids::Tag;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;

/// The options that a field ships with; empty for other shapes. The position is the identity: rows
/// are only ever added at the end.
pub fn built_in_choices(field: Tag) -> Vec<Choice> {
    let rows = match field {
        super::followup::tag::METHOD => METHODS,
        _ => &[],
    };
    rows.iter().zip(1..).map(|(row, number)| choice(row, ChoiceId(number))).collect()
}

const METHODS: &[Row] = &[
    ("电话沟通", "Call", "call", "电话,去电,来电,电话回访"),
    ("上门拜访", "Visit", "visit", "拜访,上门,面谈"),
    ("邮件往来", "E-mail", "mail", "邮件,邮箱"),
    ("线上会议", "Online meeting", "meeting", "会议,视频会议,腾讯会议"),
    ("微信", "WeChat", "wechat", "微信沟通,企业微信"),
    ("其他", "Other", "other", "其它,短信,QQ"),
    ("内部备注", "Note", "note", "备注"),
];
