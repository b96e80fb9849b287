//! `/attachments`: a file comes in as the body, and goes out as it was, shown only where that is safe.

use crate::app::Error;
use crate::app::attachments;
use crate::app::attachments::MAX_BYTES;
use crate::app::attachments::New;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::http::body::Request;
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::records;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use std::fmt::Write as _;
use std::io;
use std::io::Read;

type Answer = Result<Response<Body>, Problem>;

/// What is read on of a file that is too large, so that its sender gets to read the answer.
const DRAIN_BYTES: u64 = 128 << 20;

/// Files up to this go out whole: pictures of a page need no places of their own.
const WHOLE_BYTES: u64 = 1 << 20;

/// Nothing that a file holds runs, loads or sends anything, even where a browser opens it; only our
/// own page may show it within itself.
const CSP: &str = "sandbox; default-src 'none'; frame-ancestors 'self'";

pub fn add(request: &Request, file: &mut dyn Read) -> Answer {
    let new = New {
        customer: request.ordinal(Kind::Customer)?,
        name: query::one(request, "name").unwrap_or_default().to_owned(),
        media: request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default().to_owned(),
        of: of(request)?,
        key: records::repeat(request)?.map(|repeat| repeat.key),
    };
    let length = request.header(header::CONTENT_LENGTH.as_str()).and_then(|text| text.parse().ok());
    let is_large = length.is_some_and(|length: u64| MAX_BYTES < length);
    let added = match is_large {
        true => Err(Error::Rule("file_too_large")),
        false => attachments::add(request.app(), &request.op, new, file),
    };
    match added {
        Ok(written) => Ok(records::created_response(request, &written)),
        Err(Error::Rule("file_too_large")) => {
            let _ = io::copy(&mut file.take(DRAIN_BYTES), &mut io::sink());
            let fault = Fault::new("file", "attachment_too_large").with("limit", MAX_BYTES);
            let large = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "attachment-large");
            Err(large.with("limit", MAX_BYTES).fault(fault))
        }
        Err(error) => Err(error.into()),
    }
}

/// `deals:ID`: the record that it hangs on.
fn of(request: &Request) -> Result<Option<RecordId>, Problem> {
    let Some(text) = query::one(request, "of").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let known = text.split_once(':').and_then(|(kind, id)| {
        let kind = Kind::from_plural(kind)?;
        let ordinal = request.app().read_id(kind, id)?;
        Some(RecordId { kind, ordinal })
    });
    let unknown = || Error::fault("of", "unknown_record").into();
    known.map(Some).ok_or_else(unknown)
}

pub fn read(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Attachment)?;
    let mut opened = attachments::open(request.app(), &request.op, ordinal)?;
    let wanted = query::one(request, "download").is_some_and(|text| text == "1" || text == "true");
    let shown = opened.shown.filter(|_| !wanted);
    let (name, size) = (opened.name.clone(), opened.size_bytes);
    let body = if size <= WHOLE_BYTES {
        let mut whole = Vec::new();
        let read = opened.read_to_end(&mut whole);
        read.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken"))?;
        Body::from(whole)
    } else {
        download::stream(&request.shared.sending, move |out| {
            io::copy(&mut opened, out).map(|_| ()).map_err(|_| Error::Busy)
        })?
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let media = match shown {
        Some("text/plain") => "text/plain; charset=utf-8",
        Some(media) => media,
        None => "application/octet-stream",
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let place = disposition(if shown.is_some() { "inline" } else { "attachment" }, &name);
    let place = HeaderValue::from_str(&place).expect("all of it is plain ASCII");
    headers.insert(header::CONTENT_DISPOSITION, place);
    Ok(response)
}

/// With the name twice: in ASCII for old programs, whole by RFC 5987.
fn disposition(how: &str, name: &str) -> String {
    let plain = |c: char| match c {
        ' '..='~' if !['"', '\\', '%'].contains(&c) => c,
        _ => '_',
    };
    let ascii: String = name.chars().map(plain).collect();
    let mut text = format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => text.push(char::from(byte)),
            b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~' => {
                text.push(char::from(byte));
            }
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_the_header_whole_and_harmless() {
        let told = disposition("inline", "合同 \"A\"\r\n.pdf");
        let known = "inline; filename=\"__ _A___.pdf\"; \
            filename*=UTF-8''%E5%90%88%E5%90%8C%20%22A%22%0D%0A.pdf";
        assert_eq!(told, known);
    }
}
