//! What refusals of the store say: these are read on the worst days, so they say what is safe.

use crate::app::shelf::Shelf;
use crate::cli::words::Words;
use crate::crypto::fault::CryptoError;
use crate::crypto::fault::Part;
use crate::store::StoreError;
use std::io;
use std::path::Path;

pub(super) fn of_store(error: &StoreError, data: &Path) -> Words {
    let at = data.display();
    match error {
        StoreError::NotInitialised(_) => not_initialised(data),
        StoreError::Elsewhere { keys, .. } => store_missing(keys, data),
        StoreError::Foreign(_) => (
            "foreign-folder",
            3,
            format!("{at} 不是空目录,也不是知客的数据目录。未作任何修改,请指定其他目录"),
            format!(
                "{at} is not empty and is no data folder of Zhike. Nothing was changed; name \
                 another folder"
            ),
        ),
        StoreError::Locked(_) => (
            "locked",
            6,
            format!(
                "{at} 正被另一个知客进程使用(可能服务已在运行)。未作任何修改,请先停止它,或稍后再试"
            ),
            format!(
                "Another Zhike process uses {at}: perhaps it is being served already. Nothing was \
                 changed; stop that process, or try again later"
            ),
        ),
        StoreError::KeyMissing(path) => key_missing(path, data),
        StoreError::Key(error) => of_key(error, data),
        StoreError::Newer { found, known } => newer(*found, *known, data),
        StoreError::Damaged(what) => damaged(what, data),
        StoreError::Io { path, source }
            if source.kind() == io::ErrorKind::NotFound && path.ends_with("keyring.zhk") =>
        {
            key_missing(path, data)
        }
        StoreError::Io { path, source } => {
            let path = path.display();
            ("io", 1, format!("{path}:{source}"), format!("{path}: {source}"))
        }
        StoreError::Stopped => (
            "stopped",
            1,
            format!("存储出错后已停止写入。请检查 {at} 所在磁盘,然后重新启动服务"),
            format!(
                "Writes are stopped after a storage error. Check the disk of {at}, then restart"
            ),
        ),
        StoreError::Stale { .. } | StoreError::Taken { .. } | StoreError::Redb(_) => (
            "store",
            1,
            format!("读写 {at} 时出错:{error}"),
            format!("Reading or writing {at} failed: {error}"),
        ),
    }
}

fn not_initialised(data: &Path) -> Words {
    let at = data.display();
    (
        "not-initialised",
        3,
        format!(
            "{at} 中没有数据。首次使用请运行 zhike init --data {at};若应有数据,请检查路径与磁盘挂载"
        ),
        format!(
            "There is no store in {at}. To make one: zhike init --data {at}. If there should be \
             one, check the path and the mounts"
        ),
    )
}

/// A new store here would hide that the old one is not mounted.
fn store_missing(keys: &Path, data: &Path) -> Words {
    let (keys, at) = (keys.display(), data.display());
    (
        "store-missing",
        3,
        format!("{at} 中没有数据,但密钥在 {keys}:这里应该有数据。请检查磁盘挂载与路径;不会新建"),
        format!(
            "There is no store in {at}, but its key is in {keys}: one should be here. Check the \
             mounts and the path; no new one is made"
        ),
    )
}

pub(super) fn of_index(shelves: &[Shelf], what: &str, data: &Path) -> Words {
    let folders = shelves.iter().map(|shelf| data.join(shelf.folder()).display().to_string());
    let index = folders.collect::<Vec<_>>().join(", ");
    (
        "index-damaged",
        7,
        format!("搜索索引 {index} 已损坏({what})。数据不受影响。重建:zhike index rebuild"),
        format!(
            "The search index in {index} is damaged ({what}). The data are not affected. To make \
             it anew: zhike index rebuild"
        ),
    )
}

pub(super) fn of_journal(seq: u64, reason: &str, data: &Path) -> Words {
    let at = data.display();
    let (zh, en) = match reason {
        "altered" => ("内容已被改动", "it is not what was written"),
        "moved" => ("内容属于另一个序号", "it was written under another number"),
        "missing" => ("已被删除", "it is gone"),
        "inserted" => ("并非本系统所写", "it was never written"),
        "cut" => ("此后的记录已被截去", "it and all that follow are gone"),
        "rewritten" => ("与校验点不符", "it and what follows are not what the anchor tells of"),
        _ => ("校验点系伪造", "its checkpoint or anchor was not made by this store"),
    };
    (
        "audit-broken",
        7,
        format!(
            "{at} 的审计记录从第 {seq} 条起不可信:{zh}({reason})。请保留此目录与密钥目录的完整副本,\
             再追查原因"
        ),
        format!(
            "The journal in {at} cannot be trusted from entry {seq} on: {en} ({reason}). Keep a \
             whole copy of this folder and of the key folder before you look for the cause"
        ),
    )
}

fn key_missing(path: &Path, data: &Path) -> Words {
    let (path, at) = (path.display(), data.display());
    (
        "key-missing",
        4,
        format!(
            "{at} 的密钥文件 {path} 不存在。请从备份放回原文件,或凭恢复页执行 zhike key restore --kit 文件;不会另造密钥,未作任何修改"
        ),
        format!(
            "The key file {path} of {at} is missing. Put the original back from its copy, or \
             make it anew from the recovery kit: zhike key restore --kit FILE. No new key is made by \
             itself, nothing was changed"
        ),
    )
}

fn of_key(error: &CryptoError, data: &Path) -> Words {
    let at = data.display();
    match error {
        CryptoError::NewerFormat { found, known, .. } => newer(*found, *known, data),
        CryptoError::Damaged { part: Part::Keyring | Part::Keyset | Part::Envelope }
        | CryptoError::Tampered { .. } => damaged(&error.to_string(), data),
        CryptoError::WrongKey { expected, found } => (
            "wrong-key",
            4,
            format!("密钥不符:{at} 需要指纹为 {expected} 的密钥,找到的是 {found}。未作任何修改"),
            format!(
                "Wrong key: {at} needs the one with fingerprint {expected}, found {found}. \
                 Nothing was changed"
            ),
        ),
        CryptoError::Damaged { part: Part::KeyFile } => (
            "key-damaged",
            4,
            format!("{at} 的密钥文件已损坏。请从备份放回原文件。未作任何修改"),
            format!("The key file of {at} is damaged. Put the original back. Nothing was changed"),
        ),
        CryptoError::UnknownKey { .. }
        | CryptoError::RetiredKey { .. }
        | CryptoError::TamperedBlock { .. }
        | CryptoError::WrongPassphrase
        | CryptoError::NoSlot(_)
        | CryptoError::ExcessiveCost { .. }
        | CryptoError::NotRotatable(_)
        | CryptoError::Kit(_) => (
            "key",
            4,
            format!("无法用此密钥打开 {at}:{error}。未作任何修改"),
            format!("This key does not open {at}: {error}. Nothing was changed"),
        ),
    }
}

fn newer(found: u32, known: u32, data: &Path) -> Words {
    let at = data.display();
    let own = env!("CARGO_PKG_VERSION");
    (
        "newer-data",
        5,
        format!(
            "{at} 由更新版本的知客写入(格式 {found}),本程序 {own} 只认识到格式 {known}。\
             已停止启动,未作任何修改。请安装更新版本"
        ),
        format!(
            "{at} was written by a newer Zhike (format {found}); this is {own}, which knows up to \
             format {known}. Nothing was changed. Install the newer version"
        ),
    )
}

fn damaged(what: &str, data: &Path) -> Words {
    let at = data.display();
    (
        "damaged",
        7,
        format!("{at} 中的数据已损坏({what})。请勿继续使用:先完整复制此目录,再从备份恢复"),
        format!(
            "The store in {at} is damaged ({what}). Do not use it further: copy the whole folder \
             first, then restore from a backup"
        ),
    )
}
