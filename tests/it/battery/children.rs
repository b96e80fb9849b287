//! The same attempts by way of what is about customers, and of the box for everything.

use crate::battery::Asked;
use crate::battery::Battery;
use crate::outside::url;
use crate::worlds::KINDS;
use crate::worlds::TAGS;
use serde_json::json;

/// Keys that filters, orders and facets are tried with, known to some kinds and not to others.
const FIELDS: [&str; 31] = [
    "content",
    "method",
    "title",
    "name",
    "phone",
    "wechat",
    "email",
    "state",
    "stage",
    "due",
    "done",
    "expected_amount",
    "contract_no",
    "author",
    "at",
    "customer",
    "customer.industry",
    "customer.level",
    "customer.region",
    "customer.owner",
    "customer.collaborators",
    "customer.source",
    "customer.remark",
    "assignee",
    "amount",
    "received",
    "outstanding",
    "on",
    "satisfaction",
    "description",
    "task",
];

const FACETS: [&str; 8] =
    ["method", "author", "state", "stage", "role_in_deal", "customer", "status", "kind"];

impl Battery<'_> {
    pub(super) fn of_children(&mut self) -> Asked {
        let kind = *self.dice.pick(&KINDS);
        match self.dice.below(8) {
            0 | 1 => {
                let q = self.word();
                Asked::get(url("/search", &[("q", &q)]))
            }
            2 => {
                let q = self.word();
                self.of_kind(kind, vec![("q", q)])
            }
            3 | 4 => {
                let filter = match self.dice.below(3) {
                    0 => format!("{} or not {}", self.about(), self.about()),
                    _ => self.about(),
                };
                self.of_kind(kind, vec![("filter", filter)])
            }
            5 => {
                let sort = format!("{}{}", self.dice.pick(&["", "-"]), self.dice.pick(&FIELDS));
                self.of_kind(kind, vec![("sort", sort)])
            }
            6 => self.of_kind(kind, Vec::new()),
            _ => self.one_of_them(),
        }
    }

    fn of_kind(&mut self, kind: &str, mut query: Vec<(&str, String)>) -> Asked {
        if self.dice.below(3) == 0 {
            query.push(("facets", (*self.dice.pick(&FACETS)).to_owned()));
        }
        if self.dice.below(8) == 0 {
            query.push(("bin", "true".to_owned()));
        }
        let goes_on = self.dice.below(5) == 0;
        if goes_on {
            query.push(("limit", "3".to_owned()));
        }
        let query: Vec<(&str, &str)> = query.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Asked { goes_on, ..Asked::get(url(&format!("/{kind}"), &query)) }
    }

    fn about(&mut self) -> String {
        let word = self.word().replace('"', "");
        let field = *self.dice.pick(&FIELDS);
        match self.dice.below(11) {
            0 => format!("{field} is empty"),
            1 => format!("{field} contains \"{word}\""),
            2 => format!("customer = \"{}\"", self.dice.pick(&self.base.everyone())),
            3 => "customer.industry = 制造业".to_owned(),
            4 => format!("customer.level = \"{}\"", self.dice.pick(&["潜在", "意向", "流失"])),
            5 => format!(
                "customer.owner = \"{}先生\"",
                self.dice.pick(&["mate", "stranger", "sales"])
            ),
            6 => format!("content contains \"{}\"", self.dice.pick(&TAGS)),
            7 => format!("name starts \"{word}\""),
            8 => format!("received > {}", self.dice.below(80)),
            9 => format!("outstanding < {}", self.dice.below(900)),
            _ => format!("expected_amount > {}", self.dice.below(3_000)),
        }
    }

    fn one_of_them(&mut self) -> Asked {
        let (kind, id) = self.dice.pick(&self.base.records).clone();
        let path = format!("/{kind}/{id}");
        match self.dice.below(4) {
            0 | 1 => Asked::get(path),
            2 => Asked::get(format!("{path}/history")),
            _ => Asked {
                method: "PATCH",
                body: Some(json!({ "at": "2026-01-01" })),
                version: Some("\"999\""),
                ..Asked::get(path)
            },
        }
    }
}
