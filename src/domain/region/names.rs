//! Divisions by name: tolerant of left-out suffixes, as sheets and addresses have them.

use crate::domain::region::CITY;
use crate::domain::region::PLACEHOLDERS;
use crate::domain::region::PROVINCE;
use crate::domain::region::Region;
use std::sync::LazyLock;

/// What stands below each province: imports ask for it row by row.
static TREE: LazyLock<Vec<Branch>> = LazyLock::new(|| {
    let branch = |province: &Region| Branch {
        province: *province,
        cities: cities(*province),
        held: held(*province),
    };
    Region::provinces().iter().map(branch).collect()
});

static CITIES: LazyLock<Vec<Region>> =
    LazyLock::new(|| TREE.iter().flat_map(|branch| branch.cities.clone()).collect());

struct Branch {
    province: Region,
    cities: Vec<Region>,
    /// Districts that stand under no city.
    held: Vec<Region>,
}

/// Kinds of divisions at the end of names, those that end with another one first.
const SUFFIXES: [&str; 14] = [
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "省",
    "市",
    "盟",
    "县",
    "区",
    "旗",
    "州",
];

/// Peoples in the names of autonomous divisions: 广西壮族自治区 is 广西.
const PEOPLES: [&str; 22] = [
    "维吾尔",
    "壮族",
    "回族",
    "藏族",
    "羌族",
    "彝族",
    "苗族",
    "侗族",
    "傣族",
    "白族",
    "土家族",
    "布依族",
    "哈尼族",
    "景颇族",
    "傈僳族",
    "朝鲜族",
    "蒙古族",
    "哈萨克",
    "柯尔克孜",
    "满族",
    "瑶族",
    "黎族",
];

/// A short name before one of these is part of the name of a street: 中山路, 上海大道.
const STREETS: [&str; 15] = [
    "路", "街", "大道", "大街", "东路", "西路", "南路", "北路", "中路", "东街", "西街", "南街",
    "北街", "一路", "二路",
];

impl Region {
    /// The division that three cells name, with or without 省, 市, 区; the lowest that is given.
    /// `None` where one of them names nothing.
    pub fn from_names(province: &str, city: &str, district: &str) -> Option<Region> {
        let (city, district) = (city.trim(), district.trim());
        let Some(province) = named(province.trim()) else {
            let city = pick(&CITIES, named(city)?)?;
            return district_of(city, district);
        };
        let province = pick(Region::provinces(), province)?;
        let (cities, held) = parts(province);
        let repeats = |word: &str| fit(province.name(), word).is_some_and(|fit| fit <= Fit::Short);
        // 北京市 北京市 东城区 repeats the province; 吉林 吉林 names the city of that name.
        let is_skipped = |word: &str| {
            PLACEHOLDERS.contains(&word) || (repeats(word) && pick(cities, word).is_none())
        };
        let Some(city) = named(city).filter(|word| !is_skipped(word)) else {
            let Some(district) = named(district).filter(|word| !is_skipped(word)) else {
                return Some(province);
            };
            return pick(held, district).or_else(|| pick(&province.below(PROVINCE), district));
        };
        match pick(cities, city) {
            Some(found) => district_of(found, district),
            None => {
                let found = pick(held, city)?;
                let is_same = district.is_empty() || pick(&[found], district).is_some();
                is_same.then_some(found)
            }
        }
    }

    /// The division at the head of a one-cell address, and what follows it: 江苏省苏州市吴中区 and
    /// 人民路1号.
    pub fn split(address: &str) -> (Option<Region>, String) {
        let address = address.trim();
        let (province, city, rest) =
            if let Some((province, rest)) = eat_full(address, Region::provinces()) {
                (Some(province), None, rest)
            } else if let Some((city, rest)) = eat_full(address, &CITIES) {
                (Some(city.province()), Some(city), rest)
            } else if let Some((province, rest)) = eat_short(address, Region::provinces()) {
                (Some(province), None, rest)
            } else if let Some((city, rest)) = eat_short(address, &CITIES) {
                (Some(city.province()), Some(city), rest)
            } else {
                (None, None, address)
            };
        let Some(province) = province else { return (None, address.to_owned()) };
        let (found, rest) = match city {
            Some(city) => eat_district(city, rest),
            None => eat_city(province, rest),
        };
        (Some(found), rest.to_owned())
    }
}

/// How well a word fits a name, best first.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Fit {
    Whole,
    Short,
    Start,
}

fn fit(name: &str, word: &str) -> Option<Fit> {
    let bare = bare(word);
    match () {
        _ if name == word => Some(Fit::Whole),
        _ if short(name) == bare => Some(Fit::Short),
        _ if 2 <= bare.chars().count() && name.starts_with(bare) => Some(Fit::Start),
        _ => None,
    }
}

/// The one division that fits best; none where two fit equally.
fn pick(candidates: &[Region], word: &str) -> Option<Region> {
    let fits = candidates.iter().filter_map(|region| Some((fit(region.name(), word)?, *region)));
    let mut best: Option<(Fit, Region)> = None;
    let mut is_shared = false;
    for (fit, region) in fits {
        match best {
            Some((other, _)) if other < fit => {}
            Some((other, _)) if other == fit => is_shared = true,
            _ => (best, is_shared) = (Some((fit, region)), false),
        }
    }
    best.filter(|_| !is_shared).map(|(_, region)| region)
}

fn named(word: &str) -> Option<&str> {
    Some(word).filter(|word| !word.is_empty())
}

fn district_of(city: Region, district: &str) -> Option<Region> {
    let Some(word) = named(district).filter(|word| !PLACEHOLDERS.contains(word)) else {
        return Some(city);
    };
    match fit(city.name(), word) {
        Some(Fit::Whole) => Some(city),
        fit => pick(&city.below(CITY), word).or(fit.filter(|fit| *fit <= Fit::Short).map(|_| city)),
    }
}

/// Without its kind: 苏州市 is 苏州. A name keeps at least two characters: 东区, 达县.
fn bare(name: &str) -> &str {
    let cut = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix));
    cut.filter(|rest| 2 <= rest.chars().count()).unwrap_or(name)
}

/// Without its kind and its peoples: 黔东南苗族侗族自治州 is 黔东南.
fn short(name: &str) -> &str {
    let mut rest = bare(name);
    if rest == name {
        return name;
    }
    while let Some(cut) = PEOPLES.iter().find_map(|people| rest.strip_suffix(people)) {
        if cut.chars().count() < 2 {
            break;
        }
        rest = cut;
    }
    rest
}

fn parts(province: Region) -> (&'static [Region], &'static [Region]) {
    let found = TREE.binary_search_by_key(&province, |branch| branch.province);
    found.map_or((&[], &[]), |at| (&TREE[at].cities, &TREE[at].held))
}

fn cities(province: Region) -> Vec<Region> {
    let below = province.below(PROVINCE).into_iter();
    below.filter(|region| region.is_city() && !region.is_placeholder()).collect()
}

/// What stands under no city of its province.
fn held(province: Region) -> Vec<Region> {
    let placeholders =
        province.below(PROVINCE).into_iter().filter(|one| one.is_city() && one.is_placeholder());
    placeholders.flat_map(|placeholder| placeholder.below(CITY)).collect()
}

fn eat_city(province: Region, rest: &str) -> (Region, &str) {
    let mut rest = rest;
    for word in std::iter::once(province.name()).chain(PLACEHOLDERS) {
        rest = rest.strip_prefix(word).map_or(rest, after);
    }
    let (cities, held) = parts(province);
    if let Some((city, rest)) = eat_full(rest, cities) {
        return eat_district(city, rest);
    }
    if let Some((found, rest)) = eat_full(rest, held) {
        let is_doubled = found.names().1 == found.name();
        let repeated = rest.strip_prefix(found.name()).filter(|_| is_doubled);
        return (found, repeated.map_or(rest, after));
    }
    if let Some((city, rest)) = eat_short(rest, cities) {
        return eat_district(city, rest);
    }
    let below = province.below(PROVINCE);
    let districts: Vec<Region> = below.into_iter().filter(|one| one.city() != *one).collect();
    eat_full(rest, &districts).unwrap_or((province, rest))
}

fn eat_district(city: Region, rest: &str) -> (Region, &str) {
    let districts = Region::children(city);
    if let Some(found) = eat_full(rest, &districts) {
        return found;
    }
    let repeated = [city.name(), "市辖区"].into_iter().find_map(|word| rest.strip_prefix(word));
    let rest = repeated.map_or(rest, after);
    eat_full(rest, &districts).unwrap_or((city, rest))
}

/// The longest whole name that the text begins with, if only one division has it.
fn eat_full<'a>(text: &'a str, candidates: &[Region]) -> Option<(Region, &'a str)> {
    let fits = || candidates.iter().filter(|region| text.starts_with(region.name()));
    let best = fits().max_by_key(|region| region.name().len())?;
    let is_shared = 1 < fits().filter(|region| region.name() == best.name()).count();
    (!is_shared).then(|| (*best, after(&text[best.name().len()..])))
}

/// The longest short name that the text begins with, where no street of that name follows.
fn eat_short<'a>(text: &'a str, candidates: &[Region]) -> Option<(Region, &'a str)> {
    let fits = candidates.iter().filter(|region| {
        let name = short(region.name());
        2 <= name.chars().count() && text.starts_with(name)
    });
    let best = fits.max_by_key(|region| short(region.name()).len())?;
    let mut rest = &text[short(best.name()).len()..];
    if STREETS.iter().any(|street| rest.starts_with(street)) {
        return None;
    }
    if best.name().ends_with("自治州") {
        rest = rest.strip_prefix('州').unwrap_or(rest);
    }
    Some((*best, after(rest)))
}

/// Past the separators between two levels.
fn after(rest: &str) -> &str {
    rest.trim_start_matches([' ', '\u{3000}', '/', '-', ',', '，', '·', '、'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(province: &str, city: &str, district: &str, expect: &str) {
        let found = Region::from_names(province, city, district);
        assert_eq!(
            found.map_or(String::new(), Region::label),
            expect,
            "{province} {city} {district}"
        );
    }

    #[test]
    fn tolerant_names() {
        check("江苏省", "苏州市", "吴中区", "江苏省苏州市吴中区");
        check("江苏", "苏州", "吴中", "江苏省苏州市吴中区");
        check("江苏", "", "吴中区", "江苏省苏州市吴中区");
        check("", "苏州", "", "江苏省苏州市");
        check("江苏", "苏州", "市辖区", "江苏省苏州市");
        check("北京市", "北京市", "东城区", "北京市东城区");
        check("北京", "市辖区", "东城", "北京市东城区");
        check("北京", "东城区", "", "北京市东城区");
        check("北京", "", "", "北京市");
        check("重庆市", "重庆市", "城口县", "重庆市城口县");
        check("湖北省", "仙桃市", "仙桃市", "湖北省仙桃市");
        check("湖北", "仙桃", "", "湖北省仙桃市");
        check("内蒙古", "呼和浩特", "", "内蒙古自治区呼和浩特市");
        check("广西", "南宁", "", "广西壮族自治区南宁市");
        check("新疆维吾尔自治区", "伊犁州", "", "新疆维吾尔自治区伊犁哈萨克自治州");
        check("吉林", "延边", "延吉", "吉林省延边朝鲜族自治州延吉市");
        check("贵州", "黔东南州", "", "贵州省黔东南苗族侗族自治州");
        check("江苏", "杭州", "", "");
        check("江苏", "苏州", "西湖区", "");
        check("火星", "", "", "");
        check("", "", "", "");
    }

    fn check_split(address: &str, region: &str, rest: &str) {
        let (found, left) = Region::split(address);
        assert_eq!(
            (found.map_or(String::new(), Region::label).as_str(), left.as_str()),
            (region, rest)
        );
    }

    #[test]
    fn one_cell_addresses() {
        check_split("江苏省苏州市吴中区人民路1号", "江苏省苏州市吴中区", "人民路1号");
        check_split("江苏苏州吴中区人民路1号", "江苏省苏州市吴中区", "人民路1号");
        check_split("江苏省 苏州市 吴中区 人民路1号", "江苏省苏州市吴中区", "人民路1号");
        check_split("苏州市吴中区人民路1号", "江苏省苏州市吴中区", "人民路1号");
        check_split("北京市朝阳区北京路2号", "北京市朝阳区", "北京路2号");
        check_split("北京市北京市市辖区东城区", "北京市东城区", "");
        check_split("上海南京路100号", "上海市", "南京路100号");
        check_split("吉林市船营区解放路", "吉林省吉林市船营区", "解放路");
        check_split("广东省中山路8号", "广东省", "中山路8号");
        check_split("湖北省仙桃市仙桃市大道", "湖北省仙桃市", "大道");
        check_split("南京路100号", "", "南京路100号");
        check_split("人民路1号", "", "人民路1号");
        check_split("", "", "");
    }

    proptest! {
        #[test]
        fn any_text_splits(text in any::<String>(), near in "(江苏|北京|海南|吉林)?(省|市|州)?[苏州北京东区市辖县路]{0,8}") {
            let _ = Region::split(&text);
            let (_, rest) = Region::split(&near);
            prop_assert!(near.ends_with(&rest));
            let _ = Region::from_names(&text, &near, &text);
        }
    }
}
