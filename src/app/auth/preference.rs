//! What a person has chosen for themselves: the language.

use crate::app::App;
use crate::app::Error;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// `None` until one is chosen: then the browser's is taken.
pub fn language(app: &App, user: UserId) -> Result<Option<String>, Error> {
    let bytes = app.store().reader().system(Space::Preference, &user.0.to_be_bytes())?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// # Errors
/// [`Error::Invalid`] for a language that the product does not speak.
pub fn choose_language(app: &App, op: &Op, user: UserId, lang: String) -> Result<(), Error> {
    if !LANGUAGES.contains(&lang.as_str()) {
        return Err(Error::fault("lang", "unknown_option"));
    }
    app.write(op, move |gate| {
        gate.put_system(Space::Preference, &user.0.to_be_bytes(), Some(lang.as_bytes()));
        Ok(())
    })?;
    Ok(())
}
