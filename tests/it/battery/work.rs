//! The same attempts by way of a day's work: what is to do, what one is told, many changes at once,
//! what is taken back, and files.

use crate::battery::Asked;
use crate::battery::Battery;
use serde_json::Value;
use serde_json::json;

impl Battery<'_> {
    pub(super) fn of_work(&mut self) -> Asked {
        let post = |path: String, body: Value| Asked {
            method: "POST",
            body: Some(body),
            ..Asked::get(path)
        };
        match self.dice.below(10) {
            0 => Asked::get("/day".to_owned()),
            1 => {
                let who = *self.dice.pick(&["mate", "stranger", "sales", "below", "all"]);
                let id = self.base.firm.people.get(who).map_or(who, |person| &person.id);
                Asked::get(format!("/day?user={id}"))
            }
            2 => Asked::get("/notifications".to_owned()),
            3 => {
                let id = self.dice.pick(&self.base.everyone()).clone();
                Asked::get(format!("/customers/{id}/overview?limit=200"))
            }
            4 => {
                let id = self.dice.pick(&self.base.everyone()).clone();
                let kind = *self.dice.pick(&["deals", "attachments", "levels", "tasks,services"]);
                Asked::get(format!("/customers/{id}/timeline?kinds={kind}"))
            }
            // Nobody is won without a deal: it changes none of them, and says of each why.
            5 => {
                let mut ids: Vec<String> =
                    (0..3).map(|_| self.dice.pick(&self.base.everyone()).clone()).collect();
                ids.push(self.dice.pick(&self.base.binned).clone());
                post(
                    "/customers/bulk".to_owned(),
                    json!({ "ids": ids, "set": { "level": "成交客户" } }),
                )
            }
            // Of the beginnings of the firm: the batches of who made it.
            6 => post(format!("/batches/{}/undo", 1 + self.dice.below(40)), json!({})),
            7 => Asked::get("/attachments".to_owned()),
            8 => {
                let id = self.dice.pick(&self.base.files).clone();
                let end = *self.dice.pick(&["", "/file", "/history"]);
                Asked::get(format!("/attachments/{id}{end}"))
            }
            _ => {
                let id = self.dice.pick(&self.base.files).clone();
                Asked {
                    method: "PATCH",
                    body: Some(json!({ "name": "别的.txt" })),
                    version: Some("\"999\""),
                    ..Asked::get(format!("/attachments/{id}"))
                }
            }
        }
    }
}
