//! What the stories are made of: a seal, a folder, records made up from a number.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::Ask;
use crate::search::BlockSeal;
use crate::search::Document;
use crate::search::FreshKey;
use crate::search::IndexSeal;
use crate::search::Name;
use crate::search::Opened;
use crate::search::Options;
use crate::search::Place;
use crate::search::Plan;
use crate::search::Search;
use crate::search::SearchError;
use aes_gcm::Aes256Gcm;
use aes_gcm::Tag as SealTag;
use aes_gcm::aead::Aead;
use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::KeyInit;
use aes_gcm::aead::Payload;
use aes_gcm::aead::array::Array;
use aes_gcm::aead::inout::InOutBuf;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub const NAME: Tag = Tag(2);
pub const SHORT: Tag = Tag(3);
pub const PERSON: Tag = Tag(16);
pub const REMARK: Tag = Tag(32);
pub const CODE: Tag = Tag(1);
pub const LEVEL: Tag = Tag(10);
pub const TAGS: Tag = Tag(14);
pub const AMOUNT: Tag = Tag(27);

pub struct Seal(Aes256Gcm);

struct Block(Aes256Gcm);

impl Seal {
    pub fn new() -> Arc<Seal> {
        Arc::new(Seal(Aes256Gcm::new(&Array([7; 32]))))
    }
}

fn wrong<E>(_: E) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "does not open")
}

fn nonce(index: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&index.to_le_bytes());
    nonce
}

impl BlockSeal for Block {
    fn seal_block(&self, index: u64, aad: &[u8], block: &mut Vec<u8>) -> io::Result<()> {
        let buffer = InOutBuf::from(&mut block[..]);
        let tag = self.0.encrypt_inout_detached(&nonce(index).into(), aad, buffer);
        block.extend_from_slice(&tag.map_err(wrong)?);
        Ok(())
    }

    fn open_block(&self, index: u64, aad: &[u8], block: &mut Vec<u8>) -> io::Result<()> {
        let at = block.len().checked_sub(16).ok_or_else(|| wrong(()))?;
        let tag = SealTag::try_from(&block[at..]).map_err(wrong)?;
        block.truncate(at);
        let buffer = InOutBuf::from(&mut block[..]);
        self.0.decrypt_inout_detached(&nonce(index).into(), aad, buffer, &tag).map_err(wrong)
    }
}

impl IndexSeal for Seal {
    fn new_file_key(&self, context: &[u8]) -> io::Result<FreshKey> {
        let (mut key, mut file_id) = ([0; 32], [0; 16]);
        getrandom::fill(&mut key).map_err(wrong)?;
        getrandom::fill(&mut file_id).map_err(wrong)?;
        let sealed = self.seal_small(&[context, &file_id].concat(), &key)?;
        Ok(FreshKey { file_id, sealed, key: Arc::new(Block(Aes256Gcm::new(&Array(key)))) })
    }

    fn open_file_key(
        &self,
        context: &[u8],
        file_id: &[u8; 16],
        sealed: &[u8],
    ) -> io::Result<Arc<dyn BlockSeal>> {
        let key = self.open_small(&[context, file_id].concat(), sealed)?;
        let key: [u8; 32] = key.try_into().map_err(wrong)?;
        Ok(Arc::new(Block(Aes256Gcm::new(&Array(key)))))
    }

    fn seal_small(&self, context: &[u8], plain: &[u8]) -> io::Result<Vec<u8>> {
        let mut nonce = [0; 12];
        getrandom::fill(&mut nonce).map_err(wrong)?;
        let payload = Payload { msg: plain, aad: context };
        Ok([&nonce[..], &self.0.encrypt(&nonce.into(), payload).map_err(wrong)?].concat())
    }

    fn open_small(&self, context: &[u8], sealed: &[u8]) -> io::Result<Vec<u8>> {
        let (nonce, msg) = sealed.split_first_chunk::<12>().ok_or_else(|| wrong(()))?;
        self.0.decrypt(&(*nonce).into(), Payload { msg, aad: context }).map_err(wrong)
    }
}

pub fn open(folder: &Path) -> (Search, Opened) {
    Search::open(folder, Seal::new(), Options::new([1; 16])).unwrap()
}

pub fn fresh() -> (tempfile::TempDir, Search) {
    let folder = tempfile::tempdir().unwrap();
    let search = open(folder.path()).0;
    (folder, search)
}

pub fn ask(plan: &Plan) -> Ask<'_> {
    Ask {
        kind: Kind::Customer,
        bin: false,
        plan,
        prefer: None,
        sort: &[],
        offset: 0,
        limit: 100_000,
        after: None,
        facets: &[],
        sums: &[],
    }
}

/// Ordinals that fit, ascending.
pub fn fitting(search: &Search, plan: &Plan) -> Result<Vec<u64>, SearchError> {
    let mut list = search.find(&ask(plan))?.ordinals;
    list.sort_unstable();
    Ok(list)
}

pub fn word(text: &str) -> Plan {
    Plan::Word { text: text.to_owned(), personal: true, except: Vec::new() }
}

pub fn contains(tag: Tag, text: &str) -> Plan {
    Plan::Text { tag, place: Place::Anywhere, text: text.to_owned(), personal: true }
}

pub fn record(ordinal: u64) -> Document {
    Document {
        kind: Kind::Customer,
        ordinal,
        bin: false,
        names: Vec::new(),
        texts: Vec::new(),
        codes: Vec::new(),
        tails: Vec::new(),
        cells: Vec::new(),
    }
}

pub fn company(ordinal: u64, name: &str) -> Document {
    Document {
        names: vec![Name { tag: NAME, text: name.to_owned(), personal: false }],
        ..record(ordinal)
    }
}

pub fn person(ordinal: u64, name: &str) -> Document {
    Document {
        names: vec![Name { tag: PERSON, text: name.to_owned(), personal: true }],
        ..record(ordinal)
    }
}

/// A made-up number that looks random, the same for the same seed.
pub fn dice(seed: u64, sides: u64) -> u64 {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) % sides
}

const CITIES: [&str; 6] = ["上海", "苏州市", "北京", "重庆", "呼和浩特", "廈門"];
const MARKS: [&str; 10] =
    ["华美", "美华", "鑫达", "达鑫", "TCL", "恒泰", "ＡＢＣ", "𠮷祥", "单行", "美美"];
const TRADES: [&str; 7] =
    ["科技", "电子商务", "（上海）科技", " Trading ", "贸易", "餐饮管理", "建筑 工程"];
const ENDS: [&str; 4] = ["有限公司", "股份有限公司", "厂", "Co., Ltd"];

pub fn company_name(seed: u64) -> String {
    let pick =
        |list: &[&'static str], salt: u64| list[dice(seed * 31 + salt, list.len() as u64) as usize];
    [pick(&CITIES, 1), pick(&MARKS, 2), pick(&MARKS, 3), pick(&TRADES, 4), pick(&ENDS, 5)].concat()
}

const SURNAMES: [&str; 8] = ["张", "曾", "单", "仇", "解", "王", "尉迟", "吕"];
const GIVEN: [&str; 7] = ["三", "国藩", "雄", "英", "恭", "布", "晓明"];

pub fn person_name(seed: u64) -> String {
    let surname = SURNAMES[dice(seed * 7 + 1, 8) as usize];
    [surname, GIVEN[dice(seed * 7 + 2, 7) as usize]].concat()
}

/// A record with something of everything.
pub fn mixed(seed: u64) -> Document {
    let mut out = company(seed, &company_name(seed));
    if dice(seed + 1, 3) == 0 {
        let text = company_name(seed + 5000);
        out.names.push(Name { tag: SHORT, text, personal: false });
    }
    if dice(seed + 2, 4) != 0 {
        out.names.push(Name { tag: PERSON, text: person_name(seed), personal: true });
    }
    if dice(seed + 3, 2) == 0 {
        out.texts.push((REMARK, company_name(seed / 3)));
    }
    out.codes.push((CODE, format!("MFG-2024-{seed:03}")));
    out.bin = dice(seed + 4, 11) == 0;
    out.cells.push((LEVEL, dice(seed + 5, 4) as i64 + 1));
    if dice(seed + 6, 5) != 0 {
        out.cells.push((AMOUNT, dice(seed + 7, 300) as i64 * 100 - 5_000));
    }
    out.cells.extend((0..dice(seed + 8, 4)).map(|at| (TAGS, dice(seed + 9 + at, 6) as i64)));
    out.tails.push((Tag(18), dice(seed, 50)));
    out
}
