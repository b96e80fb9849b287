//! Behind a proxy: what it says counts where it is named, and plain HTTP is spoken to it alone.

use crate::common::House;
use crate::common::contents;
use crate::tls_client::EVERYWHERE;
use crate::tls_client::Reply;
use crate::tls_client::here;
use crate::tls_client::own_address;
use crate::tls_client::plain;
use crate::tls_client::port;
use crate::tls_client::sign_in;
use crate::tls_client::until;
use serde_json::json;
use std::net::SocketAddr;

#[test]
fn plain_http_off_this_machine_needs_a_proxy_that_is_named() {
    let house = House::closed();
    let before = contents(&house.data());
    let mut command = house.command(&["serve", "--listen", EVERYWHERE, "--json"]);
    command.envs([
        ("ZHIKE_SERVER__BEHIND_PROXY", "true"),
        ("ZHIKE_SERVER__PUBLIC_URL", "https://crm.firm.cn"),
    ]);
    let refused = crate::common::finish(command, b"");
    assert_eq!((refused.code, &refused.fault()["code"]), (2, &json!("config")));
    let said = refused.fault()["message"].as_str().unwrap().to_owned();
    assert!(said.contains("server.trusted_proxies"), "{said}");
    assert!(before == contents(&house.data()), "nothing was touched");
}

/// What came back to a sign-in through a proxy that says this.
fn through(address: SocketAddr, host: &str, headers: &[(&str, &str)]) -> Reply {
    plain(address, "POST /api/v1/session", host, headers, &sign_in().to_string())
}

#[test]
fn a_proxy_is_believed_only_where_it_is_named() {
    let public = ("ZHIKE_SERVER__PUBLIC_URL", "https://crm.firm.cn");
    let mut house = House::closed();
    let first =
        house.serve_at("127.0.0.1:0", &[], &[("ZHIKE_SERVER__BEHIND_PROXY", "true"), public]);
    assert_eq!(first["url"], "https://crm.firm.cn");
    let address = listening(&house);
    let https = [("x-forwarded-proto", "https"), ("x-forwarded-for", "203.0.113.9")];
    let signed = through(address, "crm.firm.cn", &https);
    assert_eq!(signed.status, 200, "{signed:?}");
    assert!(signed.header("set-cookie").starts_with("__Host-zhike="), "{signed:?}");
    assert!(signed.header("strict-transport-security").starts_with("max-age="));
    // The proxy tells that the browser came in clear.
    let clear = through(address, "crm.firm.cn", &[("x-forwarded-proto", "http")]);
    assert_eq!((clear.status, clear.slug().as_str()), (403, "https-needed"));
    assert_eq!(through(address, "evil.example", &https).status, 421);
    assert_eq!(house.stop(), 0);
    // The same headers, and nobody was named.
    let first = house.serve_at("127.0.0.1:0", &[], &[]);
    let signed = through(here(port(&first)), "localhost", &https);
    assert!(signed.header("set-cookie").starts_with("zhike="), "{signed:?}");
    assert!(!signed.header("set-cookie").contains("Secure"), "{signed:?}");
    assert_eq!(signed.header("strict-transport-security"), "");
}

/// Who listens is told by the log alone where the address that is printed is that of a proxy.
fn listening(house: &House) -> SocketAddr {
    let found = || {
        let log = house.log();
        let line = log.lines().rfind(|line| line.contains("listening"))?.to_owned();
        let text = line.split("address=").nth(1)?.split_whitespace().next()?.to_owned();
        text.parse().ok()
    };
    until("it listens", || found().is_some());
    found().unwrap()
}

#[test]
fn the_source_of_a_sign_in_is_who_the_named_proxy_says() {
    let set = [
        ("ZHIKE_SERVER__BEHIND_PROXY", "true"),
        ("ZHIKE_SERVER__PUBLIC_URL", "https://crm.firm.cn"),
    ];
    let mut house = House::closed();
    house.serve_at("127.0.0.1:0", &[], &set);
    let address = listening(&house);
    let wrong = json!({ "login": "nobody", "password": "x" }).to_string();
    let tried = |chain: &str| {
        let headers = [("x-forwarded-proto", "https"), ("x-forwarded-for", chain)];
        plain(address, "POST /api/v1/session", "crm.firm.cn", &headers, &wrong).status
    };
    let flood: Vec<u16> = (0..25).map(|n| tried(&format!("10.1.2.{n}, 203.0.113.9"))).collect();
    // What the client itself has written before the proxy's entry moves nothing.
    assert_eq!(flood.last(), Some(&429), "{flood:?}");
    let other = |login: &str| {
        let body = json!({ "login": login, "password": "x" }).to_string();
        let headers = [("x-forwarded-proto", "https"), ("x-forwarded-for", "203.0.113.10")];
        plain(address, "POST /api/v1/session", "crm.firm.cn", &headers, &body).status
    };
    assert_eq!(other("somebody"), 401, "another source is not held up");
}

#[test]
fn plain_http_from_another_machine_than_the_proxy_is_refused() {
    let Some(own) = own_address() else { return };
    let set = [
        ("ZHIKE_SERVER__BEHIND_PROXY", "true"),
        ("ZHIKE_SERVER__TRUSTED_PROXIES", "192.0.2.77"),
        ("ZHIKE_SERVER__PUBLIC_URL", "https://crm.firm.cn"),
    ];
    let mut house = House::closed();
    house.serve_at(EVERYWHERE, &[], &set);
    let port = listening(&house).port();
    let headers = [("x-forwarded-proto", "https"), ("x-forwarded-for", "127.0.0.1")];
    let refused = through((own, port).into(), "crm.firm.cn", &headers);
    assert_eq!((refused.status, refused.slug().as_str()), (403, "https-needed"), "{refused:?}");
    assert_eq!(plain(here(port), "GET /livez", "localhost", &[], "").status, 200);
}
