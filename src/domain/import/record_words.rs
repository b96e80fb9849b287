//! What people and other programs call the fields of records about a customer.

use crate::domain::child::contact;
use crate::domain::child::deal;
use crate::domain::child::followup;
use crate::domain::child::order;
use crate::domain::child::participation;
use crate::domain::child::service;
use crate::domain::child::tag;
use crate::domain::child::task;
use crate::domain::ids::Kind;
use crate::domain::import::headings::Target::Field;
use crate::domain::import::synonyms::Entry;

/// Words that mean the same in all kinds.
const COMMON: &[Entry] = &[
    (
        &[Field(tag::CUSTOMER)],
        "customerid customer customercode customerno customernumber customerexternalid accountid account \
         accountno accountcode companyid company clientid client customerphone customeremail \
         customermobile 客户 客户编号 客户id 客户编码 客户代码 客户号 客户主键 所属客户 关联客户 对应客户 \
         客户外部编号 客户电话 客户手机 客户手机号 客户联系电话 客户邮箱 公司 公司编号",
    ),
    (
        &[Field(tag::EXTERNAL_ID)],
        "id externalid recordid uid uuid 编号 序号 外部编号 外部id 记录id 记录编号 数据id 唯一标识 主键 \
         followupid 跟进编号 跟进id dealid opportunityid 商机编号 商机id orderid 工单编号 工单号 服务编号 \
         caseid ticketid casenumber taskid 任务编号 待办编号",
    ),
    (
        &[Field(tag::EXTERNAL_SOURCE)],
        "externalsource sourcesystem datasource 外部来源 数据来源 来源系统",
    ),
    (
        &[Field(tag::AUTHOR)],
        "author createdby creator recordedby loggedby 记录人 创建人 创建者 录入人 填写人 提交人 添加人",
    ),
    (
        &[Field(tag::AT)],
        "at createdat createddate createdon createtime creationdate date time datetime 时间 日期 创建时间 \
         创建日期 添加时间 录入时间 登记时间 发生时间 记录时间",
    ),
];

const FOLLOWUPS: &[Entry] = &[
    (
        &[Field(followup::tag::METHOD)],
        "type method channel activitytype followuptype 类型 方式 跟进类型 跟进形式 联系方式 沟通方式 拜访方式 \
         活动类型 记录类型",
    ),
    (
        &[Field(followup::tag::CONTENT)],
        "content text note notes description summary details comment comments remark body 内容 跟进记录 \
         跟进情况 跟进详情 跟进说明 沟通内容 拜访内容 备注 描述 摘要 详情 记录内容",
    ),
    (
        &[Field(tag::AUTHOR)],
        "owner ownername assignedto user salesrep salesperson 负责人 跟进人 跟进人员 业务员 销售 销售员 \
         销售人员 拜访人 员工",
    ),
    (
        &[Field(tag::AT)],
        "followupat followuptime followupdate activitydate 跟进日期 跟进于 联系时间 沟通时间 拜访时间 拜访日期",
    ),
];

const DEALS: &[Entry] = &[
    (
        &[Field(deal::tag::TITLE)],
        "name dealname opportunityname opportunity subject 名称 商机 商机标题 机会名称 销售机会 项目名称 主题 \
         标题 合同名称",
    ),
    (
        &[Field(deal::tag::AMOUNT)],
        "dealamount value dealvalue total 金额 商机金额 合同金额 成交额 签约金额 总金额",
    ),
    (
        &[Field(deal::tag::EXPECTED_AMOUNT)],
        "expectedvalue expectedrevenue estimatedamount 预计成交金额 预计销售金额 预期金额 预估金额",
    ),
    (
        &[Field(deal::tag::EXPECTED_ON)],
        "expectedclosedate expecteddate estimatedclosedate 预计成交时间 预计签约日期 预计结单日期 预计日期",
    ),
    (
        &[Field(deal::tag::STAGE)],
        "dealstage salesstage status pipelinestage 状态 商机阶段 销售阶段 商机状态",
    ),
    (&[Field(deal::tag::SOURCE)], "leadsource channel 商机来源 渠道 线索来源"),
    (
        &[Field(deal::tag::OWNER)],
        "ownername dealowner assignedto salesrep salesperson 商机负责人 业务员 销售 销售员 跟进人 销售人员",
    ),
    (
        &[Field(deal::tag::WON_ON)],
        "closedat closedate closedon closeddate wonat wondate 结单日期 关闭时间 成交时间 签约日期 签约时间 \
         合同日期 签订日期 赢单日期 结束时间",
    ),
    (
        &[Field(deal::tag::CONTRACT_NO)],
        "contractno contractnumber contractid 合同号 合同编码 协议编号",
    ),
    (&[Field(deal::tag::PRODUCT)], "products 产品名称 意向产品 产品型号"),
    (&[Field(deal::tag::LOST_REASON)], "lostreason lossreason 丢单原因 失败原因"),
    (&[Field(deal::tag::REMARK)], "note notes description comment comments 描述 说明"),
];

const SERVICES: &[Entry] = &[
    (&[Field(service::tag::TYPE)], "kind category 类型 工单类型 服务类别 问题类型"),
    (
        &[Field(service::tag::DESCRIPTION)],
        "content subject title issue problem 内容 描述 问题描述 服务内容 工单内容 主题 标题",
    ),
    (
        &[Field(service::tag::HANDLER)],
        "owner assignee agent assignedto 负责人 处理人 客服 受理人 工程师",
    ),
    (&[Field(service::tag::STATUS)], "state 状态 工单状态 处理状态 服务状态"),
    (&[Field(service::tag::RESULT)], "resolution solution 结果 处理结果 解决方案"),
    (&[Field(service::tag::SATISFACTION)], "score rating csat 评分 满意度 客户评分 满意度评分"),
    (
        &[Field(service::tag::FINISHED_AT)],
        "closedat solvedat resolvedat 完成时间 解决时间 关闭时间 办结时间",
    ),
    (&[Field(tag::AT)], "openedat receivedat 受理时间 受理日期 报修时间 服务时间 服务日期"),
];

const ORDERS: &[Entry] = &[
    (
        &[Field(order::tag::NUMBER)],
        "orderno ordernumber orderid no number 订单号 订单编号 单号 交易号 订单编码",
    ),
    (&[Field(order::tag::SOURCE)], "channel shop store platform 渠道 店铺 平台 订单来源 来源平台"),
    (
        &[Field(order::tag::AMOUNT)],
        "total totalamount paid price 金额 订单金额 实付金额 总金额 成交金额 应付金额",
    ),
    (&[Field(order::tag::PRODUCT)], "item items products sku 商品 商品名称 产品名称 货品 宝贝名称"),
    (&[Field(order::tag::QUANTITY)], "qty count 数量 购买数量 件数"),
    (&[Field(order::tag::STATE)], "status orderstatus 状态 订单状态 付款状态 支付状态"),
    (
        &[Field(tag::AT)],
        "orderdate orderedat paidat 下单时间 订单时间 下单日期 订单日期 付款时间 成交时间",
    ),
];

const TASKS: &[Entry] = &[
    (
        &[Field(task::tag::TITLE)],
        "name subject task content 名称 主题 内容 任务 任务名称 待办 待办事项 待办内容",
    ),
    (
        &[Field(task::tag::DUE)],
        "dueat duedate deadline endat 截止时间 截止日期 到期时间 到期日期 计划时间 计划日期 提醒时间 完成期限",
    ),
    (&[Field(task::tag::ASSIGNEE)], "owner assignedto user 负责人 执行人 处理人 经办人 责任人"),
    (&[Field(task::tag::DONE)], "completed finished isdone 完成 是否完成 已完成"),
    (&[Field(task::tag::NOTE)], "notes remark description comment 备注 说明 描述"),
];

const CONTACTS: &[Entry] = &[
    (
        &[Field(contact::tag::NAME)],
        "contact contactname fullname person 联系人 联系人姓名 姓名 名字 称呼",
    ),
    (&[Field(contact::tag::TITLE)], "jobtitle position role 职位 职务 岗位 头衔"),
    (&[Field(contact::tag::DEPARTMENT)], "dept 部门 所在部门 科室"),
    (
        &[Field(contact::tag::PHONE)],
        "phonenumber mobile mobilephone mobilenumber tel telephone cell 电话 手机 手机号 手机号码 联系电话 \
         联系方式 移动电话 联系人电话 联系人手机",
    ),
    (&[Field(contact::tag::EMAIL)], "mail emailaddress 邮箱 电子邮箱 邮件 联系人邮箱"),
    (&[Field(contact::tag::WECHAT)], "wechatid weixin wx vx 微信 微信号"),
    (&[Field(contact::tag::REMARK)], "note notes description comment 备注 说明"),
];

const PARTICIPATIONS: &[Entry] = &[
    (
        &[Field(participation::tag::CAMPAIGN)],
        "event name activity 活动 活动名称 市场活动 会议名称 展会名称",
    ),
    (&[Field(participation::tag::CHANNEL)], "type medium 渠道 活动类型 参与方式 形式"),
    (
        &[Field(participation::tag::RESULT)],
        "status state response 结果 参与结果 参与状态 状态 反馈",
    ),
    (&[Field(participation::tag::NOTE)], "notes remark comment 备注 说明"),
    (&[Field(tag::AT)], "eventdate joinedat 活动时间 活动日期 参与时间 参加时间 报名时间"),
];

/// The words of one kind, then those of all.
pub(super) fn entries(kind: Kind) -> (&'static [Entry], &'static [Entry]) {
    let own = match kind {
        Kind::FollowUp => FOLLOWUPS,
        Kind::Deal => DEALS,
        Kind::Service => SERVICES,
        Kind::Order => ORDERS,
        Kind::Task => TASKS,
        Kind::Contact => CONTACTS,
        Kind::Participation => PARTICIPATIONS,
        Kind::Consent | Kind::Payment | Kind::Attachment => &[],
        Kind::Customer | Kind::User | Kind::Field | Kind::Team | Kind::Role => return (&[], &[]),
    };
    (own, COMMON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::domain::import::fold;
    use crate::domain::import::headings;
    use crate::domain::import::headings::Target;
    use std::collections::HashSet;

    fn check(kind: Kind, line: &str, expected: &str) {
        let catalogue = Catalogue::new(1, &[]);
        let headings: Vec<String> = line.split(',').map(str::to_owned).collect();
        let key = |target| match target {
            Target::Field(tag) => catalogue.by_tag(kind, tag).unwrap().key.clone(),
            Target::Spare(tag) => format!("+{}", catalogue.by_tag(kind, tag).unwrap().key),
            _ => "-".to_owned(),
        };
        let targets = headings::guess(kind, &headings, &[], &catalogue);
        let found: Vec<String> = targets.into_iter().map(key).collect();
        assert_eq!(found.join(","), expected, "{line}");
        assert!(headings::are_headings(kind, &headings, &catalogue));
    }

    #[test]
    fn the_headings_of_scripts_map_by_themselves() {
        check(
            Kind::FollowUp,
            "id,customer_id,type,content,owner,at",
            "external_id,customer,method,content,author,at",
        );
        check(
            Kind::Deal,
            "id,customer_id,title,amount,stage,source,owner,created_at,closed_at",
            "external_id,customer,title,amount,stage,source,owner,at,won_on",
        );
    }

    #[test]
    fn sheets_of_small_firms_map() {
        check(
            Kind::FollowUp,
            "客户编号,客户电话,跟进记录,跟进人,心情",
            "customer,+customer,content,author,-",
        );
        check(Kind::Order, "订单号,客户手机,订单金额,订单状态", "number,customer,amount,state");
        check(Kind::Contact, "客户编号,姓名,手机号,职务", "customer,name,phone,title");
        check(Kind::Task, "客户,待办事项,截止日期,负责人", "customer,title,due,assignee");
        check(
            Kind::Service,
            "客户编号,问题描述,处理人,满意度",
            "customer,description,handler,satisfaction",
        );
        check(Kind::Participation, "客户编号,活动名称,参与结果", "customer,campaign,result");
    }

    #[test]
    fn no_word_of_a_kind_has_two_entries_and_all_are_bare() {
        for kind in Kind::CHILDREN {
            let (own, _) = entries(kind);
            for list in [own, COMMON] {
                let mut seen = HashSet::new();
                for word in list.iter().flat_map(|(_, words)| words.split_ascii_whitespace()) {
                    assert!(seen.insert(word), "{word} stands twice");
                    assert_eq!(fold::heading(word), word);
                }
            }
        }
    }
}
