//! Provinces, cities and districts of the official division list.

mod names;

use std::sync::LazyLock;

/// A division code of six digits, of any level: `320000`, `320500`, `320505`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Region(pub u32);

const PROVINCE: u32 = 10_000;
const CITY: u32 = 100;

/// Rows of the list that are no place: they hold the districts that no city stands above.
const PLACEHOLDERS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

/// Code and name, ascending by code.
static TABLE: LazyLock<Vec<(Region, &'static str)>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let (code, name) = line.split_once(' ')?;
        Some((Region(code.parse().ok()?), name.trim()))
    };
    let mut rows: Vec<_> = include_str!("../data/divisions.txt").lines().filter_map(row).collect();
    rows.sort_unstable();
    rows
});

static PROVINCES: LazyLock<Vec<Region>> =
    LazyLock::new(|| TABLE.iter().map(|row| row.0).filter(|region| region.is_province()).collect());

impl Region {
    /// All provinces, by code.
    pub fn provinces() -> &'static [Region] {
        &PROVINCES
    }

    pub fn is_known(self) -> bool {
        TABLE.binary_search_by_key(&self, |row| row.0).is_ok()
    }

    /// The name of this division alone; empty for an unknown code.
    pub fn name(self) -> &'static str {
        TABLE.binary_search_by_key(&self, |row| row.0).map_or("", |at| TABLE[at].1)
    }

    pub fn province(self) -> Region {
        Region(self.0 / PROVINCE * PROVINCE)
    }

    pub fn city(self) -> Region {
        Region(self.0 / CITY * CITY)
    }

    /// This division, its city and its province: what a record that holds it is counted under.
    pub fn levels(self) -> Vec<Region> {
        let mut levels = vec![self, self.city(), self.province()];
        levels.dedup();
        levels
    }

    /// Province, city and district as people write them; empty below its own level. What stands
    /// under no city, or is a city without districts, repeats a name: 北京市 北京市 东城区, 湖北省
    /// 仙桃市 仙桃市, 广东省 东莞市 东莞市.
    pub fn names(self) -> (&'static str, &'static str, &'static str) {
        let province = self.province().name();
        let district = match self == self.city() {
            true if self.is_city()
                && !self.is_placeholder()
                && Region::children(self).is_empty() =>
            {
                self.name()
            }
            true => "",
            false => self.name(),
        };
        let city = match self.city().name() {
            _ if self.is_province() => "",
            "市辖区" | "县" => province,
            name if PLACEHOLDERS.contains(&name) => district,
            name => name,
        };
        (province, city, district)
    }

    /// `江苏省苏州市吴中区`, each name once.
    pub fn label(self) -> String {
        self.path("")
    }

    /// The names from the province down with `separator` between them, each name once.
    pub fn path(self, separator: &str) -> String {
        let (province, city, district) = self.names();
        let mut names = vec![province, city, district];
        names.retain(|name| !name.is_empty());
        names.dedup();
        names.join(separator)
    }

    /// What a picker offers below `parent`; placeholders are skipped, what they hold is offered.
    pub fn children(parent: Region) -> Vec<Region> {
        if !parent.is_province() {
            let districts = if parent.is_city() { parent.below(CITY) } else { Vec::new() };
            return districts.into_iter().filter(|region| !region.is_placeholder()).collect();
        }
        let cities = parent.below(PROVINCE).into_iter().filter(|region| region.is_city());
        let held = |city: Region| match city.is_placeholder() {
            false => vec![city],
            true => city.below(CITY),
        };
        cities.flat_map(held).collect()
    }

    fn is_province(self) -> bool {
        self.0.is_multiple_of(PROVINCE)
    }

    fn is_city(self) -> bool {
        self.0.is_multiple_of(CITY) && !self.is_province()
    }

    /// No place of its own: a row of [`PLACEHOLDERS`], or the one district of a city, named as it.
    fn is_placeholder(self) -> bool {
        let city = self.city();
        PLACEHOLDERS.contains(&self.name()) || (self != city && self.name() == city.name())
    }

    /// Every division whose code lies in the block of `size` that this one, of that level, begins.
    fn below(self, size: u32) -> Vec<Region> {
        let from = TABLE.partition_point(|row| row.0 <= self);
        let end = Region(self.0.saturating_add(size));
        TABLE[from..].iter().map(|row| row.0).take_while(|region| *region < end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_labels() {
        for (code, names, label) in [
            (320506, ("江苏省", "苏州市", "吴中区"), "江苏省苏州市吴中区"),
            (320500, ("江苏省", "苏州市", ""), "江苏省苏州市"),
            (320000, ("江苏省", "", ""), "江苏省"),
            (110101, ("北京市", "北京市", "东城区"), "北京市东城区"),
            (110100, ("北京市", "北京市", ""), "北京市"),
            (429004, ("湖北省", "仙桃市", "仙桃市"), "湖北省仙桃市"),
            (441900, ("广东省", "东莞市", "东莞市"), "广东省东莞市"),
            (620200, ("甘肃省", "嘉峪关市", "嘉峪关市"), "甘肃省嘉峪关市"),
            (999999, ("", "", ""), ""),
        ] {
            assert_eq!(Region(code).names(), names);
            assert_eq!(Region(code).label(), label);
        }
    }

    #[test]
    fn levels_and_children() {
        assert_eq!(Region(320506).levels(), [Region(320506), Region(320500), Region(320000)]);
        assert_eq!(Region(320000).levels(), [Region(320000)]);
        assert!(Region::provinces().contains(&Region(320000)));
        assert_eq!(Region::children(Region(110000))[0], Region(110101));
        assert!(Region::children(Region(320000)).contains(&Region(320500)));
        assert!(Region::children(Region(420000)).contains(&Region(429004)));
        assert!(Region::children(Region(320500)).contains(&Region(320506)));
        assert!(Region::children(Region(320506)).is_empty());
        assert!(!Region(999999).is_known());
        assert!(!Region(u32::MAX).is_known() && Region(u32::MAX).below(CITY).is_empty());
    }

    #[test]
    fn every_division_is_found_by_its_own_names() {
        for (region, name) in TABLE.iter() {
            let (province, city, district) = region.names();
            let found = Region::from_names(province, city, district);
            let above = if region.is_city() { region.province() } else { region.city() };
            let expect = Some(if region.is_placeholder() { above } else { *region });
            assert_eq!(found, expect, "{region:?} {name}");
            let (found, rest) = Region::split(&format!("{}人民路1号", region.label()));
            assert_eq!((found, rest.as_str()), (expect, "人民路1号"));
        }
    }
}
