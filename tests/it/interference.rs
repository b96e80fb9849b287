//! Non-interference: two worlds that differ only in what somebody may not see answer them the same.
//!
//! `ZHIKE_WORLDS` pairs of worlds × `ZHIKE_REQUESTS` requests; without these, few enough for every
//! change of the code.

use crate::battery::Battery;
use crate::battery::compare;
use crate::worlds::Base;
use crate::worlds::Eyes;
use crate::worlds::World;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

const WORLDS: u64 = 20;
const REQUESTS: u64 = 100;

fn size(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Differences that these eyes see in so many worlds, and how many requests were compared; ends at
/// the first `most` differences.
pub fn differences(
    base: &Base,
    eyes: Eyes,
    worlds: u64,
    requests: u64,
    most: usize,
    env: &[(&'static str, String)],
) -> (Vec<String>, u64) {
    let mut a = World::new(base, eyes, 0, env);
    let mut b = World::new(base, eyes, 1, env);
    let (mut found, mut compared) = (Vec::new(), 0);
    for seed in 0..worlds {
        let told = [a.turn(seed), b.turn(seed)].concat();
        let mut battery = Battery::new(base, eyes, seed, &told);
        for _ in 0..requests {
            let asked = battery.draw();
            compared += 1;
            found.extend(compare(&a, &b, eyes, &asked).map(|it| format!("{eyes:?} {seed}: {it}")));
            if most <= found.len() {
                return (found, compared);
            }
        }
    }
    (found, compared)
}

#[test]
fn worlds_that_differ_out_of_sight_look_the_same() {
    let base = Base::new();
    let (worlds, requests) = (size("ZHIKE_WORLDS", WORLDS), size("ZHIKE_REQUESTS", REQUESTS));
    let each = worlds.div_ceil(Eyes::ALL.len() as u64);
    let total = AtomicU64::new(0);
    let found: Vec<String> = std::thread::scope(|threads| {
        let look = |eyes| {
            let (base, total) = (&base, &total);
            threads.spawn(move || {
                let (found, compared) = differences(base, eyes, each, requests, 5, &[]);
                total.fetch_add(compared, Ordering::Relaxed);
                found
            })
        };
        let all: Vec<_> = Eyes::ALL.map(look).into_iter().collect();
        all.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    println!(
        "{} pairs of worlds, {} requests",
        each * Eyes::ALL.len() as u64,
        total.load(Ordering::Relaxed)
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}
