//! The verbs that work on a store, each once: run here, or by the server that holds the store.

use crate::app::App;
use crate::boot;
use crate::boot::House;
use crate::cli::audit;
use crate::cli::demo;
use crate::cli::export;
use crate::cli::fault::CliError;
use crate::cli::import;
use crate::cli::index;
use crate::cli::key;
use crate::cli::tls;
use crate::cli::token;
use crate::cli::user;
use crate::cli::verify;
use crate::control::Sink;
use crate::domain::ids::UserId;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::store::Folder;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use std::io::Read;

/// Where a verb works.
pub struct Desk<'a> {
    pub app: &'a App,
    pub folder: &'a Folder,
    pub lang: Lang,
}

impl Desk<'_> {
    pub fn of(house: &House, lang: Lang) -> Desk<'_> {
        Desk { app: house.app(), folder: house.folder(), lang }
    }

    pub fn op(&self) -> Op {
        boot::operator(self.lang)
    }

    /// The person with this login, disabled ones too.
    pub fn user(&self, login: &str) -> Result<UserId, CliError> {
        let live = self.app.live();
        let fits = |user: &&crate::domain::record::Stored<crate::domain::user::User>| {
            user.deleted_at.is_none() && user.record.login.eq_ignore_ascii_case(login.trim())
        };
        let found = live.people.list().iter().find(fits);
        found.map(|user| UserId(user.ordinal)).ok_or_else(|| CliError::NoUser(login.to_owned()))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "verb", content = "args", rename_all = "kebab-case")]
pub enum Verb {
    Demo(demo::Args),
    Import(import::Args),
    Export(export::Args),
    IndexStatus,
    IndexRebuild,
    Verify(verify::Args),
    AuditVerify(audit::VerifyArgs),
    AuditExport(audit::ExportArgs),
    UserAdd(user::AddArgs),
    UserResetPassword(user::PasswordArgs),
    UserUnlock(user::LoginArgs),
    UserResetFactor(user::LoginArgs),
    UserDisable(user::LoginArgs),
    UserEnable(user::LoginArgs),
    UserList,
    TokenCreate(token::CreateArgs),
    ExportRecovery,
    TlsShow,
    TlsRenew(tls::RenewArgs),
}

/// A verb on its way to the server.
#[derive(Serialize, Deserialize)]
pub struct Call {
    /// The language to refuse in.
    pub chinese: bool,
    #[serde(flatten)]
    pub verb: Verb,
}

impl Verb {
    /// `input` is the file or the password that goes with the verb.
    pub fn run(
        &self,
        desk: &Desk,
        input: &mut dyn Read,
        out: &mut dyn Sink,
    ) -> Result<Value, CliError> {
        match self {
            Verb::Demo(args) => demo::run(desk, args, out),
            Verb::Import(args) => import::run(desk, args, input, out),
            Verb::Export(args) => export::run(desk, args, out),
            Verb::IndexStatus => index::status(desk),
            Verb::IndexRebuild => index::rebuild(desk, out),
            Verb::Verify(args) => verify::run(desk, args),
            Verb::AuditVerify(args) => audit::verify(desk, args),
            Verb::AuditExport(args) => audit::export(desk, args, out),
            Verb::UserAdd(args) => user::add(desk, args, input),
            Verb::UserResetPassword(args) => user::reset_password(desk, args, input),
            Verb::UserUnlock(args) => user::unlock(desk, args),
            Verb::UserResetFactor(args) => user::reset_factor(desk, args),
            Verb::UserDisable(args) => user::set_disabled(desk, args, true),
            Verb::UserEnable(args) => user::set_disabled(desk, args, false),
            Verb::UserList => user::list(desk),
            Verb::TokenCreate(args) => token::create(desk, args),
            Verb::ExportRecovery => key::export_recovery(desk),
            Verb::TlsShow => tls::show(desk),
            Verb::TlsRenew(args) => tls::renew(desk, args),
        }
    }
}
