//! `/imports`: bring a file in, watch it.

use crate::app::Error;
use crate::app::imports;
use crate::app::imports::Job;
use crate::app::imports::JobId;
use crate::domain::field::Fault;
use crate::domain::op::Lang;
use crate::domain::parse;
use crate::http::body::Request;
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::text;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;
use std::io::Read;

type Answer = Result<Response<Body>, Problem>;

/// Longest name of a file, in characters.
const NAME_CHARS: usize = 200;

pub fn list(request: &Request) -> Answer {
    let jobs = imports::list(request.app(), &request.op)?;
    let items: Vec<Value> = jobs.iter().take(50).map(|job| job_json(request, job)).collect();
    Ok(answer(StatusCode::OK, &json!({ "items": items })))
}

pub fn upload(request: &Request, file: &mut dyn Read) -> Answer {
    let kind = query::one(request, "kind").unwrap_or("customers");
    let kind = imports::kind_of(kind).ok_or_else(|| query::bad("kind", "unknown_option"))?;
    let name = query::one(request, "name").unwrap_or("import");
    let clean: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let job = imports::stage(request.app(), &request.op, kind, &clean, file).map_err(of_file)?;
    Ok(answer(StatusCode::CREATED, &job_json(request, &job)))
}

pub fn show(request: &Request) -> Answer {
    let job = imports::show(request.app(), &request.op, id(request)?)?;
    Ok(answer(StatusCode::OK, &job_json(request, &job)))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    mapping: Option<std::collections::BTreeMap<String, Option<String>>>,
    new_options: Option<bool>,
    duplicates: Option<String>,
}

pub fn amend(request: &Request) -> Answer {
    let id = id(request)?;
    let Amend { mapping, new_options, duplicates } = request.json()?;
    let column = |(at, target): (String, Option<String>)| match at.parse() {
        Ok(at) => Ok((at, target)),
        Err(_) => Err(Error::fault("mapping", "number_form")),
    };
    let mapping = mapping.map(|map| map.into_iter().map(column).collect::<Result<Vec<_>, _>>());
    let mode = |word: String| {
        let mode = imports::Duplicates::from_slug(&word);
        mode.ok_or_else(|| Error::fault("duplicates", "unknown_option"))
    };
    let amend = imports::Amend {
        mapping: mapping.transpose()?,
        new_options,
        duplicates: duplicates.map(mode).transpose()?,
        ..imports::Amend::default()
    };
    let job = imports::amend(request.app(), &request.op, id, amend)?;
    Ok(answer(StatusCode::OK, &job_json(request, &job)))
}

/// The job gets its turn whether or not anyone watches.
pub fn run(request: &Request) -> Answer {
    let begun = imports::begin(request.app(), &request.op, id(request)?)?;
    Ok(answer(StatusCode::ACCEPTED, &job_json(request, &begun)))
}

/// Takes a file back that is not being brought in yet.
pub fn discard(request: &Request) -> Answer {
    imports::discard(request.app(), &request.op, id(request)?)?;
    Ok(no_content())
}

/// The rows that were refused, with their reasons, as a sheet.
pub fn rejected(request: &Request) -> Answer {
    let lang = request.op.lang;
    let sheet = imports::rejected(request.app(), &request.op, id(request)?)?;
    let file = download::File { kind: "text/csv; charset=utf-8", name: "rejected.csv" };
    download::send(&request.shared.sending, &file, move |out| {
        sheet.write(&|reason| text::fault(&reason_fault(reason), lang), out)
    })
}

fn id(request: &Request) -> Result<JobId, Problem> {
    let text = request.path.first().map_or("", String::as_str);
    JobId::parse(text).ok_or_else(Problem::missing)
}

/// A file that cannot be read is a problem of the file, not of the server.
fn of_file(error: Error) -> Problem {
    match error {
        Error::Invalid(faults) => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid");
            Problem { faults, ..problem }
        }
        Error::Rule(reason @ "too_many_imports") => {
            let fault = Fault::new("file", reason).with("limit", imports::MAX_UNFINISHED);
            Problem::new(StatusCode::CONFLICT, "rule").fault(fault)
        }
        other => other.into(),
    }
}

fn job_json(request: &Request, job: &Job) -> Value {
    let lang = request.op.lang;
    let zone = request.app().live().settings.zone;
    let columns = job.columns.iter().enumerate().map(|(index, column)| {
        json!({
            "index": index,
            "heading": column.heading,
            "target": column.target,
            "samples": column.samples,
        })
    });
    let progress = json!({ "rows": job.progress.rows, "bytes": job.progress.bytes, "size": job.progress.size });
    json!({
        "id": job.id.to_string(),
        "kind": job.kind().plural(),
        "name": job.name,
        "size": job.size,
        "state": job.state.slug(),
        "created_at": parse::moment::show(job.created_at(), zone),
        "columns": columns.collect::<Vec<_>>(),
        "rows_seen": job.rows_seen,
        "new_options": job.new_options,
        "duplicates": job.duplicates.slug(),
        "progress": progress,
        "report": report_json(job, lang),
        "problem": job.problem.as_ref().map(|problem| problem_json(problem, lang)),
    })
}

fn report_json(job: &Job, lang: Lang) -> Value {
    let report = &job.report;
    let sums = &report.sums;
    let reasons = sums.reasons.iter().map(|((field, reason), count)| {
        let message = text::fault(&Fault::new(field, text::known(reason)), lang);
        json!({ "field": field, "reason": reason, "message": message, "count": count })
    });
    let cleaned = report.cleaned.iter().map(|(kind, count)| {
        let message = text::cleaned(kind, lang);
        json!({ "kind": kind, "message": message, "count": count })
    });
    let owners = report.unknown_owners.iter();
    json!({
        "rows": sums.rows,
        "created": sums.created,
        "updated": sums.updated,
        "merged": sums.merged,
        "skipped": sums.skipped,
        "waiting": sums.waiting,
        "rejected": sums.rejected,
        "unverified": report.unverified,
        "batch": job.batch().map(|batch| batch.0.to_string()),
        "reasons": reasons.collect::<Vec<_>>(),
        "cleaned": cleaned.collect::<Vec<_>>(),
        "unknown_owners":
            owners.map(|(name, count)| json!({ "name": name, "count": count })).collect::<Vec<_>>(),
        "unknown_columns": report.unknown_columns,
    })
}

fn problem_json(problem: &imports::Problem, lang: Lang) -> Value {
    let reason = imports::Reason {
        field: problem.field.clone(),
        reason: problem.reason.clone(),
        args: problem.args.clone(),
    };
    json!({ "reason": problem.reason, "message": text::fault(&reason_fault(&reason), lang) })
}

/// A stored reason as a fault again: its names are those of the catalogue of messages.
fn reason_fault(reason: &imports::Reason) -> Fault {
    let mut fault = Fault::new(&reason.field, text::known(&reason.reason));
    for (name, value) in &reason.args {
        fault = fault.with(text::figure(name), value);
    }
    fault
}

fn answer(status: StatusCode, value: &Value) -> Response<Body> {
    let mut json = crate::http::write::Json::new();
    json.raw(&value.to_string());
    json_response(status, json)
}
