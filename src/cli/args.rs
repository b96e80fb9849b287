//! The verbs and their arguments, as `--help` shows them.

use crate::cli::audit;
use crate::cli::demo;
use crate::cli::export;
use crate::cli::import;
use crate::cli::index;
use crate::cli::init;
use crate::cli::key;
use crate::cli::serve;
use crate::cli::tls;
use crate::cli::token;
use crate::cli::user;
use crate::cli::verify;
use std::path::PathBuf;

const CODES: &str = "\
Exit codes 退出码:
  0 ok 成功                              5 data of a newer version 数据版本较新
  1 other 其他                           6 in use by another process 正被占用
  2 arguments or settings 参数或配置     7 damaged 数据损坏
  3 no store here 未初始化               8 unverified 未验证
  4 key missing or wrong 密钥缺失或不符  9 remote 远端不可达

Every verb works with the server running and stopped. Settings: zhike.toml, then ZHIKE_SECTION__KEY,
then flags. 所有命令在服务运行或停止时都可使用;配置优先级:zhike.toml < 环境变量 < 参数。";

/// Zhike 知客: customer relationships for small businesses, on your own machine.
///
/// Without a command, serves; on a folder that does not exist yet, makes it first.
/// 不带命令时启动服务;数据目录不存在时先创建。
#[derive(clap::Parser)]
#[command(name = "zhike", version, after_help = CODES, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub shared: Shared,
    /// Of `serve`, where no command stands.
    #[command(flatten)]
    pub serve: serve::Args,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(clap::Args)]
pub struct Shared {
    /// The data folder 数据目录 [default: ./zhike-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The file with settings 配置文件 [default: ./zhike.toml if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answer in JSON 以 JSON 输出
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(clap::Subcommand)]
pub enum Command {
    /// Serve the web page and the API 启动服务
    Serve(serve::Args),
    /// Make data folder, keys and recovery kit 初始化
    Init(init::Args),
    /// Add made-up customers to try with 添加演示数据
    Demo(demo::Args),
    /// Bring in customers, follow-ups, deals … from a file 导入
    Import(import::Args),
    /// Write customers to a file 导出
    Export(export::Args),
    /// The search index 搜索索引
    #[command(subcommand)]
    Index(index::Command),
    /// Read everything again and check it 检查数据完整性
    Verify(verify::Args),
    /// Who did what, and whether the journal is whole 审计
    #[command(subcommand)]
    Audit(audit::Command),
    /// People who sign in 用户
    #[command(subcommand)]
    User(user::Command),
    /// Tokens for programs 访问令牌
    #[command(subcommand)]
    Token(token::Command),
    /// Keys and the recovery kit 密钥
    #[command(subcommand)]
    Key(key::Command),
    /// The certificate for the network 网络证书
    #[command(subcommand)]
    Tls(tls::Command),
    /// What this is 版本
    Version,
}
