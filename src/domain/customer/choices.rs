//! The shipped libraries of the customer's select fields.

use crate::domain::customer::tag;
use crate::domain::ids::Tag;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;

pub mod kind {
    use crate::domain::value::ChoiceId;
    pub const COMPANY: ChoiceId = ChoiceId(1);
    pub const PERSON: ChoiceId = ChoiceId(2);
}

pub mod level {
    use crate::domain::value::ChoiceId;
    pub const POTENTIAL: ChoiceId = ChoiceId(1);
    pub const INTERESTED: ChoiceId = ChoiceId(2);
    pub const WON: ChoiceId = ChoiceId(3);
    pub const LOST: ChoiceId = ChoiceId(4);
    pub const DORMANT: ChoiceId = ChoiceId(5);
}

pub mod status {
    use crate::domain::value::ChoiceId;
    pub const POTENTIAL: ChoiceId = ChoiceId(1);
    pub const ACTIVE: ChoiceId = ChoiceId(2);
    pub const SILENT: ChoiceId = ChoiceId(3);
    pub const LOST: ChoiceId = ChoiceId(4);
}

pub mod follow_state {
    use crate::domain::value::ChoiceId;
    pub const WAITING: ChoiceId = ChoiceId(1);
    pub const RUNNING: ChoiceId = ChoiceId(2);
    pub const OVERDUE: ChoiceId = ChoiceId(3);
    pub const DONE: ChoiceId = ChoiceId(4);
}

pub mod industry {
    /// Stands in the number of a customer whose industry is not known yet.
    pub const UNKNOWN_CODE: &str = "QT";
}

/// `zh | en | code | synonym, synonym`, in the order shown. The position is the identity: rows are
/// only ever added at the end.
pub type Row = (&'static str, &'static str, &'static str, &'static str);

const KINDS: &[Row] = &[
    ("企业", "Company", "company", "公司,单位,法人"),
    ("个人", "Person", "person", "自然人,个体"),
];

const INDUSTRIES: &[Row] = &[
    ("制造业", "Manufacturing", "MFG", "制造,工业,生产制造"),
    ("零售业", "Retail", "RTL", "零售,商超"),
    ("服务业", "Services", "SVC", "服务"),
    ("互联网", "Internet", "NET", "互联网行业,电子商务"),
    ("科技", "Technology", "TEC", "高科技,科技行业"),
    ("金融", "Finance", "FIN", "金融业,银行,保险"),
    ("医疗", "Health care", "MED", "医药,医疗行业"),
    ("教育", "Education", "EDU", "教育行业"),
    ("物流", "Logistics", "LOG", "快递,物流行业"),
    ("建筑", "Construction", "CON", "建筑业,工程"),
    ("其他", "Other", "QT", "其它,其他行业"),
    ("信息技术", "Information technology", "IT", "IT,软件,软件和信息技术,信息技术服务"),
    ("批发零售", "Wholesale and retail", "WHS", "批发,贸易,商贸,批发和零售业"),
    ("建筑装饰", "Building and fitting-out", "DEC", "装饰,装修"),
    ("餐饮住宿", "Hotels and catering", "HOT", "餐饮,酒店,住宿和餐饮业"),
    ("教育培训", "Training", "TRN", "培训"),
    ("医疗健康", "Health", "HLT", "健康,大健康"),
    ("物流运输", "Transport", "TRP", "运输,货运"),
    ("金融服务", "Financial services", "FSV", "投资,理财"),
    ("房地产", "Real estate", "REA", "地产,物业"),
    ("文化传媒", "Media and culture", "CUL", "文化,传媒,广告"),
    ("农林牧渔", "Agriculture", "AGR", "农业,农林牧渔业"),
];

const SOURCES: &[Row] = &[
    ("官网", "Website", "website", "官网咨询,网站,公司官网,官方网站"),
    ("展会", "Trade fair", "fair", "展会推广,展览,博览会"),
    ("转介绍", "Referral", "referral", "客户转介绍,老客户介绍,朋友介绍,介绍"),
    ("合作伙伴", "Partner", "partner", "渠道伙伴,代理商推荐"),
    ("线上广告", "Online advertising", "ads", "线上,线上推广,网络推广,网络广告,百度推广,SEM"),
    ("电话", "Telephone", "phone", "电话营销,电销,来电,电话咨询,400电话"),
    ("上门拜访", "Visit", "visit", "拜访,陌拜,地推"),
    ("电商平台", "Marketplace", "marketplace", "电商,淘宝,天猫,京东,拼多多,1688"),
    ("微信公众号", "WeChat account", "wechat", "公众号,微信"),
    ("抖音", "Douyin", "douyin", "抖音号,短视频"),
    ("小红书", "Xiaohongshu", "xiaohongshu", "红书"),
    ("其他", "Other", "other", "其它,其他来源"),
];

const LEVELS: &[Row] = &[
    ("潜在客户", "Prospect", "potential", "潜在,潜客,线索"),
    ("意向客户", "Interested", "interested", "意向,有意向"),
    ("成交客户", "Won", "won", "成交,已成交,签约客户"),
    ("流失客户", "Lost", "lost", "流失,已流失"),
    ("休眠客户", "Dormant", "dormant", "休眠,沉睡客户"),
];

const STATUSES: &[Row] = &[
    ("潜在", "Potential", "potential", ""),
    ("活跃", "Active", "active", "活跃客户"),
    ("沉默", "Silent", "silent", "沉默客户"),
    ("流失", "Lost", "lost", ""),
];

const FOLLOW_STATES: &[Row] = &[
    ("待跟进", "To follow up", "waiting", ""),
    ("跟进中", "In progress", "running", ""),
    ("逾期", "Overdue", "overdue", ""),
    ("完成", "Done", "done", "已完成"),
];

const STAGES: &[Row] = &[
    ("初步接触", "First contact", "contact", "初步沟通"),
    ("需求确认", "Needs confirmed", "needs", "需求分析"),
    ("方案报价", "Proposal", "proposal", "报价,方案"),
    ("商务谈判", "Negotiation", "negotiation", "谈判"),
    ("已成交", "Won", "won", "赢单,成交"),
    ("已搁置", "Shelved", "shelved", "搁置,暂停,输单"),
];

const TAGS: &[Row] = &[
    ("高价值", "High value", "", ""),
    ("重点关注", "Watch", "", ""),
    ("流失风险", "Churn risk", "", ""),
    ("重点客户", "Key customer", "", ""),
    ("VIP", "VIP", "", ""),
    ("老客户", "Old customer", "", ""),
    ("新客户", "New customer", "", ""),
    ("价格敏感", "Price sensitive", "", ""),
    ("需要发票", "Needs invoice", "", ""),
    ("月结", "Monthly account", "", ""),
    ("现结", "Pays at once", "", ""),
    ("决策人", "Decision maker", "", ""),
    ("代理商", "Agent", "", ""),
    ("经销商", "Dealer", "", ""),
    ("终端用户", "End user", "", ""),
    ("出口", "Export", "", ""),
    ("政府采购", "Government procurement", "", ""),
    ("连锁", "Chain", "", ""),
    ("上市公司", "Listed company", "", ""),
    ("有竞品", "Has competitor's product", "", ""),
    ("待回访", "To be called back", "", ""),
    ("已寄样品", "Sample sent", "", ""),
    ("已报价", "Quoted", "", ""),
    ("已签合同", "Contract signed", "", ""),
    ("售后问题", "After-sales problem", "", ""),
    ("长期合作", "Long-term", "", ""),
    ("季节性采购", "Seasonal buyer", "", ""),
    ("大客户", "Large customer", "", ""),
    ("潜力股", "Rising", "", ""),
    ("黑名单观察", "Blacklist watch", "", ""),
    ("转介绍多", "Refers others", "", ""),
    ("技术型", "Technical", "", ""),
    ("需要定制", "Needs customising", "", ""),
];

const NEEDS: &[Row] = &[
    ("采购设备", "Equipment", "", ""),
    ("咨询服务", "Consulting", "", ""),
    ("技术支持", "Technical support", "", ""),
    ("售后维保", "Maintenance", "", ""),
    ("软件系统", "Software", "", ""),
];

/// Why a customer, or a deal, is lost.
pub const LOST_REASONS: &[Row] = &[
    ("竞品价格更低", "Competitor cheaper", "price", "价格,价格太高"),
    ("需求变更", "Needs changed", "needs", "需求变化"),
    ("预算取消", "Budget cancelled", "budget", "没有预算"),
    ("服务不满", "Unhappy with service", "service", "服务不满意"),
    ("联系不上", "Cannot be reached", "unreachable", "失联"),
    ("其他", "Other", "other", "其它"),
];

/// What a contact has to say when it comes to buying; further contacts have the same list.
pub const ROLES_IN_DEAL: &[Row] = &[
    ("决策人", "Decides", "decider", "决策者,拍板人,老板"),
    ("影响人", "Influences", "influencer", "影响者"),
    ("使用人", "Uses", "user", "使用者,用户"),
    ("财务", "Finance", "finance", "会计,出纳"),
    ("其他", "Other", "other", "其它"),
];

/// The options that a field ships with; empty for other shapes.
pub fn built_in_choices(field: Tag) -> Vec<Choice> {
    let rows = match field {
        tag::KIND => KINDS,
        tag::INDUSTRY => INDUSTRIES,
        tag::SOURCE => SOURCES,
        tag::LEVEL => LEVELS,
        tag::STATUS => STATUSES,
        tag::FOLLOW_STATE => FOLLOW_STATES,
        tag::STAGE => STAGES,
        tag::TAGS => TAGS,
        tag::NEEDS => NEEDS,
        tag::LOST_REASON => LOST_REASONS,
        tag::CONTACT_ROLE => ROLES_IN_DEAL,
        _ => &[],
    };
    rows.iter().zip(1..).map(|(row, number)| choice(row, ChoiceId(number))).collect()
}

pub fn choice((zh, en, code, synonyms): &Row, id: ChoiceId) -> Choice {
    Choice {
        id,
        code: (*code).to_owned(),
        zh: (*zh).to_owned(),
        en: (*en).to_owned(),
        synonyms: synonyms.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        retired: false,
    }
}
