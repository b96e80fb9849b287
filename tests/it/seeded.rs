//! The tests of rights find every mistake that a test build can be told to make.

use crate::firm::Firm;
use crate::interference::differences;
use crate::outside::escaped;
use crate::outside::url;
use crate::worlds::Base;
use crate::worlds::Eyes;
use crate::worlds::path;
use serde_json::json;
use std::sync::Mutex;
use zhike::domain::access::seeded::Bug;

/// By which test a mistake is found.
enum How {
    /// Somebody can tell two worlds apart that differ only out of their sight.
    Worlds(Eyes),
    /// What must be refused is not.
    Check(fn(&Firm, &Base) -> bool),
}

use How::Check;
use How::Worlds;

const FOUND: [(Bug, How); 31] = [
    (Bug::PlanWithoutScope, Worlds(Eyes::Rep)),
    (Bug::RowsWithoutScope, Worlds(Eyes::Token)),
    (Bug::FacetsWithoutScope, Worlds(Eyes::Rep)),
    (Bug::DerivedWithoutScope, Worlds(Eyes::Manager)),
    (Bug::HiddenInFields, Check(hidden_is_no_field)),
    (Bug::HiddenInFilter, Check(hidden_is_not_filtered)),
    (Bug::HiddenAsFacet, Worlds(Eyes::Blind)),
    (Bug::HiddenWritten, Check(hidden_is_not_written)),
    (Bug::HiddenInConflict, Worlds(Eyes::Blind)),
    (Bug::HiddenInHistory, Check(hidden_is_not_told)),
    (Bug::MaskedSorted, Worlds(Eyes::Blind)),
    (Bug::MaskedNamesSorted, Worlds(Eyes::Reader)),
    (Bug::MaskedTailsFound, Worlds(Eyes::Reader)),
    (Bug::MaskedNamesFound, Worlds(Eyes::Reader)),
    (Bug::MaskedNamesShown, Worlds(Eyes::Reader)),
    (Bug::MaskedRevealed, Check(masked_is_not_revealed)),
    (Bug::MaskedNamesInHistory, Worlds(Eyes::Reader)),
    (Bug::LookUpsUncounted, Check(look_ups_are_counted)),
    (Bug::EverythingSeen, Worlds(Eyes::Rep)),
    (Bug::EditedOnView, Check(viewing_is_not_editing)),
    (Bug::AssignedOnEdit, Check(editing_is_not_assigning)),
    (Bug::ReadOnlyWritten, Check(read_only_is_not_written)),
    (Bug::CursorOfAnother, Check(a_cursor_is_of_one)),
    (Bug::BatchOfAnother, Check(a_batch_is_of_one)),
    (Bug::ImportOfAnother, Check(an_import_is_of_one)),
    (Bug::GrantedBeyondOwn, Check(nobody_grants_more)),
    (Bug::DisabledComesIn, Check(who_is_disabled_is_out)),
    (Bug::HiddenNameFound, Worlds(Eyes::Blind)),
    (Bug::PoolCountsAsOwn, Worlds(Eyes::Rep)),
    (Bug::DeletedOnEdit, Check(editing_is_not_deleting)),
    (Bug::FiguresOfHidden, Worlds(Eyes::Narrow)),
];

fn hidden_is_no_field(firm: &Firm, _: &Base) -> bool {
    !firm.get("blind", "/fields").body["customers"].to_string().contains("\"remark\"")
}

fn hidden_is_not_filtered(firm: &Firm, _: &Base) -> bool {
    let ask = |filter: &str| firm.get("blind", &url("/customers", &[("filter", filter)]));
    ask("remark is empty").reason() == "unknown_field"
}

fn hidden_is_not_told(firm: &Firm, base: &Base) -> bool {
    let place = path(&base.own[0]);
    let kept = firm.change("admin", "PATCH", &place, &json!({ "remark": "玛瑙" }));
    assert_eq!(kept.status, 200, "{kept:?}");
    !firm.get("blind", &format!("{place}/history")).text.contains("玛瑙")
}

fn hidden_is_not_written(firm: &Firm, base: &Base) -> bool {
    let write = |key: &str| {
        let answer = firm.change("blind", "PATCH", &path(&base.own[0]), &json!({ key: "x" }));
        (answer.status, answer.reason().to_owned())
    };
    write("remark") == write("nonsense")
}

fn masked_is_not_revealed(firm: &Firm, base: &Base) -> bool {
    let asked = json!({ "field": "id_number", "purpose": "回访" });
    firm.post("sales", &format!("{}/reveals", path(&base.own[0])), &asked).status == 403
}

fn look_ups_are_counted(firm: &Firm, _: &Base) -> bool {
    let look_up = |n: u64| {
        let filter = format!("phone = 139{n:08}");
        firm.get("reader", &url("/customers", &[("filter", &filter)])).status
    };
    (0..20).all(|n| look_up(n) == 200) && look_up(20) == 429
}

fn refused(firm: &Firm, who: &str, method: &str, id: &str, change: serde_json::Value) -> bool {
    firm.change(who, method, &path(id), &change).status == 403
}

fn viewing_is_not_editing(firm: &Firm, base: &Base) -> bool {
    refused(firm, "service", "PATCH", &base.own[0], json!({ "contact_title": "新" }))
}

fn editing_is_not_assigning(firm: &Firm, base: &Base) -> bool {
    let owner = json!({ "owner": firm.people["mate"].id });
    refused(firm, "service_lead", "PATCH", &base.own[0], owner)
}

fn editing_is_not_deleting(firm: &Firm, base: &Base) -> bool {
    refused(firm, "service_lead", "DELETE", &base.own[0], json!({}))
}

fn read_only_is_not_written(firm: &Firm, base: &Base) -> bool {
    refused(firm, "blind", "PATCH", &base.own[0], json!({ "source": "展会" }))
}

fn a_cursor_is_of_one(firm: &Firm, _: &Base) -> bool {
    let page = firm.get("sales_manager", "/customers?limit=2");
    let next = page.body["next"].as_str().expect("there are more");
    let path = format!("/customers?limit=2&cursor={}", escaped(next));
    (firm.get("sales_manager", &path).status, firm.get("sales", &path).status) == (200, 400)
}

fn a_batch_is_of_one(firm: &Firm, base: &Base) -> bool {
    let told = firm.get("admin", &format!("{}/history", path(&base.strangers[0])));
    let batch = told.body["items"][0]["batch"].as_str().expect("a batch");
    firm.post("sales", &format!("/batches/{batch}/undo"), &json!({})).status == 404
}

fn an_import_is_of_one(firm: &Firm, _: &Base) -> bool {
    let place = "/imports?kind=customers&name=a.csv";
    let job = firm.send("admin", "POST", place, "客户名称\n来者公司\n", &[]);
    firm.get("sales_manager", &format!("/imports/{}", job.id())).status == 404
}

fn nobody_grants_more(firm: &Firm, _: &Base) -> bool {
    let body = json!({ "login": "upstart", "name": "某人", "roles": ["系统管理员"] });
    firm.post("keeper", "/users", &body).reason() == "beyond_own"
}

fn who_is_disabled_is_out(firm: &Firm, _: &Base) -> bool {
    firm.disable("below");
    firm.get("below", "/customers").status == 401
}

fn is_found(base: &Base, bug: Bug, how: &How) -> bool {
    let env = [("ZHIKE_SEEDED_BUG", (bug as u8).to_string())];
    match how {
        Worlds(eyes) => !differences(base, *eyes, 4, 400, 1, &env).0.is_empty(),
        Check(holds) => !holds(&base.firm.twin(&env), base),
    }
}

#[test]
fn every_seeded_mistake_is_found() {
    let base = Base::new();
    for (bug, how) in &FOUND {
        if let Check(holds) = how {
            assert!(holds(&base.firm.twin(&[]), &base), "{bug:?}: the check fails by itself");
        }
    }
    let next = Mutex::new(FOUND.iter());
    let missed = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                loop {
                    let taken = next.lock().unwrap().next();
                    let Some((bug, how)) = taken else { break };
                    if !is_found(&base, *bug, how) {
                        missed.lock().unwrap().push(*bug);
                    }
                }
            });
        }
    });
    let missed = missed.into_inner().unwrap();
    println!("{} of {} seeded mistakes found", FOUND.len() - missed.len(), FOUND.len());
    assert!(missed.is_empty(), "{missed:?}");
}
