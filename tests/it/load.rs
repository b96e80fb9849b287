//! People who write until the server dies, and remember what they were answered.

use crate::tools::Dice;
use crate::tools::text;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// A customer as the writer knows it.
#[derive(Clone, Debug)]
pub struct Known {
    pub version: u64,
    pub code: String,
    pub name: String,
    pub remark: String,
    pub binned: bool,
    /// A write was sent and not answered: it happened or not.
    pub unsure: bool,
}

/// A create that was sent and not answered, with the key that makes it safe to send again.
#[derive(Clone, Debug)]
pub struct Unanswered {
    pub key: String,
    pub body: Value,
}

/// What one person knows: their own customers by id.
#[derive(Default, Debug)]
pub struct Ledger {
    pub known: BTreeMap<String, Known>,
    pub unanswered: Vec<Unanswered>,
    /// Writes that were answered.
    pub answers: u64,
}

/// Status, ETag version and body.
type Answer = (u16, Value);

/// A client that takes a dead server for what it is.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: String,
}

impl Client {
    pub fn new(url: &str, token: &str) -> Client {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let config = config.allow_non_standard_methods(true);
        let agent = config.timeout_global(Some(Duration::from_secs(20))).build().into();
        Client { agent, base: format!("{url}/api/v1"), token: token.to_owned() }
    }

    /// `None`: no whole answer came.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        extra: (&str, &str),
    ) -> Option<Answer> {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {}", self.token))
            .header(extra.0, extra.1);
        let answer = match body {
            Value::Null => self.agent.run(request.body(()).unwrap()),
            body => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(body.to_string()).unwrap())
            }
        };
        let answer = answer.ok()?;
        let status = answer.status().as_u16();
        let text = answer.into_body().read_to_string().ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }
}

const INDUSTRIES: [&str; 3] = ["制造业", "零售业", "教育培训"];

/// Writes until an answer fails to come.
pub fn work(client: &Client, ledger: &mut Ledger, dice: &mut Dice) {
    loop {
        let ids: Vec<String> = ledger.known.keys().cloned().collect();
        let done = match dice.below(10) {
            _ if ids.is_empty() => create(client, ledger, dice),
            0..4 => create(client, ledger, dice),
            4..8 => change(client, ledger, dice, &ids, Deed::Edit),
            8 => change(client, ledger, dice, &ids, Deed::Delete),
            _ => change(client, ledger, dice, &ids, Deed::Restore),
        };
        match done {
            Some(()) => ledger.answers += 1,
            None => return,
        }
    }
}

fn create(client: &Client, ledger: &mut Ledger, dice: &mut Dice) -> Option<()> {
    let number = dice.next();
    let body = json!({
        "name": format!("第{number}有限公司"),
        "industry": dice.pick(&INDUSTRIES),
        "phone": format!("138{:08}", number % 100_000_000),
        "external_id": format!("X{number}"),
    });
    ledger.unanswered.push(Unanswered { key: format!("key-{number}"), body });
    send_again(client, ledger)
}

/// Sends the creates that were not answered, in order; the same key makes each happen once.
pub fn send_again(client: &Client, ledger: &mut Ledger) -> Option<()> {
    while let Some(waiting) = ledger.unanswered.first() {
        let extra = ("idempotency-key", waiting.key.as_str());
        let (status, answer) = client.ask("POST", "/customers", &waiting.body, extra)?;
        assert_eq!(status, 201, "{answer}");
        learn(ledger, &answer);
        ledger.unanswered.remove(0);
    }
    Some(())
}

#[derive(Clone, Copy)]
enum Deed {
    Edit,
    Delete,
    Restore,
}

fn change(
    client: &Client,
    ledger: &mut Ledger,
    dice: &mut Dice,
    ids: &[String],
    deed: Deed,
) -> Option<()> {
    let id = dice.pick(ids);
    let known = ledger.known.get_mut(id).expect("it was taken from there");
    if known.binned != matches!(deed, Deed::Restore) {
        return Some(());
    }
    known.unsure = true;
    let version = format!("\"{}\"", known.version);
    let path = format!("/customers/{id}");
    let remark = format!("{} {}", dice.next(), "备注".repeat(dice.below(60)));
    let (status, answer) = match deed {
        Deed::Edit => {
            client.ask("PATCH", &path, &json!({ "remark": remark }), ("if-match", &version))?
        }
        Deed::Delete => client.ask("DELETE", &path, &Value::Null, ("if-match", &version))?,
        Deed::Restore => {
            let path = format!("{path}/restorations");
            client.ask("POST", &path, &json!({}), ("if-match", &version))?
        }
    };
    assert!(status == 200 || status == 204, "{status} {answer}");
    match deed {
        Deed::Edit | Deed::Restore => learn(ledger, &answer),
        Deed::Delete => {
            known.version += 1;
            (known.binned, known.unsure) = (true, false);
        }
    }
    Some(())
}

/// Takes over what the server says of a customer.
pub fn learn(ledger: &mut Ledger, answer: &Value) {
    let fields = &answer["fields"];
    let known = Known {
        version: answer["version"].as_u64().unwrap(),
        code: text(fields, "code").to_owned(),
        name: text(fields, "name").to_owned(),
        remark: text(fields, "remark").to_owned(),
        binned: false,
        unsure: false,
    };
    ledger.known.insert(text(answer, "id").to_owned(), known);
}
