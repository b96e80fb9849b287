//! How soon somebody must answer: working minutes for each priority.

/// Longest response time, in working minutes: a year of days and nights.
pub const MAX_MINUTES: u32 = 366 * 24 * 60;

/// How much it presses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Priority {
    Urgent,
    High,
    Normal,
    Low,
}

impl Priority {
    pub const ALL: [Priority; 4] =
        [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];

    pub fn slug(self) -> &'static str {
        match self {
            Priority::Urgent => "urgent",
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Priority> {
        Priority::ALL.into_iter().find(|priority| priority.slug() == slug)
    }
}

/// Working minutes until somebody must have answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Response {
    pub urgent: u32,
    pub high: u32,
    pub normal: u32,
    pub low: u32,
}

impl Default for Response {
    fn default() -> Response {
        Response { urgent: 60, high: 240, normal: 480, low: 1_440 }
    }
}

impl Response {
    pub fn minutes(&self, priority: Priority) -> u32 {
        match priority {
            Priority::Urgent => self.urgent,
            Priority::High => self.high,
            Priority::Normal => self.normal,
            Priority::Low => self.low,
        }
    }

    pub fn set(&mut self, priority: Priority, minutes: u32) {
        match priority {
            Priority::Urgent => self.urgent = minutes,
            Priority::High => self.high = minutes,
            Priority::Normal => self.normal = minutes,
            Priority::Low => self.low = minutes,
        }
    }
}
