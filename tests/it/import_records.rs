//! Files of follow-ups and deals by the command line and over HTTP.

use crate::common::House;
use crate::outside::head;
use crate::outside::import_of;
use crate::outside::list as list_of_customers;
use crate::outside::url;
use serde_json::json;

const CUSTOMERS: &str =
    "id,name,phone,level\n1,华美科技,13812345678,意向客户\n2,明嘉五金,13912345678,潜在客户\n";
const FOLLOWUPS: &str = "id,customer_id,type,content,owner,at\n\
                         17,1,微信,发送报价单,马诗燕,2026-03-29 13:06:38\n\
                         18,2,电话,未接电话,马诗燕,2026-03-27 20:54:23\n\
                         19,9,电话,谁,马诗燕,2026-03-27 20:54:23\n";
const DEALS: &str = "id,customer_id,title,amount,stage,source,owner,created_at,closed_at\n\
                     4,1,红酒采购,9847.76,商务谈判,展会,罗红飞,2026-03-15 11:51:12,\n\
                     5,1,货架采购,4850.49,赢单,展会,罗红飞,2026-03-02 03:59:53,2026-04-02 03:59:53\n";

/// The path of a list as it is when everything that was written shows.
fn shown(path: &str, house: &House, query: &[(&str, &str)]) -> String {
    let head = head(house).to_string();
    url(path, &[query, &[("after", head.as_str())]].concat())
}

#[test]
fn the_command_line_brings_in_what_is_about_customers() {
    let house = House::new();
    let import = |file: &str, more: &[&str]| {
        let args = [&["--json", "import", "-"], more].concat();
        house.run_with(&args, file.as_bytes()).well().json()
    };
    import(CUSTOMERS, &[]);
    let rehearsed = import(FOLLOWUPS, &["--kind", "followups", "--rehearse"]);
    assert_eq!((&rehearsed["created"], &rehearsed["batch"]), (&json!(2), &json!(null)));
    let done = import(FOLLOWUPS, &["--kind", "followups"]);
    assert_eq!(
        (&done["rows"], &done["created"], &done["rejected"]),
        (&json!(3), &json!(2), &json!(1))
    );
    assert_eq!(done["unknown_owners"], json!(["马诗燕"]));
    assert_eq!(done["reasons"][0]["field"], "customer");
    let again = import(FOLLOWUPS, &["--kind", "followups", "--duplicates", "skip"]);
    assert_eq!((&again["created"], &again["skipped"]), (&json!(0), &json!(2)));
    let deals = import(DEALS, &["--kind", "deals"]);
    assert_eq!(deals["created"], 2, "{deals}");
    let list = house.get(&shown("/followups", &house, &[]));
    assert_eq!(
        (&list["total"], &list["items"][0]["fields"]["content"]),
        (&json!(2), &json!("发送报价单"))
    );
    let won = house.get(&shown("/deals", &house, &[("filter", "stage = won")]));
    assert_eq!(won["items"][0]["fields"]["amount"], "4850.49");
    let customer = list_of_customers(&house, &[("filter", "name = 华美科技")]);
    let fields = &customer["items"][0]["fields"];
    assert_eq!((&fields["total_amount"], &fields["deal_count"]), (&json!("4850.49"), &json!(1)));
    assert_eq!(fields["level"]["label"], "意向客户", "a file does not win a customer");
    let path = format!("/batches/{}/undo", deals["batch"].as_str().unwrap());
    assert_eq!(house.post(&path, &json!({})).1["reversed"], 2);
    assert_eq!(house.get(&shown("/deals", &house, &[]))["total"], 0);
    let after = list_of_customers(&house, &[("filter", "name = 华美科技")]);
    let fields = &after["items"][0]["fields"];
    assert_eq!((&fields["total_amount"], &fields["deal_count"]), (&json!(null), &json!(null)));
    house.run(&["verify"]).well();
}

#[test]
fn a_job_says_what_its_rows_are() {
    let house = House::new();
    import_of(&house, "customers", "c.csv", CUSTOMERS.as_bytes(), &json!({}));
    let job = import_of(&house, "followups", "f.csv", FOLLOWUPS.as_bytes(), &json!({}));
    assert_eq!((&job["kind"], &job["state"]), (&json!("followups"), &json!("done")), "{job}");
    let targets: Vec<_> =
        job["columns"].as_array().unwrap().iter().map(|one| one["target"].clone()).collect();
    let keys = ["external_id", "customer", "method", "content", "author", "at"];
    assert_eq!(targets, keys.map(|key| json!(key)));
    let (status, told) = house.post("/imports?kind=payments", &json!({}));
    assert_eq!(status, 400, "{told}");
}
