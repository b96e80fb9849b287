//! Why somebody is not let in, or not yet.

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthFault {
    /// The password was right; the code of the second factor is missing.
    #[error("code needed")]
    CodeNeeded,
    #[error("wrong code")]
    WrongCode,
    /// Too many wrong codes: it begins again with the password.
    #[error("attempt over")]
    AttemptOver,
    /// The clock stands before a code that was accepted already: no code can be judged.
    #[error("the server's clock is wrong")]
    ServerClock,
    /// Too many failures from places that this login is not known at.
    #[error("locked")]
    Locked,
    /// A link that was used, has run out or never was one.
    #[error("link")]
    Link,
    /// A second factor must be set up before anything else.
    #[error("factor needed")]
    FactorNeeded,
    /// Someone with these rights may not go without.
    #[error("factor required")]
    FactorRequired,
    /// The firm asks for a new password before anything else.
    #[error("password due")]
    PasswordDue,
    /// Password or code must be given again first.
    #[error("step up")]
    StepUp,
    /// The token was not made for this.
    #[error("token scope")]
    TokenScope,
}

impl AuthFault {
    /// Its name outside: the last part of a problem's type.
    pub fn slug(self) -> &'static str {
        match self {
            AuthFault::CodeNeeded => "code-needed",
            AuthFault::WrongCode => "wrong-code",
            AuthFault::AttemptOver => "attempt-over",
            AuthFault::ServerClock => "server-clock",
            AuthFault::Locked => "locked",
            AuthFault::Link => "link",
            AuthFault::FactorNeeded => "factor-needed",
            AuthFault::FactorRequired => "factor-required",
            AuthFault::PasswordDue => "password-due",
            AuthFault::StepUp => "step-up",
            AuthFault::TokenScope => "token-scope",
        }
    }
}
