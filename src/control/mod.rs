//! The control socket: the command line speaks through it to the server that holds the store.

mod client;
mod server;
mod wire;

pub use client::call;
use serde::Deserialize;
use serde::Serialize;
pub use server::Control;
use std::io;
use std::path::Path;
use std::path::PathBuf;
pub use wire::Line;

/// Its name in the data folder.
const NAME: &str = "control.sock";

/// The kernel keeps 108 bytes for the path of a socket.
const MAX_PATH_BYTES: usize = 100;

/// What a verb tells while it works.
pub trait Sink: Send {
    /// `total` where it is known.
    fn progress(&mut self, done: u64, total: Option<u64>);

    /// The next part of a file that the verb writes.
    ///
    /// # Errors
    /// Where nobody takes it any more.
    fn data(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// A refusal, worded for the one who asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable, for scripts.
    pub code: String,
    /// The exit code of the program, 1…9.
    pub exit: u8,
    pub message: String,
}

/// The way to the socket: through the open folder where its own path is too long for the kernel.
struct Place {
    path: PathBuf,
    _folder: Option<std::fs::File>,
}

impl Place {
    fn of(data: &Path) -> io::Result<Place> {
        use std::os::fd::AsRawFd;
        let path = data.join(NAME);
        if path.as_os_str().len() <= MAX_PATH_BYTES {
            return Ok(Place { path, _folder: None });
        }
        let folder = std::fs::File::open(data)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}/{NAME}", folder.as_raw_fd()));
        Ok(Place { path, _folder: Some(folder) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use serde_json::json;
    use std::io::Read;

    #[derive(Default)]
    struct Kept(Vec<u8>, Vec<u64>);

    impl Sink for Kept {
        fn progress(&mut self, done: u64, _: Option<u64>) {
            self.1.push(done);
        }

        fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.0.extend_from_slice(bytes);
            Ok(())
        }
    }

    fn echo(call: Value, input: &mut dyn Read, out: &mut dyn Sink) -> Result<Value, Refusal> {
        if call == json!("refuse") {
            let message = "不行".to_owned();
            return Err(Refusal { code: "no".to_owned(), exit: 7, message });
        }
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).unwrap();
        out.progress(bytes.len() as u64, None);
        out.data(&bytes).unwrap();
        Ok(json!({ "bytes": bytes.len(), "call": call }))
    }

    #[test]
    fn a_call_goes_there_and_back() {
        let folder = tempfile::tempdir().unwrap();
        let control = Control::open(folder.path(), echo).unwrap();
        let sent: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        let mut kept = Kept::default();
        let answer = call(folder.path(), &json!({"a": 1}), &mut &sent[..], &mut kept).unwrap();
        assert_eq!(answer.unwrap(), Ok(json!({"bytes": 300_000, "call": {"a": 1}})));
        assert_eq!(kept.0, sent);
        assert_eq!(kept.1, [300_000]);
        control.stop();
    }

    #[test]
    fn a_refusal_comes_back_though_the_input_was_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let control = Control::open(folder.path(), echo).unwrap();
        let sent = vec![7; 3 << 20];
        let mut kept = Kept::default();
        let answer = call(folder.path(), &json!("refuse"), &mut &sent[..], &mut kept).unwrap();
        assert_eq!(answer.unwrap().unwrap_err().exit, 7);
        control.stop();
    }

    #[test]
    fn long_folders_and_the_socket_of_a_killed_server_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("客户".repeat(25));
        std::fs::create_dir(&data).unwrap();
        let mut kept = Kept::default();
        assert!(call(&data, &json!(0), &mut io::empty(), &mut kept).unwrap().is_none());
        std::fs::write(data.join(NAME), b"").unwrap();
        assert!(call(&data, &json!(0), &mut io::empty(), &mut kept).unwrap().is_none());
        let control = Control::open(&data, echo).unwrap();
        assert!(call(&data, &json!(0), &mut io::empty(), &mut kept).unwrap().is_some());
        control.stop();
        assert!(!data.join(NAME).exists());
    }
}
