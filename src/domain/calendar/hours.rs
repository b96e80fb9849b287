//! The working time of one day: spans between two hours, one after the other.

/// Most spans in a day: before and after noon, and a few shifts.
pub const MAX_SPANS: usize = 8;

pub const DAY_MINUTES: u16 = 24 * 60;

/// From one minute of the day to another, which is no part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Minutes since midnight.
    pub from: u16,
    /// Minutes since midnight; 1440 is the end of the day.
    pub to: u16,
}

/// Spans that follow each other and do not overlap. Always well formed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hours(Vec<Span>);

impl Default for Hours {
    fn default() -> Hours {
        Hours(vec![Span { from: 9 * 60, to: 12 * 60 }, Span { from: 13 * 60 + 30, to: 18 * 60 }])
    }
}

impl Hours {
    /// `None` where a span ends before it begins or beyond the day, or begins before the one in
    /// front of it has ended.
    pub fn new(spans: Vec<Span>) -> Option<Hours> {
        let mut free = 0;
        for span in &spans {
            if span.from < free || span.to <= span.from || DAY_MINUTES < span.to {
                return None;
            }
            free = span.to;
        }
        Some(Hours(spans))
    }

    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// When work begins and when it ends; `None` where there are no hours.
    pub fn frame(&self) -> Option<Span> {
        Some(Span { from: self.0.first()?.from, to: self.0.last()?.to })
    }

    /// The same breaks, in a day that begins and ends then. A frame that ends before it begins
    /// leaves all as it is.
    pub fn framed(&self, frame: Span) -> Hours {
        if frame.to <= frame.from || DAY_MINUTES < frame.to {
            return self.clone();
        }
        let inside = |span: &&Span| frame.from < span.to && span.from < frame.to;
        let mut spans: Vec<Span> = self.0.iter().filter(inside).copied().collect();
        if spans.is_empty() {
            spans.push(frame);
        }
        if let Some(first) = spans.first_mut() {
            first.from = frame.from;
        }
        if let Some(last) = spans.last_mut() {
            last.to = frame.to;
        }
        Hours(spans)
    }
}

/// `09:00` as minutes since midnight; `24:00` is the end of the day.
pub fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let whole = hour * 60 + minute;
    (minute < 60 && whole <= DAY_MINUTES).then_some(whole)
}

/// Minutes since midnight as `09:00`.
pub fn show(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(list: &[(u16, u16)]) -> Vec<Span> {
        list.iter().map(|(from, to)| Span { from: *from, to: *to }).collect()
    }

    #[test]
    fn an_hour_reads_as_it_is_written() {
        assert_eq!(minutes("09:05"), Some(545));
        assert_eq!(minutes("24:00"), Some(1440));
        for text in ["", "9:00", "09:60", "24:01", "0９:00", "-1:00", "09:00:00", "09"] {
            assert_eq!(minutes(text), None, "{text}");
        }
        assert_eq!(show(545), "09:05");
    }

    #[test]
    fn spans_follow_each_other() {
        for fine in [&[][..], &[(0, 1440)], &[(540, 720), (720, 1080)], &[(1, 2), (3, 4)]] {
            assert!(Hours::new(spans(fine)).is_some(), "{fine:?}");
        }
        for broken in
            [&[(540, 540)][..], &[(600, 540)], &[(540, 1441)], &[(1, 3), (2, 4)], &[(3, 4), (1, 2)]]
        {
            assert_eq!(Hours::new(spans(broken)), None, "{broken:?}");
        }
    }

    #[test]
    fn a_new_frame_keeps_the_breaks_that_lie_in_it() {
        let framed = |from, to| Hours::default().framed(Span { from, to }).0;
        assert_eq!(framed(510, 1050), spans(&[(510, 720), (810, 1050)]));
        assert_eq!(framed(750, 1080), spans(&[(750, 1080)]));
        assert_eq!(framed(1200, 1440), spans(&[(1200, 1440)]));
        assert_eq!(framed(1080, 540), Hours::default().0);
    }
}
