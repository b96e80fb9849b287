//! The shipped options of the select fields of records about a customer.

use crate::domain::child::consent;
use crate::domain::child::contact;
use crate::domain::child::deal;
use crate::domain::child::followup;
use crate::domain::child::order;
use crate::domain::child::participation;
use crate::domain::child::payment;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::customer::LOST_REASONS;
use crate::domain::customer::ROLES_IN_DEAL;
use crate::domain::customer::Row;
use crate::domain::customer::choice;
use crate::domain::ids::Tag;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;

/// The options that a field ships with; empty for other shapes. The position is the identity: rows
/// are only ever added at the end.
pub fn built_in_choices(field: Tag) -> Vec<Choice> {
    let rows = match field {
        contact::tag::ROLE_IN_DEAL => ROLES_IN_DEAL,
        followup::tag::METHOD => METHODS,
        task::tag::PRIORITY => TASK_PRIORITIES,
        task::tag::REMIND => REMINDERS,
        task::tag::STATE => TASK_STATES,
        service::tag::TYPE => SERVICE_TYPES,
        service::tag::PRIORITY => SERVICE_PRIORITIES,
        service::tag::STATUS => SERVICE_STATUSES,
        service::tag::MET => MET,
        deal::tag::STAGE => STAGES,
        deal::tag::LOST_REASON => LOST_REASONS,
        order::tag::STATE => ORDER_STATES,
        participation::tag::CHANNEL => CHANNELS,
        participation::tag::RESULT => RESULTS,
        consent::tag::PURPOSE => PURPOSES,
        consent::tag::BASIS => BASES,
        consent::tag::STATE => CONSENT_STATES,
        payment::tag::KIND => PAYMENT_KINDS,
        payment::tag::METHOD => PAYMENT_METHODS,
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

const TASK_PRIORITIES: &[Row] = &[
    ("高", "High", "high", "重要,高优先级"),
    ("中", "Normal", "normal", "一般,普通,中优先级"),
    ("低", "Low", "low", "低优先级"),
];

/// The code is the number of minutes before.
const REMINDERS: &[Row] = &[
    ("不提醒", "No reminder", "none", "无"),
    ("到期时", "When due", "0", "准时"),
    ("提前 15 分钟", "15 minutes before", "15", ""),
    ("提前 1 小时", "1 hour before", "60", ""),
    ("提前 1 天", "1 day before", "1440", ""),
];

const TASK_STATES: &[Row] = &[
    ("待办", "Open", "open", "未完成,待处理"),
    ("逾期", "Overdue", "overdue", "已逾期,过期"),
    ("已完成", "Done", "done", "完成"),
];

const SERVICE_TYPES: &[Row] = &[
    ("售后咨询", "Question", "question", "咨询,使用咨询"),
    ("技术故障处理", "Fault", "fault", "故障,技术故障,报修,维修"),
    ("投诉处理", "Complaint", "complaint", "投诉"),
    ("安装调试", "Installation", "install", "安装,调试"),
    ("培训", "Training", "training", "使用培训"),
    ("回访", "Call back", "callback", "客户回访"),
    ("其他", "Other", "other", "其它"),
];

const SERVICE_PRIORITIES: &[Row] = &[
    ("紧急", "Urgent", "urgent", "加急,特急"),
    ("高", "High", "high", "重要"),
    ("普通", "Normal", "normal", "一般,中"),
    ("低", "Low", "low", ""),
];

const SERVICE_STATUSES: &[Row] = &[
    ("待受理", "New", "new", "未受理,待处理"),
    ("处理中", "Open", "open", "进行中,已受理"),
    ("已解决", "Solved", "solved", "解决,已完成,已处理"),
    ("已关闭", "Closed", "closed", "关闭"),
];

const MET: &[Row] =
    &[("达标", "In time", "met", "按时"), ("超时", "Too late", "missed", "未达标,逾期")];

const STAGES: &[Row] = &[
    ("初步接触", "First contact", "contact", "初步沟通,新商机"),
    ("需求确认", "Needs confirmed", "needs", "需求分析"),
    ("方案报价", "Proposal", "proposal", "报价,方案"),
    ("商务谈判", "Negotiation", "negotiation", "谈判,合同谈判"),
    ("赢单", "Won", "won", "已成交,成交,已签约,签约"),
    ("输单", "Lost", "lost", "丢单,失败,已流失"),
];

const ORDER_STATES: &[Row] = &[
    ("未付款", "Unpaid", "unpaid", "待付款,未支付"),
    ("部分付款", "Partly paid", "partial", "部分支付,已付定金"),
    ("已付款", "Paid", "paid", "已支付,已完成,交易成功"),
    ("已退款", "Refunded", "refunded", "退款,退货"),
    ("已取消", "Cancelled", "cancelled", "取消,交易关闭,已关闭"),
];

const CHANNELS: &[Row] = &[
    ("线上", "Online", "online", "网络"),
    ("线下", "Offline", "offline", "现场"),
    ("展会", "Trade fair", "fair", "展览,博览会"),
    ("直播", "Live stream", "live", "直播间"),
    ("邮件", "E-mail", "mail", "邮箱"),
    ("短信", "Text message", "sms", ""),
    ("其他", "Other", "other", "其它"),
];

const RESULTS: &[Row] = &[
    ("已邀请", "Invited", "invited", "邀请"),
    ("已报名", "Registered", "registered", "报名"),
    ("已参加", "Attended", "attended", "参加,已签到,签到"),
    ("未参加", "Absent", "absent", "缺席,未到场"),
    ("有意向", "Interested", "interested", "意向"),
];

const PURPOSES: &[Row] = &[
    ("营销短信", "Marketing by text message", "sms", "短信"),
    ("营销邮件", "Marketing by e-mail", "mail", "邮件"),
    ("电话回访", "Calls", "call", "电话"),
    ("对外提供", "Passing on to others", "share", "共享,第三方"),
];

const BASES: &[Row] = &[
    ("本人同意", "Their consent", "consent", "同意"),
    ("合同履行", "Performance of a contract", "contract", "合同,履行合同"),
    ("法定义务", "Legal duty", "law", "法律规定"),
    ("其他", "Other", "other", "其它"),
];

const CONSENT_STATES: &[Row] =
    &[("已授权", "Given", "given", "授权,有效"), ("已撤回", "Withdrawn", "withdrawn", "撤回,失效")];

const PAYMENT_KINDS: &[Row] = &[
    ("计划", "Planned", "planned", "计划回款,应收"),
    ("到账", "Received", "received", "已到账,实际回款,实收"),
];

const PAYMENT_METHODS: &[Row] = &[
    ("银行转账", "Bank transfer", "bank", "转账,对公转账,电汇"),
    ("微信", "WeChat Pay", "wechat", "微信支付"),
    ("支付宝", "Alipay", "alipay", ""),
    ("现金", "Cash", "cash", ""),
    ("支票", "Cheque", "cheque", ""),
    ("其他", "Other", "other", "其它,承兑汇票"),
];
