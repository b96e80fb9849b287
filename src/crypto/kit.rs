//! The recovery kit: 256 random bits on a printed page, for the day when the key file is gone.

use crate::crypto::bytes::to_hex;
use crate::crypto::fault::CryptoError;
use crate::crypto::key::Key;
use crate::crypto::kit_code::from_code;
use crate::crypto::kit_code::to_code;

/// The lines around the code, by which it is found again in the page.
const BEGIN: &str = "-----  恢复码 RECOVERY CODE  -----";
const END: &str = "-----  恢复码结束 END OF CODE  -----";

/// Opens the key ring of one store without its key file.
pub struct RecoveryKit(pub(super) Key);

impl RecoveryKit {
    pub fn random() -> RecoveryKit {
        RecoveryKit(Key::random())
    }

    /// Eight hexadecimal digits by which people tell kits apart. They give nothing away.
    pub fn fingerprint(&self) -> String {
        to_hex(&self.mark())
    }

    pub(super) fn mark(&self) -> [u8; 4] {
        self.0.mark(b"zhike/recovery-kit")
    }

    /// The bare code: four rows of groups of four letters.
    pub fn code(&self) -> String {
        to_code(&self.0)
    }

    /// The page to print, in Chinese and English, with the code in it. `name` is what the company
    /// calls the store, `store` the id in its key ring, `made_on` the day as people write it.
    pub fn to_text(&self, name: &str, store: &[u8; 16], made_on: &str) -> String {
        let name: String = name.chars().filter(|one| !one.is_control()).collect();
        let store = to_hex(store);
        let serial = self.fingerprint();
        let code: String = self.code().lines().map(|row| format!("      {row}\n")).collect();
        format!(
            "\
知客 恢复页    ZHIKE RECOVERY KIT

公司 Company       {name}
库编号 Store       {store}
序号 Serial        {serial}
日期 Date          {made_on}

{BEGIN}

{code}
{END}

凭此码可以打开全部客户资料,请打印后锁进保险柜,不要拍照,不要存进电脑或网盘。
没有密钥文件又没有此页,资料谁也打不开。
This code opens all customer data. Print this page and lock it away; keep no photograph and no
copy on a computer. Without the key file and without this page nobody can open the data.

怎样恢复
1. 在一台干净的电脑上装好知客。
2. 取来数据目录的副本。
3. 运行:zhike key restore --data 数据目录
4. 照上面四行输入,再按 Ctrl-D;大小写和空格不论,I、L 当作 1,O 当作 0。
5. 程序会指出输错的一行一组,改正后再试。
6. 恢复后请换一份新的恢复页,旧页作废并销毁。

How to recover
1. Install Zhike on a clean computer.
2. Fetch a copy of the data folder.
3. Run: zhike key restore --data FOLDER
4. Type the four rows above, then Ctrl-D. Case and spaces do not matter; I and L are read as 1,
   O as 0.
5. A wrong letter is reported with its row and group: correct it and try again.
6. Afterwards have a new kit made, and destroy this one.
"
        )
    }

    /// Reads the whole page or the bare code, in any spacing and case.
    ///
    /// # Errors
    /// `Kit` with the row and group of the wrong letter.
    pub fn from_text(text: &str) -> Result<RecoveryKit, CryptoError> {
        // The last mark, since the company's name stands before it and may hold anything.
        let code = match text.rsplit_once(BEGIN) {
            Some((_, rest)) => rest.split_once(END).map_or(rest, |(code, _)| code),
            None => text,
        };
        Ok(RecoveryKit(from_code(code)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::fault::KitFault;

    #[test]
    fn the_whole_page_reads_back() {
        let kit = RecoveryKit::random();
        for name in ["东方机械有限公司", "", BEGIN, "two\nlines"] {
            let page = kit.to_text(name, &[0xab; 16], "2026-11-21");
            assert_eq!(RecoveryKit::from_text(&page).unwrap().0, kit.0, "{name}");
            assert_eq!(RecoveryKit::from_text(&page.replace('\n', "\r\n")).unwrap().0, kit.0);
        }
    }

    #[test]
    fn the_bare_code_reads_back() {
        let kit = RecoveryKit::random();
        let again = RecoveryKit::from_text(&kit.code().to_lowercase()).unwrap();
        assert_eq!(again.0, kit.0);
        assert_eq!(again.fingerprint(), kit.fingerprint());
    }

    #[test]
    fn the_page_names_its_store_and_serial() {
        let kit = RecoveryKit::random();
        let page = kit.to_text("东方机械", &[0xab; 16], "2026-11-21");
        for part in ["东方机械", &"ab".repeat(16), &kit.fingerprint(), "2026-11-21"] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn a_wrong_letter_on_the_page_is_located() {
        let kit = RecoveryKit::random();
        let page = kit.to_text("东方机械", &[0; 16], "2026-11-21");
        let row = kit.code().lines().nth(1).unwrap().to_owned();
        let wrong = if &row[10..11] == "7" { "8" } else { "7" };
        let bad = page.replace(&row, &format!("{}{wrong}{}", &row[..10], &row[11..]));
        let fault = RecoveryKit::from_text(&bad).err();
        assert_eq!(fault, Some(CryptoError::Kit(KitFault::Group { row: 2, group: 3 })));
    }
}
