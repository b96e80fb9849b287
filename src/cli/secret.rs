//! Passwords: from standard input or asked for, never from the command line, which others can see.

use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use crate::cli::words;
use crate::domain::op::Lang;
use std::io;
use std::io::Read;

/// Far more than a password may have.
const MAX_BYTES: u64 = 4_096;

/// The new password that the operator gives.
///
/// # Errors
/// [`Usage`] where there is no terminal to ask at, or two tries differ.
pub fn new_password(from_stdin: bool, lang: Lang) -> Result<String, CliError> {
    if from_stdin {
        return read_password(&mut io::stdin());
    }
    let ask = |zh, en| {
        rpassword::prompt_password(words::pick(lang, zh, en))
            .map_err(|_| CliError::Usage(Usage::NoTerminal("--password-stdin")))
    };
    let password = ask("新密码:", "New password: ")?;
    match ask("再输一次:", "Again: ")? == password {
        true => Ok(password),
        false => Err(Usage::PasswordsDiffer.into()),
    }
}

/// All of the input but one line end.
pub fn read_password(input: &mut dyn Read) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    input.take(MAX_BYTES).read_to_end(&mut bytes).map_err(CliError::Broken)?;
    let text = String::from_utf8(bytes).map_err(|_| Usage::PasswordNotText)?;
    let text = text
        .strip_suffix('\n')
        .map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_end_is_taken_off() {
        for (given, meant) in [("a b\n", "a b"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a ", " a ")] {
            assert_eq!(read_password(&mut given.as_bytes()).unwrap(), meant);
        }
        assert!(read_password(&mut &b"\xff\n"[..]).is_err());
    }
}
