//! Sheets of small firms, and exports of other programs.

use super::*;
use crate::domain::custom::FieldDef;
use crate::domain::record::Stored;
use crate::domain::value::Moment;

fn catalogue() -> Catalogue {
    let mut def = FieldDef::default();
    def.tag = Tag(1000);
    def.key = "car_plate".to_owned();
    def.zh = "车牌号".to_owned();
    def.en = "Car plate".to_owned();
    let stored = Stored {
        ordinal: 1,
        version: 1,
        created_at: Moment(0),
        created_by: None,
        updated_at: Moment(0),
        deleted_at: None,
        record: def,
    };
    Catalogue::new(1, &[stored])
}

fn shown(target: Target, catalogue: &Catalogue) -> String {
    let key = |tag| catalogue.by_tag(Kind::Customer, tag).unwrap().key.clone();
    match target {
        Target::Field(tag) => key(tag),
        Target::Spare(tag) => format!("+{}", key(tag)),
        Target::Skip => "-".to_owned(),
        other => format!("{other:?}"),
    }
}

fn check_with(headings: &str, samples: &[&str], expected: &str) {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let samples: Vec<Vec<String>> = samples.iter().map(|line| cells(line)).collect();
    let catalogue = catalogue();
    let targets = guess(Kind::Customer, &cells(headings), &samples, &catalogue);
    let keys: Vec<String> = targets.into_iter().map(|t| shown(t, &catalogue)).collect();
    assert_eq!(keys.join(","), expected, "{headings}");
}

fn check(headings: &str, expected: &str) {
    check_with(headings, &[], expected);
}

#[test]
fn the_headings_of_scripts_map_by_themselves() {
    check(
        "id,name,contact,title,phone,email,wechat,industry,source,level,owner,province,city,district,\
         address,tags,created_at,last_contact_at,remark",
        "external_id,name,contact_name,contact_title,phone,email,wechat,industry,source,level,owner,\
         Province,City,District,address,tags,first_contact,last_contact,remark",
    );
    check(
        "编号,公司名称,联系人,职位,手机号,邮箱,微信,行业,渠道,客户状态,跟进人,地址,标签,首次接触时间,最近互动时间,备注",
        "external_id,name,contact_name,contact_title,phone,email,wechat,industry,source,level,owner,\
         WholeAddress,tags,first_contact,last_contact,remark",
    );
}

#[test]
fn every_own_label_and_key_maps_to_its_field() {
    let catalogue = catalogue();
    for field in catalogue.fields(Kind::Customer).iter().filter(|field| is_importable(field)) {
        for name in [&field.zh, &field.en, &field.key] {
            let name = name.clone();
            // Beside these a name is not taken for the name of the customer, nor an address whole.
            let headings = [name, "客户名称".to_owned(), "省份".to_owned()];
            let target = guess(Kind::Customer, &headings, &[], &catalogue)[0];
            assert_eq!(target, Target::Field(field.tag), "{}", headings[0]);
        }
    }
}

#[test]
fn sheets_of_small_firms_map() {
    check("姓名,电话,微信号", "name,phone,wechat");
    check("公司,姓名,联系电话（必填）,电子邮箱", "name,contact_name,phone,email");
    check("客户,公司,手机,座机", "name,company,phone,+phone");
    check(
        "*客户全称,客户编码,成交金额(万元),订单数量",
        "name,external_id,opening_amount,opening_deals",
    );
    check("客户名称,所在地区,详细地址", "name,region,address");
    check("客户名称,公司地址,心情", "name,WholeAddress,-");
    check("客户名称,车牌号,Car Plate", "name,car_plate,-");
    check("客户名称,备注,描述", "name,remark,+remark");
    check("", "-");
}

#[test]
fn exports_of_other_programs_map() {
    check(
        "客户名称,客户级别,客户所有人,省份,市,区,详细地址,邮政编码,电话,传真,公司网址,最新活动记录时间,创建日期",
        "name,level,owner,Province,City,District,address,-,phone,-,-,last_contact,first_contact",
    );
    check(
        "客户编号,客户名称,一级行业,成交状态,负责人,归属部门,最后跟进时间",
        "external_id,name,industry,level,owner,-,last_followup",
    );
    check(
        "Name,Website,Email,Phone,Type,Industry,Billing Address Street,Billing Address City,\
         Billing Address State,Assigned User,Created At",
        "name,-,email,phone,-,industry,address,City,Province,owner,first_contact",
    );
    check(
        "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Job Title,Last Activity Date",
        "external_id,GivenName,FamilyName,email,phone,name,contact_title,last_contact",
    );
}

#[test]
fn values_tell_two_columns_of_one_name_apart() {
    check_with("客户,联系方式,联系方式", &["甲,a@b.cn,13812345678"], "name,email,phone");
    check_with("客户,联系方式", &["甲,a@b.cn", "乙,c@d.cn"], "name,email");
    check_with("客户,联系方式", &["甲,a@b.cn", "乙,13812345678"], "name,phone");
    check_with("客户,电话,手机", &["甲,,13812345678", "乙,,13912345678"], "name,phone,+phone");
    check_with("客户,客户级别,客户状态", &["甲,A,潜在客户"], "name,-,level");
    check_with("客户,区域", &["甲,华东"], "name,-");
    check_with("客户,区域", &["甲,江苏省苏州市"], "name,region");
}

#[test]
fn a_first_row_of_data_is_told_from_headings() {
    let catalogue = catalogue();
    let is_heading = |line: &str| {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        are_headings(Kind::Customer, &cells, &catalogue)
    };
    assert!(is_heading("客户名称,心情"));
    assert!(is_heading("name,phone"));
    assert!(!is_heading("苏州恒达机械有限公司,13812345678,电话"));
    assert!(!is_heading("苏州恒达机械有限公司,a@b.cn"));
    assert!(!is_heading("苏州恒达机械有限公司,李四"));
}
