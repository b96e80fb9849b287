//! A bounded cache: two generations, the older one dropped whole when the younger is full.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::hash::Hash;
use std::hash::RandomState;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Enough that two cores rarely meet at one lock.
const SHARDS: usize = 16;

pub struct Cache<K, V> {
    shards: Vec<Mutex<Shard<K, V>>>,
    hasher: RandomState,
}

struct Shard<K, V> {
    /// Bytes that one generation may hold; together they hold twice that.
    limit: usize,
    used: usize,
    young: HashMap<K, (V, usize)>,
    old: HashMap<K, (V, usize)>,
}

impl<K: Hash + Eq, V: Clone> Cache<K, V> {
    pub fn new(bytes: usize) -> Cache<K, V> {
        let limit = bytes / SHARDS / 2;
        let shard = || Shard { limit, used: 0, young: HashMap::new(), old: HashMap::new() };
        Cache {
            shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(),
            hasher: RandomState::new(),
        }
    }

    pub fn get(&self, key: &K) -> Option<V> {
        let mut shard = self.shard(key);
        if let Some((value, _)) = shard.young.get(key) {
            return Some(value.clone());
        }
        let (key, (value, bytes)) = shard.old.remove_entry(key)?;
        shard.insert(key, value.clone(), bytes);
        Some(value)
    }

    /// `bytes`: what the value takes in memory. A value larger than a shard is not kept.
    pub fn insert(&self, key: K, value: V, bytes: usize) {
        self.shard(&key).insert(key, value, bytes);
    }

    fn shard(&self, key: &K) -> MutexGuard<'_, Shard<K, V>> {
        let at = self.hasher.hash_one(key) as usize % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq, V> Shard<K, V> {
    fn insert(&mut self, key: K, value: V, bytes: usize) {
        if self.limit < bytes {
            return;
        }
        if self.limit < self.used + bytes {
            self.old = std::mem::take(&mut self.young);
            self.used = 0;
        }
        if let Some((_, replaced)) = self.young.insert(key, (value, bytes)) {
            self.used -= replaced;
        }
        self.used += bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_bound_holds() {
        let cache: Cache<u32, u32> = Cache::new(16 * SHARDS * 2);
        for n in 0..10_000 {
            cache.insert(n, n, 4);
            cache.insert(7, 7, 4);
            assert_eq!(cache.get(&7), Some(7));
        }
        let held: usize = cache
            .shards
            .iter()
            .map(|shard| shard.lock().unwrap())
            .map(|shard| shard.young.len() + shard.old.len())
            .sum();
        assert!(held <= 8 * SHARDS);
        cache.insert(1, 1, 1000);
        assert_eq!(cache.get(&1), None);
    }
}
