//! The routes that every kind about customers has, and what a few have beside.

use crate::domain::child::Attachment;
use crate::domain::child::Consent;
use crate::domain::child::Contact;
use crate::domain::child::Deal;
use crate::domain::child::FollowUp;
use crate::domain::child::Order;
use crate::domain::child::Participation;
use crate::domain::child::Payment;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::record::Record;
use crate::http::attachments;
use crate::http::children;
use crate::http::lists;
use crate::http::records;
use crate::http::route::Need::User;
use crate::http::route::READ;
use crate::http::route::Route;
use crate::http::route::WRITE;
use crate::http::route::file;
use crate::http::route::row;

pub(super) static ROUTES: &[&[Route]] = &[
    &of::<Contact>([
        "/api/v1/contacts",
        "/api/v1/contacts/{id}",
        "/api/v1/contacts/{id}/restorations",
        "/api/v1/contacts/{id}/history",
    ]),
    &of::<FollowUp>([
        "/api/v1/followups",
        "/api/v1/followups/{id}",
        "/api/v1/followups/{id}/restorations",
        "/api/v1/followups/{id}/history",
    ]),
    &of::<Task>([
        "/api/v1/tasks",
        "/api/v1/tasks/{id}",
        "/api/v1/tasks/{id}/restorations",
        "/api/v1/tasks/{id}/history",
    ]),
    &of::<Service>([
        "/api/v1/services",
        "/api/v1/services/{id}",
        "/api/v1/services/{id}/restorations",
        "/api/v1/services/{id}/history",
    ]),
    &of::<Deal>([
        "/api/v1/deals",
        "/api/v1/deals/{id}",
        "/api/v1/deals/{id}/restorations",
        "/api/v1/deals/{id}/history",
    ]),
    &of::<Order>([
        "/api/v1/orders",
        "/api/v1/orders/{id}",
        "/api/v1/orders/{id}/restorations",
        "/api/v1/orders/{id}/history",
    ]),
    &of::<Participation>([
        "/api/v1/participations",
        "/api/v1/participations/{id}",
        "/api/v1/participations/{id}/restorations",
        "/api/v1/participations/{id}/history",
    ]),
    &of::<Consent>([
        "/api/v1/consents",
        "/api/v1/consents/{id}",
        "/api/v1/consents/{id}/restorations",
        "/api/v1/consents/{id}/history",
    ]),
    &of::<Payment>([
        "/api/v1/payments",
        "/api/v1/payments/{id}",
        "/api/v1/payments/{id}/restorations",
        "/api/v1/payments/{id}/history",
    ]),
    &OTHERS,
];

/// `paths`: all of them, one, its restorations, its history.
const fn of<R: Record>([all, one, restorations, history]: [&'static str; 4]) -> [Route; 7] {
    [
        row("GET", all, User, lists::list::<R>).reach(READ),
        row("POST", all, User, children::create::<R>).reach(WRITE),
        row("GET", one, User, records::show::<R>).reach(READ),
        row("PATCH", one, User, records::edit::<R>).reach(WRITE),
        row("DELETE", one, User, records::remove::<R>).reach(WRITE),
        row("POST", restorations, User, records::restore::<R>).reach(WRITE),
        row("GET", history, User, records::history::<R>).reach(READ),
    ]
}

static OTHERS: [Route; 10] = [
    row("POST", "/api/v1/contacts/{id}/promotions", User, children::promote).reach(WRITE),
    file("POST", "/api/v1/customers/{id}/attachments", User, attachments::add).reach(WRITE),
    row("GET", "/api/v1/attachments/{id}/file", User, attachments::read).reach(READ),
    row("POST", "/api/v1/contacts/{id}/reveals", User, records::reveal::<Contact>),
    row("GET", "/api/v1/attachments", User, lists::list::<Attachment>).reach(READ),
    row("GET", "/api/v1/attachments/{id}", User, records::show::<Attachment>).reach(READ),
    row("PATCH", "/api/v1/attachments/{id}", User, records::edit::<Attachment>).reach(WRITE),
    row("DELETE", "/api/v1/attachments/{id}", User, records::remove::<Attachment>).reach(WRITE),
    row("POST", "/api/v1/attachments/{id}/restorations", User, records::restore::<Attachment>)
        .reach(WRITE),
    row("GET", "/api/v1/attachments/{id}/history", User, records::history::<Attachment>)
        .reach(READ),
];
