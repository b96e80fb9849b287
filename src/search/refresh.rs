//! The step from one view to the next: only what a commit has brought is opened.

use crate::search::docs::Docs;
use crate::search::docs::empty_words;
use crate::search::docs::set_bit;
use crate::search::schema::Fields;
use crate::search::segment::Answers;
use crate::search::segment::Habits;
use crate::search::segment::Segment;
use crate::search::view::Part;
use crate::search::view::View;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use tantivy::Index;
use tantivy::SegmentReader;
use tantivy::directory::Directory;
use tantivy::directory::META_LOCK;
use tantivy::fastfield::AliveBitSet;
use tantivy::index::SegmentComponent;

/// A segment of the last commit, beside what is known of it.
enum Fresh {
    /// Nothing has happened to it.
    Same(Arc<Part>),
    /// Documents of it were deleted.
    Worn(Arc<Segment>, Docs),
    New(Box<SegmentReader>),
}

impl View {
    /// The view of the last commit. Segments that are known already are taken over; new ones are
    /// loaded with what was asked of the others so far. tantivy's own reader would open every file
    /// of every segment at each commit, and keep none of what was read of them.
    pub fn next(
        &self,
        index: &Index,
        fields: Fields,
        answers: &Arc<Answers>,
        seen: &AtomicU64,
        cursor: u64,
    ) -> tantivy::Result<View> {
        let mut habits = Habits::default();
        self.parts.iter().for_each(|part| habits.join(part.segment.habits()));
        let fresh = self.open(index)?;
        let mut parts = Vec::with_capacity(fresh.len());
        for fresh in fresh {
            parts.push(match fresh {
                Fresh::Same(part) => part,
                Fresh::Worn(segment, alive) => Arc::new(Part::new(segment, alive)),
                Fresh::New(reader) => {
                    let number = seen.fetch_add(1, Ordering::Relaxed);
                    let alive = alive(reader.alive_bitset(), reader.max_doc());
                    let segment = Segment::load(number, *reader, fields, Arc::clone(answers))?;
                    segment.prepare(&habits)?;
                    Arc::new(Part::new(Arc::new(segment), alive))
                }
            });
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.segment.n));
        Ok(View { parts, cursor })
    }

    /// No file goes away between reading the list of segments and opening them.
    fn open(&self, index: &Index) -> tantivy::Result<Vec<Fresh>> {
        let _lock = index.directory().acquire_lock(&META_LOCK)?;
        let segments = index.searchable_segments()?;
        let open = |segment: &tantivy::Segment| {
            let same = |part: &&Arc<Part>| part.segment.reader.segment_id() == segment.id();
            let Some(part) = self.parts.iter().find(same) else {
                let reader = SegmentReader::open(segment)?;
                return Ok(Fresh::New(Box::new(reader)));
            };
            if part.alive.count(part.segment.n) == segment.meta().num_docs() {
                return Ok(Fresh::Same(Arc::clone(part)));
            }
            let bits = segment.open_read(SegmentComponent::Delete)?.read_bytes()?;
            let alive = alive(Some(&AliveBitSet::open(bits)), part.segment.n);
            Ok(Fresh::Worn(Arc::clone(&part.segment), alive))
        };
        segments.iter().map(open).collect()
    }
}

fn alive(bits: Option<&AliveBitSet>, n: u32) -> Docs {
    let Some(bits) = bits else { return Docs::All };
    let mut words = empty_words(n);
    bits.iter_alive().for_each(|doc| set_bit(&mut words, doc));
    Docs::from_words(words, n)
}
