//! `zhike user`: people who sign in.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::factor;
use crate::app::auth::guard;
use crate::app::auth::users;
use crate::app::auth::users::Amend;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::output::Screen;
use crate::cli::secret;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::RoleId;
use crate::domain::op::Lang;
use crate::domain::parse::money;
use crate::domain::record::Stored;
use crate::domain::user::User;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::io::Read;

/// Of the first person, who has nobody to ask.
const FIRST_ROLE: &str = "系统管理员";

#[derive(clap::Subcommand)]
pub enum Command {
    /// Add someone 添加
    Add(AddArgs),
    /// Give a new password; sessions and tokens end 重设密码
    ResetPassword(PasswordArgs),
    /// Forget failed sign-ins 解除登录限制
    Unlock(LoginArgs),
    /// Take a lost second factor off 取消两步验证
    ResetFactor(LoginArgs),
    /// Keep someone out 停用
    Disable(LoginArgs),
    /// Let someone in again 启用
    Enable(LoginArgs),
    /// Who there is 列表
    List,
}

#[derive(clap::Args, Serialize, Deserialize)]
pub struct AddArgs {
    /// 2–32 letters, digits or . _ - @ 用户名
    login: String,
    /// What they may do; the first person is the administrator 角色
    #[arg(long)]
    role: Vec<String>,
    /// Whom they work with 部门
    #[arg(long)]
    team: Option<String>,
    /// The name that others see 姓名
    #[arg(long, default_value = "")]
    name: String,
    /// Take the password from standard input 从标准输入读取密码
    #[arg(long)]
    #[serde(skip)]
    password_stdin: bool,
}

#[derive(clap::Args, Serialize, Deserialize)]
pub struct PasswordArgs {
    /// 账号
    login: String,
    /// Take the password from standard input 从标准输入读取密码
    #[arg(long)]
    #[serde(skip)]
    password_stdin: bool,
}

#[derive(clap::Args, Serialize, Deserialize)]
pub struct LoginArgs {
    /// 账号
    login: String,
}

pub fn command(context: &Context, command: Command) -> Result<(), CliError> {
    let from_stdin = match &command {
        Command::Add(args) => Some(args.password_stdin),
        Command::ResetPassword(args) => Some(args.password_stdin),
        Command::Unlock(_)
        | Command::ResetFactor(_)
        | Command::Disable(_)
        | Command::Enable(_)
        | Command::List => None,
    };
    let verb = match command {
        Command::Add(args) => Verb::UserAdd(args),
        Command::ResetPassword(args) => Verb::UserResetPassword(args),
        Command::Unlock(args) => Verb::UserUnlock(args),
        Command::ResetFactor(args) => Verb::UserResetFactor(args),
        Command::Disable(args) => Verb::UserDisable(args),
        Command::Enable(args) => Verb::UserEnable(args),
        Command::List => Verb::UserList,
    };
    let password = from_stdin.map(|stdin| secret::new_password(stdin, context.lang)).transpose()?;
    let password = password.unwrap_or_default();
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, verb, &mut password.as_bytes(), &mut screen)?;
    let line = |user: &Value| line(user, context.lang);
    let text = match value["users"].as_array() {
        Some(users) => users.iter().map(line).collect(),
        None => line(&value),
    };
    context.output.answer(&value, &text);
    Ok(())
}

/// One person in one line.
fn line(user: &Value, lang: Lang) -> String {
    let text = |key: &str| user[key].as_str().unwrap_or_default().to_owned();
    let disabled = match user["disabled"].as_bool() {
        Some(true) => words::pick(lang, "\t已停用", "\tdisabled"),
        _ => "",
    };
    format!("{}\t{}\t{}{disabled}\n", text("login"), text("name"), text("role"))
}

pub fn add(desk: &Desk, args: &AddArgs, input: &mut dyn Read) -> Result<Value, CliError> {
    let password = secret::read_password(input)?;
    let AddArgs { login, role, team, name, password_stdin: _ } = args;
    // Whoever comes later has the rights that they are given, and none by default.
    let is_first = desk.app.live().people.list().is_empty();
    let roles = match (role.is_empty(), is_first) {
        (true, true) => vec![FIRST_ROLE.to_owned()],
        (true, false) => return Err(Error::fault("role", "required").into()),
        (false, _) => role.clone(),
    };
    let new = users::New {
        login: login.clone(),
        name: name.clone(),
        roles,
        team: team.clone(),
        target: None,
        password: Some(password.to_string()),
    };
    let written = users::add(desk.app, &desk.op(), new)?;
    Ok(shown(desk.app, &written.answer.0))
}

pub fn reset_password(
    desk: &Desk,
    args: &PasswordArgs,
    input: &mut dyn Read,
) -> Result<Value, CliError> {
    let password = Some(secret::read_password(input)?);
    amend(desk, &args.login, Amend { password, ..Amend::default() })
}

pub fn set_disabled(desk: &Desk, args: &LoginArgs, disabled: bool) -> Result<Value, CliError> {
    amend(desk, &args.login, Amend { disabled: Some(disabled), ..Amend::default() })
}

pub fn unlock(desk: &Desk, args: &LoginArgs) -> Result<Value, CliError> {
    let id = desk.user(&args.login)?;
    let live = desk.app.live();
    let user = live.people.get(id).ok_or_else(|| CliError::NoUser(args.login.clone()))?;
    let login = user.record.login.clone();
    desk.app.write(&desk.op(), move |gate| guard::forget(gate, &login))?;
    Ok(shown(desk.app, user))
}

pub fn reset_factor(desk: &Desk, args: &LoginArgs) -> Result<Value, CliError> {
    let id = desk.user(&args.login)?;
    factor::reset(desk.app, &desk.op(), id)?;
    let live = desk.app.live();
    let user = live.people.get(id).ok_or_else(|| CliError::NoUser(args.login.clone()))?;
    Ok(shown(desk.app, user))
}

pub fn list(desk: &Desk) -> Result<Value, CliError> {
    let live = desk.app.live();
    let there = live.people.list().iter().filter(|user| user.deleted_at.is_none());
    let users: Vec<Value> = there.map(|user| shown(desk.app, user)).collect();
    Ok(json!({ "users": users }))
}

fn amend(desk: &Desk, login: &str, amend: Amend) -> Result<Value, CliError> {
    let id = desk.user(login)?;
    let written = users::amend(desk.app, &desk.op(), id, None, amend)?;
    Ok(shown(desk.app, &written.answer))
}

fn shown(app: &App, user: &Stored<User>) -> Value {
    let id = RecordId { kind: Kind::User, ordinal: user.ordinal };
    let User { login, name, disabled, roles, team, target, epoch: _, custom: _ } = &user.record;
    let live = app.live();
    let role = |id: &RoleId| live.people.role(*id).map(|role| role.record.name.clone());
    let roles: Vec<String> = roles.iter().filter_map(role).collect();
    let team = team.and_then(|id| live.people.team(id)).map(|team| team.record.name.clone());
    let id = app.public_id(id);
    json!({
        "id": id, "login": login, "name": name, "role": roles.join(", "), "roles": roles,
        "team": team, "target": target.map(money::show), "disabled": disabled,
    })
}
