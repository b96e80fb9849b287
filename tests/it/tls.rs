//! On the firm's network: what travels is encrypted, under our own names, and nobody is believed unasked.

use crate::common::House;
use crate::common::PASSWORD;
use crate::tls_client::Client;
use crate::tls_client::EVERYWHERE;
use crate::tls_client::Issuer;
use crate::tls_client::here;
use crate::tls_client::own_address;
use crate::tls_client::plain;
use crate::tls_client::port;
use crate::tls_client::sign_in;
use crate::tls_client::until;
use crate::tools::files;
use serde_json::Value;
use serde_json::json;
use std::io::Read;
use std::io::Write;
use std::net::IpAddr;
use std::net::TcpStream;
use std::time::Duration;

fn set_up(token: &str) -> Value {
    json!({ "token": token, "company": "东方", "login": "wang", "name": "王", "password": PASSWORD })
}

/// The authority's certificate as the command line writes it.
fn authority(house: &House) -> String {
    let shown = house.run(&["tls", "show", "--json"]).well().json();
    shown["authority"]["certificate"].as_str().unwrap().to_owned()
}

/// A house on the network with its own authority, and a client that trusts it.
fn on_the_network() -> (House, Client, Value) {
    let mut house = House::closed();
    let first = house.serve_at(EVERYWHERE, &[], &[]);
    let client = Client::trusting(&authority(&house), here(port(&first)), "localhost");
    (house, client, first)
}

#[test]
fn a_device_that_trusts_the_authority_of_the_house_is_let_in_without_a_warning() {
    let (house, client, first) = on_the_network();
    assert!(first["url"].as_str().unwrap().starts_with("https://"), "{first}");
    assert_eq!(client.get("/livez").status, 200);
    let (pem, address) = (authority(&house), client.address);
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        assert_eq!(
            Client::speaking(&pem, address, "127.0.0.1", &[version]).get("/livez").status,
            200
        );
    }
    let own = own_address()
        .map(|ip| Client::trusting(&pem, (ip, address.port()).into(), &ip.to_string()));
    if let Some(client) = own {
        assert_eq!(client.get("/livez").status, 200, "under the address of the network");
    }
    // A name that the certificate does not hold for, and an authority that did not issue it.
    assert!(Client::trusting(&pem, address, "crm.elsewhere").ask("GET /livez", &[], "").is_err());
    let other = Issuer::new().pem();
    assert!(Client::trusting(&other, address, "localhost").ask("GET /livez", &[], "").is_err());
}

#[test]
fn old_versions_of_tls_are_refused() {
    let (_house, client, _) = on_the_network();
    for version in [[3, 1], [3, 2]] {
        let mut socket = TcpStream::connect(client.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut hello = vec![1, 0, 0, 43];
        hello.extend(version);
        hello.extend([7; 32]);
        // No session, two old cipher suites, no compression.
        hello.extend([0, 0, 4, 0xC0, 0x09, 0xC0, 0x13, 1, 0]);
        let mut record = vec![22, 3, 1, 0, u8::try_from(hello.len()).unwrap()];
        record.extend(hello);
        socket.write_all(&record).unwrap();
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        // An alert, and nothing after it.
        assert_eq!((answer.first(), answer.len()), (Some(&21), 7), "{version:?}: {answer:?}");
    }
}

#[test]
fn the_cookie_is_bound_to_this_host_and_to_encryption() {
    let (_house, client, _) = on_the_network();
    let origin = client.origin();
    let page = [("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
    let signed = client.post("/api/v1/session", &page, &sign_in());
    assert_eq!(signed.status, 200, "{signed:?}");
    let cookie = signed.header("set-cookie").to_owned();
    let value = cookie.strip_prefix("__Host-zhike=").expect("the name that browsers guard");
    assert!(value.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    // With an authority of our own, a browser that insists would lock people out with it.
    assert_eq!(signed.header("strict-transport-security"), "");
    let value = value.split(';').next().unwrap();
    let who = |cookie: String| {
        client.ask("GET /api/v1/session", &[("cookie", &cookie)], "").unwrap().status
    };
    assert_eq!(who(format!("__Host-zhike={value}")), 200);
    // The name without a guard can be planted by a neighbour: it is not read here.
    assert_eq!(who(format!("zhike={value}")), 401);
    let cookie = format!("__Host-zhike={value}");
    let change = |origin: &str| {
        let headers = [("cookie", cookie.as_str()), ("origin", origin)];
        client.ask("PATCH /api/v1/session", &headers, "{\"lang\":\"en\"}").unwrap()
    };
    for foreign in ["https://evil.example", &origin.replace("https", "http"), "null"] {
        let refused = change(foreign);
        assert_eq!((refused.status, refused.slug().as_str()), (403, "csrf"), "{foreign}");
    }
    assert_eq!(change(&origin).status, 200);
    let out = client.ask("DELETE /api/v1/session", &[("cookie", &cookie), ("origin", &origin)], "");
    let out = out.unwrap();
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").starts_with("__Host-zhike=; "), "{out:?}");
    assert!(out.header("set-cookie").ends_with("; Secure; Max-Age=0"), "{out:?}");
}

#[test]
fn only_our_own_names_are_answered_to() {
    let (_house, client, first) = on_the_network();
    let ask = |host: &str| {
        // The second `Host` would be ignored by nobody: it is the only one here.
        let client = Client::trusting(&authority(&_house), client.address, "localhost");
        client.ask(&format!("GET http://{host}/livez"), &[], "").unwrap()
    };
    assert_eq!(ask("localhost").status, 200);
    for foreign in ["evil.example", "evil.example:443", "localhost.evil.example", "10.255.255.1"] {
        let refused = ask(foreign);
        assert_eq!((refused.status, refused.slug().as_str()), (421, "host"), "{foreign}");
    }
    // Names that others say about us change nothing.
    let said = client.ask("GET /livez", &[("x-forwarded-host", "evil.example")], "").unwrap();
    assert_eq!(said.status, 200);
    for url in first["urls"].as_array().unwrap() {
        let host = url.as_str().unwrap().trim_start_matches("https://").to_owned();
        assert_eq!(ask(&host).status, 200, "{host}");
    }
}

#[test]
fn who_leaves_out_the_s_is_sent_to_it_and_nothing_is_done() {
    let (_house, client, _) = on_the_network();
    let (address, port) = (client.address, client.address.port());
    let sent = plain(address, "GET /x?y=1", &format!("localhost:{port}"), &[], "");
    assert_eq!(sent.status, 308, "{sent:?}");
    assert_eq!(sent.header("location"), format!("https://localhost:{port}/x?y=1"));
    let body = sign_in().to_string();
    let sent = plain(address, "POST /api/v1/session", &format!("localhost:{port}"), &[], &body);
    assert_eq!((sent.status, sent.header("set-cookie")), (308, ""), "{sent:?}");
    let foreign = plain(address, "GET /", "evil.example", &[], "");
    assert_eq!((foreign.status, foreign.slug().as_str()), (403, "https-needed"), "{foreign:?}");
}

#[test]
fn the_certificate_outlives_a_restart_and_is_renewed_while_the_server_runs() {
    let (mut house, client, first) = on_the_network();
    let shown = client.get("/livez").certificate;
    assert_eq!(house.stop(), 0);
    let again = house.serve_at(EVERYWHERE, &[], &[]);
    assert_eq!(first["fingerprint"], again["fingerprint"]);
    let client = Client::trusting(&authority(&house), here(port(&again)), "localhost");
    assert_eq!(client.get("/livez").certificate, shown);
    let renewed = house.run(&["tls", "renew", "--json"]).well().json();
    assert_eq!(renewed["authority"]["fingerprint"], first["fingerprint"]);
    until("the renewed one is shown", || client.get("/livez").certificate != shown);
    let anew = house.run(&["tls", "renew", "--authority", "--json"]).well().json();
    assert_ne!(anew["authority"]["fingerprint"], first["fingerprint"]);
    until("the authority before is not used any more", || {
        client.ask("GET /livez", &[], "").is_err()
    });
    let file = house.path("ca.pem");
    house.run(&["tls", "show", "--ca-out", file.to_str().unwrap()]).well();
    let pem = std::fs::read_to_string(&file).unwrap();
    assert_eq!(Client::trusting(&pem, client.address, "localhost").get("/livez").status, 200);
    let refused = house.run(&["tls", "show", "--ca-out", file.to_str().unwrap(), "--json"]);
    assert_eq!((refused.code, &refused.fault()["code"]), (2, &json!("file-exists")));
}

#[test]
fn no_key_of_a_certificate_stands_readable_in_any_file() {
    let (mut house, _, _) = on_the_network();
    house.run(&["tls", "renew", "--authority"]).well();
    let folder = house.path("");
    // How every such key begins, up to where the secret stands; the same in the spelling of the rows
    // of the store, and as text.
    let der = rcgen::KeyPair::generate().unwrap().serialized_der()[..30].to_vec();
    let row: Vec<u8> = der
        .iter()
        .flat_map(|byte| if *byte < 128 { vec![*byte] } else { vec![0xCC, *byte] })
        .collect();
    let check = |when: &str| {
        for path in files(&folder) {
            let bytes = std::fs::read(&path).unwrap();
            for needle in [&der[..], &row, b"PRIVATE KEY"] {
                let found = bytes.windows(needle.len()).any(|part| part == needle);
                assert!(!found, "{when}: {}", path.display());
            }
        }
    };
    check("running");
    house.kill();
    check("killed");
}

#[test]
fn a_device_finds_what_it_needs_to_trust_us() {
    let (_house, client, first) = on_the_network();
    let sent = client.get("/trust");
    assert_eq!((sent.status, sent.header("location")), (303, "/#/trust"));
    let told = client.get("/api/v1/trust").json();
    assert_eq!(told["fingerprint"], first["fingerprint"]);
    let file = client.get("/trust/zhike-ca.crt");
    assert_eq!(file.header("content-type"), "application/x-x509-ca-cert");
    assert!(file.header("content-disposition").contains("zhike-ca.crt"));
    let pem = client.get("/trust/zhike-ca.pem");
    assert_eq!(String::from_utf8(pem.body).unwrap(), authority(&_house));
    use sha2::Digest;
    let hash: Vec<String> =
        sha2::Sha256::digest(&file.body).iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(told["fingerprint"], hash.join(":"));
    // On loopback there is nothing to trust.
    let plain = House::new();
    assert_eq!(plain.ask("GET", "/trust", None, &[]).0, 404);
}

#[test]
fn own_files_are_used_and_read_again_when_they_change() {
    let (mut house, issuer) = (House::closed(), Issuer::new());
    let (certificate, key) = (house.path("cert.pem"), house.path("key.pem"));
    issuer.write(&["crm.firm.cn", "localhost"], &certificate, &key);
    let set = [
        ("ZHIKE_SERVER__TLS_CERT", certificate.to_str().unwrap()),
        ("ZHIKE_SERVER__TLS_KEY", key.to_str().unwrap()),
    ];
    let first = house.serve_at(EVERYWHERE, &[], &set);
    assert!(first["url"].as_str().unwrap().starts_with("https://crm.firm.cn:"), "{first}");
    assert_eq!(first["fingerprint"], Value::Null);
    let client = Client::trusting(&issuer.pem(), here(port(&first)), "crm.firm.cn");
    let answer = client.get("/livez");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    assert_eq!(client.get("/trust/zhike-ca.crt").status, 404);
    // Half of a new pair: what is in use stays.
    let (other, other_key) = (house.path("other.pem"), house.path("other-key.pem"));
    issuer.write(&["crm.firm.cn"], &other, &other_key);
    std::fs::copy(&other, &certificate).unwrap();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(client.get("/livez").certificate, answer.certificate);
    std::fs::copy(&other_key, &key).unwrap();
    until("the new pair is shown", || client.get("/livez").certificate != answer.certificate);
    assert_eq!(house.stop(), 0);
    // Files that do not belong together do not start.
    std::fs::copy(&other_key, &certificate).unwrap();
    let mut command = house.command(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    command.envs(set);
    let refused = crate::common::finish(command, b"");
    assert_eq!((refused.code, &refused.fault()["code"]), (2, &json!("certificate")));
}

#[test]
fn the_first_administrator_is_made_at_the_machine_unless_the_start_allows_more() {
    for (more, from_afar) in [(&[][..], 403), (&["--setup-remote"], 201)] {
        let mut house = House::empty();
        let first = house.serve_at(EVERYWHERE, more, &[]);
        let (pem, port) = (authority(&house), port(&first));
        let token = first["setup_token"].as_str().unwrap();
        let body = set_up(token);
        if let Some(own) = own_address() {
            let afar: IpAddr = own;
            let client = Client::trusting(&pem, (afar, port).into(), &afar.to_string());
            let origin = client.origin();
            let made = client.post("/api/v1/setup", &[("origin", &origin)], &body);
            assert_eq!(made.status, from_afar, "{made:?}");
            if from_afar == 201 {
                continue;
            }
            assert_eq!(made.slug(), "setup-local");
        }
        let client = Client::trusting(&pem, here(port), "localhost");
        let origin = client.origin();
        let made = client.post("/api/v1/setup", &[("origin", &origin)], &body);
        assert_eq!(made.status, 201, "{made:?}");
    }
}
