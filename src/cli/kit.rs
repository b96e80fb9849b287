//! The recovery kit's page on its way to paper: to a new file, or to the screen.

use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

/// A place for the page, taken before there is a page: a kit that cannot be written is lost.
pub struct Place {
    file: File,
    path: PathBuf,
    is_written: bool,
}

impl Place {
    /// # Errors
    /// [`Usage::FileExists`]: what stands there may be the kit of another store.
    pub fn take(path: &Path) -> Result<Place, CliError> {
        let path = std::path::absolute(path).map_err(CliError::file(path))?;
        let mut options = OpenOptions::new();
        match options.create_new(true).write(true).mode(0o600).open(&path) {
            Ok(file) => Ok(Place { file, path, is_written: false }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Usage::FileExists(path).into())
            }
            Err(error) => Err(CliError::file(&path)(error)),
        }
    }

    /// Returns where it stands.
    pub fn write(mut self, page: &str) -> Result<PathBuf, CliError> {
        let written = self.file.write_all(page.as_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(CliError::file(&self.path))?;
        self.is_written = true;
        Ok(self.path.clone())
    }
}

/// Nothing came of it: no empty file is left.
impl Drop for Place {
    fn drop(&mut self) {
        if !self.is_written {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
