//! What people and other programs call the fields of a customer, and of records about one.

use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::import::headings::Target;
use crate::domain::import::headings::Target::Field;
use crate::domain::import::record_words;

/// The meanings of a heading, the likeliest first; the words that have them, as `fold::heading`
/// leaves them.
pub(super) type Entry = (&'static [Target], &'static str);

const ENTRIES: &[Entry] = &[
    (
        &[Field(tag::EXTERNAL_ID)],
        "id 编号 客户编号 客户编码 客户代码 客户id 会员号 会员编号 会员卡号 客户号 编码 外部编号 外部id \
         数据id 唯一标识 唯一id 记录id 线索编号 线索id 助记码 往来单位编号 customerid customerno customernumber \
         customercode accountid accountnumber accountno recordid companyid contactid externalid uid uuid \
         leadid 18位账户id 客户主键 dataid clientid clientno",
    ),
    (
        &[Field(tag::NAME), Field(tag::COMPANY)],
        "名称 客户名称 客户名 客户 公司名称 公司名 企业名称 企业名 单位名称 单位 客户全称 公司全称 企业全称 全称 \
         往来单位 往来单位名称 往来单位全称 商户名称 商家名称 店铺名称 门店名称 店名 客户公司 客户单位 购货单位 \
         购买单位 购方名称 采购单位 开票名称 发票抬头 抬头 经销商名称 代理商名称 工商名称 厂家 厂名 \
         name customername customer accountname account companyname company organization organisation \
         organizationname organisationname businessname client clientname legalname associatedcompany \
         公司 企业 甲方 甲方名称 买方名称 主体名称",
    ),
    (
        &[Field(tag::COMPANY)],
        "所属公司 所在公司 所属企业 所属单位 工作单位 就职公司 任职公司 上级客户 母公司 上级公司 集团公司 employer \
         parentaccount worksat",
    ),
    (
        &[Field(tag::CONTACT_NAME), Field(tag::NAME)],
        "联系人 联系人姓名 联系人名称 联络人 联系人名 主联系人 主要联系人 首要联系人 对接人 客户联系人 接洽人 \
         决策人 关键人 采购联系人 收货人 收件人 姓名 称呼 客户姓名 会员姓名 名字 经办人 法人 法人代表 法定代表人 \
         contact contactname contactperson primarycontact maincontact fullname person personname",
    ),
    (&[Target::FamilyName], "lastname familyname surname 姓 姓氏 contactlastname"),
    (&[Target::GivenName], "firstname givenname forename 名 contactfirstname"),
    (
        &[Field(tag::SHORT_NAME)],
        "简称 客户简称 公司简称 企业简称 单位简称 别名 昵称 shortname alias nickname abbreviation displayname",
    ),
    (
        &[Field(tag::FORMER_NAMES)],
        "曾用名 曾用名称 原名 原名称 旧名称 历史名称 formername formernames previousname",
    ),
    (
        &[Field(tag::KIND)],
        "客户类型 客户性质 客户类别 类型 客户属性 企业或个人 customertype accounttype kind",
    ),
    (
        &[Field(tag::INDUSTRY)],
        "行业 所属行业 客户行业 行业类别 行业分类 行业类型 行业名称 一级行业 1级行业 所在行业 从事行业 \
         经营行业 行业领域 industry sector vertical businesstype industrytype",
    ),
    (
        &[Field(tag::SOURCE)],
        "来源 客户来源 渠道 获客渠道 来源渠道 客户渠道 线索来源 来源方式 获客方式 获取方式 推广渠道 渠道来源 \
         来源平台 平台 信息来源 开发方式 获客来源 source leadsource customersource channel originalsource \
         acquisitionchannel accountsource originalsourcetype leadchannel",
    ),
    (
        &[Field(tag::SOURCE_DETAIL)],
        "来源说明 来源详情 来源备注 来源描述 来源明细 渠道说明 渠道详情 sourcedetail sourcedetails \
         sourcedescription leadsourcedescription 市场活动 campaign 展会名称",
    ),
    (
        &[Field(tag::LEVEL)],
        "等级 客户等级 客户级别 级别 客户状态 客户分级 客户分类 状态 成交状态 客户阶段 意向 意向等级 意向程度 \
         意向度 客户意向 会员等级 level customerlevel rating accountrating grade status customerstatus \
         accountstatus tier",
    ),
    (
        &[Field(tag::STAGE)],
        "跟进阶段 销售阶段 阶段 商机阶段 跟进进度 销售进度 进度 stage salesstage dealstage pipelinestage",
    ),
    (
        &[Field(tag::TAGS)],
        "标签 客户标签 标记 标签组 用户标签 会员标签 tags tag labels label customertags categories",
    ),
    (
        &[Field(tag::NEEDS)],
        "需求标签 需求类型 需求分类 客户需求 需求 意向产品 感兴趣产品 需求产品 关注产品 采购需求 needs \
         interests productinterest interestedin requirements",
    ),
    (
        &[Field(tag::CONTACT_TITLE)],
        "职位 联系人职位 职务 联系人职务 岗位 头衔 职称 title jobtitle contacttitle position role jobposition",
    ),
    (
        &[Field(tag::PHONE), Field(tag::EMAIL), Field(tag::WECHAT)],
        "手机 手机号 手机号码 联系方式 电话 联系电话 电话号码 移动电话 联系人电话 联系人手机 联系人手机号 \
         客户电话 客户手机 座机 固定电话 固话 办公电话 公司电话 企业电话 单位电话 手机1 电话1 手机电话 电话手机 \
         联系手机 联系号码 号码 收货人电话 收件人电话 主电话 注册手机号 联络方式 联络电话 联系人联系方式 \
         手机或邮箱 电话邮箱 手机邮箱 mobile phone phonenumber mobilephone mobilenumber telephone tel cell \
         cellphone contactphone contactnumber primaryphone businessphone workphone officephone mobileno \
         phoneno telephonenumber contactmobile contactinfo 手机2 电话2 备用电话 备用手机 其他电话 其它电话 \
         第二电话 otherphone homephone phone2 电话3",
    ),
    (
        &[Field(tag::EMAIL), Field(tag::PHONE)],
        "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 邮件地址 电子邮箱地址 联系人邮箱 客户邮箱 公司邮箱 企业邮箱 e邮箱 \
         email emailaddress mail contactemail primaryemail workemail businessemail 备用邮箱 emailaddress1",
    ),
    (
        &[Field(tag::WECHAT)],
        "微信 微信号 微信账号 微信号码 联系人微信 客户微信 加微信 vx wx wechat wechatid weixin 微信id",
    ),
    (
        &[Field(tag::ID_NUMBER)],
        "证件号码 证件号 身份证 身份证号 身份证号码 统一社会信用代码 社会信用代码 信用代码 营业执照号 \
         营业执照注册号 税号 纳税人识别号 纳税识别号 纳税号 组织机构代码 idnumber idno idcard taxid vatnumber \
         taxnumber registrationnumber creditcode unifiedsocialcreditcode sicfileno",
    ),
    (
        &[Field(tag::REGION)],
        "所在地区 地区 区域 省市区 所在地 所在区域 行政区划 省市 所属地区 所属区域 客户地区 客户区域 省份城市 \
         region area location territory provincecity",
    ),
    (
        &[Target::Province],
        "省 省份 所在省 所在省份 所属省份 省级 省直辖市 省自治区 province state stateregion billingstate \
         billingaddressstate stateprovince addressstate billingstateprovince",
    ),
    (
        &[Target::City],
        "市 城市 所在市 所在城市 所属城市 地级市 市级 地市 city town billingcity billingaddresscity addresscity",
    ),
    (
        &[Target::District],
        "区 区县 县 县区 县市区 区县市 市区 行政区 所在区 所在区县 所属区县 district county",
    ),
    (
        &[Field(tag::ADDRESS)],
        "地址 详细地址 企业地址 公司地址 联系地址 客户地址 单位地址 办公地址 街道地址 街道 通讯地址 通信地址 \
         收货地址 收件地址 注册地址 经营地址 所在地址 门店地址 家庭住址 住址 具体地址 公司详细地址 送货地址 \
         address streetaddress street mailingaddress billingaddress billingaddressstreet billingstreet address1 \
         companyaddress addressstreet mailingstreet",
    ),
    (
        &[Field(tag::FIRST_CONTACT)],
        "首次接触时间 首次接触日期 首次联系时间 首次联系日期 初次接触时间 建档时间 建档日期 录入时间 录入日期 \
         登记时间 登记日期 创建时间 创建日期 添加时间 开户日期 注册时间 注册日期 入会时间 首次跟进时间 \
         首次跟进日期 createdat createddate createdate created createdon createtime creationdate dateadded \
         firstcontact firstcontactdate datecreated datecreatedat signupdate",
    ),
    (
        &[Field(tag::LAST_CONTACT)],
        "最近互动时间 最近互动 最后互动时间 最近联系时间 最近联系日期 最后联系时间 最后联系日期 上次联系时间 \
         最近活动时间 最新活动记录时间 最后活动时间 最近沟通时间 最近一次联系 最近一次联系时间 lastcontactat \
         lastcontact lastcontacted lastcontactdate lastactivity lastactivitydate lastactivityat lastengagement \
         lastengagementdate lastinteraction lastcontactedat",
    ),
    (
        &[Field(tag::LAST_FOLLOWUP)],
        "最近跟进日期 最近跟进时间 最后跟进时间 最后跟进日期 最近跟进 上次跟进 上次跟进时间 最后一次跟进时间 \
         最近一次跟进时间 跟进时间 跟进日期 最近回访时间 lastfollowup lastfollowupdate lastfollowupat \
         lastfollowuptime",
    ),
    (
        &[Field(tag::OPENING_AMOUNT)],
        "累计交易金额 交易金额 成交金额 累计金额 累计成交金额 成交总额 成交额 销售额 累计消费 累计消费金额 \
         消费金额 消费总额 累计采购金额 采购金额 历史成交金额 合同金额 合同总额 订单金额 订单总额 总金额 期初金额 \
         期初交易金额 累计销售额 累计订单金额 totalamount amount totalrevenue wonamount totalsales revenue \
         lifetimevalue totalspent totalspend totaldealamount openingamount",
    ),
    (
        &[Field(tag::OPENING_DEALS)],
        "交易次数 成交次数 累计交易次数 累计成交次数 购买次数 消费次数 订单数 订单数量 下单次数 成交单数 \
         采购次数 合同数 期初交易次数 dealcount deals orders ordercount numberoforders numberofdeals \
         wondeals purchasecount",
    ),
    (
        &[Field(tag::SPECIAL_NEEDS)],
        "特殊需求 特殊要求 个性化需求 需求描述 需求说明 客户要求 需求备注 specialneeds specialrequirements \
         specialrequests",
    ),
    (
        &[Field(tag::REMARK)],
        "备注 备注信息 客户备注 说明 备注说明 描述 客户描述 跟进备注 附注 其他 其他信息 补充说明 情况说明 \
         客户简介 公司简介 remark remarks note notes comment comments description memo",
    ),
    (
        &[Field(tag::OWNER)],
        "跟进人 负责人 客户负责人 跟进人员 业务员 业务人员 销售 销售员 销售人员 销售代表 销售负责人 客户经理 \
         客户所有人 所有人 所有者 归属人 归属业务员 归属销售 责任人 专属客服 客服 负责人姓名 跟单员 业务经理 \
         销售经理 负责销售 领取人 跟进销售 服务顾问 owner accountowner contactowner companyowner assignedto \
         assigneduser salesrep salesperson accountmanager responsible ownername assignee recordowner \
         salesrepresentative",
    ),
    (
        &[Field(tag::COLLABORATORS)],
        "共享人 协作人 共同跟进人 协同人 相关团队成员 团队成员 参与人 collaborators sharedwith teammembers \
         followers",
    ),
    (
        &[Field(tag::EXTERNAL_SOURCE)],
        "外部来源 数据来源 来源系统 所属系统 externalsource sourcesystem datasource",
    ),
];

/// Words that people put before or after the name of a field.
const PREFIXES: [&str; 14] = [
    "客户",
    "公司",
    "企业",
    "单位",
    "联系人",
    "主要",
    "主",
    "对方",
    "您的",
    "customer",
    "contact",
    "company",
    "account",
    "primary",
];
const SUFFIXES: [&str; 6] = ["信息", "名称", "内容", "号码", "1", "一"];

/// What a bare heading can mean, the likeliest first. `kind`: what the rows are.
pub fn meanings(kind: Kind, bare: &str) -> &'static [Target] {
    let (own, common) = match kind {
        Kind::Customer => (ENTRIES, &[][..]),
        _ => record_words::entries(kind),
    };
    own.iter()
        .chain(common)
        .find(|(_, words)| words.split_ascii_whitespace().any(|word| word == bare))
        .map_or(&[], |(targets, _)| targets)
}

/// The same for a heading with a word too many before or after it.
pub fn loose_meanings(kind: Kind, bare: &str) -> &'static [Target] {
    // Before the name of a field it says whose that is: 客户电话 is not the contact's.
    if kind != Kind::Customer {
        return &[];
    }
    let shorter = |affixes: &[&str], strip: fn(&'_ str, &str) -> Option<String>| {
        affixes.iter().filter_map(|affix| strip(bare, affix)).collect::<Vec<String>>()
    };
    let before = shorter(&PREFIXES, |bare, affix| bare.strip_prefix(affix).map(str::to_owned));
    let after = shorter(&SUFFIXES, |bare, affix| bare.strip_suffix(affix).map(str::to_owned));
    before
        .iter()
        .chain(&after)
        .map(|rest| meanings(kind, rest))
        .find(|targets| !targets.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::fold;
    use std::collections::HashSet;

    #[test]
    fn no_word_has_two_entries_and_all_are_bare() {
        let mut seen = HashSet::new();
        for word in ENTRIES.iter().flat_map(|(_, words)| words.split_ascii_whitespace()) {
            assert!(seen.insert(word), "{word} stands twice");
            assert_eq!(fold::heading(word), word);
        }
    }
}
