//! The page: embedded in the binary, under one hash of the whole tree, cached for ever.

use crate::http::problem::Problem;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::Dir;
use include_dir::include_dir;
use sha2::Digest;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::io::Write;

static WEB: Dir = include_dir!("$CARGO_MANIFEST_DIR/web");

/// What index.html says where the hash belongs.
const MARK: &str = "/assets/dev/";

pub struct Assets {
    files: BTreeMap<String, File>,
}

struct File {
    plain: Vec<u8>,
    /// Where it is smaller.
    gzip: Option<Vec<u8>>,
    kind: &'static str,
    immutable: bool,
}

impl Assets {
    pub fn embedded() -> Assets {
        let mut raw = BTreeMap::new();
        collect(&WEB, &mut raw);
        let mut hash = Sha256::new();
        for (path, bytes) in &raw {
            hash.update(path.as_bytes());
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        let hash: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
        let base = format!("/assets/{hash}/");
        let mut files = BTreeMap::new();
        for (path, bytes) in raw {
            if path == "index.html" {
                let page = String::from_utf8_lossy(bytes).replace(MARK, &base);
                files.insert("/".to_owned(), File::new("index.html", page.into_bytes(), false));
            } else {
                files.insert(format!("{base}{path}"), File::new(&path, bytes.to_vec(), true));
            }
        }
        Assets { files }
    }

    pub fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Result<Response<Body>, Problem> {
        // A one-time link opens the page, which reads the rest of it: no server ever sees that.
        let path = if ["/index.html", "/link"].contains(&path) { "/" } else { path };
        let file = self.files.get(path).ok_or_else(Problem::missing)?;
        if !matches!(*method, Method::GET | Method::HEAD) {
            let allow = vec!["GET", "HEAD"];
            return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method").with("allow", allow));
        }
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let gzip =
            file.gzip.as_ref().filter(|_| accepted.is_some_and(|text| text.contains("gzip")));
        let mut response = Response::new(Body::from(gzip.unwrap_or(&file.plain).clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if gzip.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let cache = match file.immutable {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        Ok(response)
    }
}

impl File {
    fn new(path: &str, plain: Vec<u8>, immutable: bool) -> File {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory cannot fail; if it did, the plain form is served.
        let packed = encoder.write_all(&plain).and_then(|()| encoder.finish()).ok();
        let gzip = packed.filter(|packed| packed.len() < plain.len());
        File { plain, gzip, kind: kind(path), immutable }
    }
}

fn collect(dir: &Dir<'static>, into: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        into.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents());
    }
    for dir in dir.dirs() {
        collect(dir, into);
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
