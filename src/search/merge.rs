//! Which segments become one: few segments to ask, and big ones seldom rewritten.

use tantivy::index::SegmentMeta;
use tantivy::indexer::MergeCandidate;
use tantivy::indexer::MergePolicy;

/// Segments are sorted into tiers by size; so many of one tier become one of the next.
const FAN_IN: usize = 5;

/// Documents of a segment of the first tier, at most.
const FIRST_TIER_DOCS: u32 = 2_000;

/// A merge of more documents than this would keep a processor busy for a minute, and while it takes
/// the place of its parts, what is kept in memory of them is there twice.
const MAX_MERGED_DOCS: u32 = 500_000;

/// A segment of which more than one in so many documents is deleted is rewritten by itself.
const REWRITE_ONE_OF: u32 = 4;

#[derive(Debug)]
pub struct Tiers;

impl MergePolicy for Tiers {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut tiers: Vec<Vec<&SegmentMeta>> = Vec::new();
        for segment in segments {
            let tier = tier_of(segment.num_docs());
            if tiers.len() <= tier {
                tiers.resize(tier + 1, Vec::new());
            }
            tiers[tier].push(segment);
        }
        let mut candidates = Vec::new();
        for mut tier in tiers {
            tier.sort_by_key(|segment| segment.num_docs());
            let mut alone = tier.as_slice();
            if FAN_IN <= tier.len() {
                let mut total = 0;
                let fits = |segment: &&&SegmentMeta| {
                    total += segment.num_docs();
                    total <= MAX_MERGED_DOCS
                };
                let count = tier.iter().take_while(fits).count();
                if 1 < count {
                    let ids = tier[..count].iter().map(|segment| segment.id()).collect();
                    candidates.push(MergeCandidate(ids));
                    alone = &tier[count..];
                }
            }
            let worn = |segment: &&&SegmentMeta| {
                segment.max_doc() / REWRITE_ONE_OF < segment.num_deleted_docs()
            };
            candidates.extend(
                alone.iter().filter(worn).map(|segment| MergeCandidate(vec![segment.id()])),
            );
        }
        candidates
    }
}

fn tier_of(docs: u32) -> usize {
    let mut limit = FIRST_TIER_DOCS;
    let mut tier = 0;
    while limit < docs {
        limit = limit.saturating_mul(FAN_IN as u32);
        tier += 1;
    }
    tier
}
