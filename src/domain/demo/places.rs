//! Places for made-up customers: real districts, each in its city and province.

use crate::domain::demo::random::Random;
use crate::domain::demo::words;
use std::sync::LazyLock;

pub struct Place {
    /// `江苏省/苏州市/吴中区`
    pub path: String,
    /// `江苏`
    pub province_word: String,
    /// `苏州`
    pub city_word: String,
    /// `吴中区`
    pub district: String,
}

struct Province {
    name: &'static str,
    /// Names of the city and the district; a city directly under the state is its own province.
    districts: Vec<(&'static str, &'static str)>,
}

/// In the order of [`words::PROVINCES`].
static PROVINCES: LazyLock<Vec<Province>> = LazyLock::new(|| {
    let divisions: Vec<(u32, &str)> = include_str!("../data/divisions.txt")
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(code, name)| Some((code.parse().ok()?, name)))
        .collect();
    let name_of = |code: u32| {
        divisions.binary_search_by_key(&code, |(code, _)| *code).ok().map(|at| divisions[at].1)
    };
    let province = |(word, _): &words::Weighted| {
        let found =
            divisions.iter().find(|(code, name)| code % 10_000 == 0 && name.starts_with(word));
        let (number, name) = *found?;
        let inside = divisions.iter().filter(|(code, _)| code / 10_000 * 10_000 == number);
        let districts = inside.filter(|(code, name)| code % 100 != 0 && is_common(name));
        let districts = districts.map(|(code, district)| {
            let city = name_of(code / 100 * 100).filter(|city| is_city(city));
            (city.unwrap_or(name), *district)
        });
        Some(Province { name, districts: districts.collect() })
    };
    words::PROVINCES.iter().filter_map(province).collect()
});

/// The levels between that name no place: 市辖区, 省直辖县级行政区划.
fn is_city(name: &str) -> bool {
    !matches!(name, "市辖区" | "县") && !name.contains("直辖")
}

/// Zones for development are in the list, but their names are too long for a firm.
fn is_common(name: &str) -> bool {
    name.chars().count() <= 4 && name != "市辖区"
}

pub fn pick(random: &mut Random) -> Place {
    let weights: Vec<(&Province, u32)> = PROVINCES
        .iter()
        .zip(&words::PROVINCES)
        .map(|(province, (_, weight))| (province, *weight))
        .collect();
    let province = random.weighted(&weights);
    let (city, district) = *random.pick(&province.districts);
    let path = match city == province.name {
        true => format!("{}/{district}", province.name),
        false => format!("{}/{city}/{district}", province.name),
    };
    Place {
        path,
        province_word: short(province.name).to_owned(),
        city_word: short(city).to_owned(),
        district: district.to_owned(),
    }
}

/// A place as firms are named after it.
fn short(name: &str) -> &str {
    const ENDS: [&str; 12] = [
        "维吾尔自治区",
        "壮族自治区",
        "回族自治区",
        "自治区",
        "自治州",
        "特别行政区",
        "地区",
        "省",
        "市",
        "盟",
        "县",
        "区",
    ];
    let short = ENDS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    const PEOPLES: [&str; 24] = [
        "土家族苗族",
        "布依族苗族",
        "苗族侗族",
        "哈尼族彝族",
        "壮族苗族",
        "傣族景颇族",
        "藏族羌族",
        "蒙古族藏族",
        "朝鲜族",
        "傣族",
        "白族",
        "彝族",
        "藏族",
        "回族",
        "蒙古",
        "哈萨克",
        "柯尔克孜",
        "傈僳族",
        "黎族苗族",
        "苗族",
        "黎族",
        "羌族",
        "侗族",
        "壮族",
    ];
    PEOPLES
        .iter()
        .find_map(|people| short.strip_suffix(people))
        .filter(|s| !s.is_empty())
        .unwrap_or(short)
}
