//! A disk in memory that loses power: what was not synced is kept, lost or torn, sector by sector.

use crate::tools::Dice;
use redb::StorageBackend;
use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;

/// What a disk writes as a whole or not at all.
const SECTOR: usize = 512;

/// Clones are the same disk.
#[derive(Clone, Debug)]
pub struct Disk(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    /// As of the last sync.
    durable: Vec<u8>,
    /// What reads see: the page cache.
    seen: Vec<u8>,
    pending: Vec<Pending>,
    /// Writes, resizes and syncs since the cut was set.
    steps: u64,
    cut_at: Option<u64>,
    /// Says that it has synced, and has not.
    lies: bool,
}

#[derive(Debug)]
enum Pending {
    Write(usize, Vec<u8>),
    Len(usize),
}

impl Disk {
    pub fn new(image: Vec<u8>) -> Disk {
        let platter = Platter { seen: image.clone(), durable: image, ..Platter::default() };
        Disk(Arc::new(Mutex::new(platter)))
    }

    pub fn liar(image: Vec<u8>) -> Disk {
        let disk = Disk::new(image);
        disk.lock().lies = true;
        disk
    }

    /// The power goes at this step from now on: it and all later ones fail.
    pub fn cut_at(&self, step: u64) {
        let mut platter = self.lock();
        (platter.steps, platter.cut_at) = (0, Some(step));
    }

    /// Steps since the cut was set, or since the beginning.
    pub fn steps(&self) -> u64 {
        self.lock().steps
    }

    /// What reads see.
    pub fn image(&self) -> Vec<u8> {
        self.lock().seen.clone()
    }

    /// What stands on the disk when the power comes back.
    pub fn after_cut(&self, dice: &mut Dice) -> Vec<u8> {
        let platter = self.lock();
        let mut image = platter.durable.clone();
        // Nothing of it, all of it, or some of it.
        let mode = dice.below(4);
        let kept = |dice: &mut Dice| match mode {
            0 => false,
            1 => true,
            _ => dice.below(2) == 0,
        };
        for pending in &platter.pending {
            match pending {
                Pending::Len(len) if kept(dice) => image.resize(*len, 0),
                Pending::Len(_) => {}
                Pending::Write(offset, bytes) => {
                    let (mut at, end) = (*offset, offset + bytes.len());
                    while at < end {
                        let next = ((at / SECTOR + 1) * SECTOR).min(end);
                        if kept(dice) && next <= image.len() {
                            image[at..next].copy_from_slice(&bytes[at - offset..next - offset]);
                        }
                        at = next;
                    }
                }
            }
        }
        image
    }

    fn lock(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().unwrap()
    }

    fn step(&self) -> io::Result<MutexGuard<'_, Platter>> {
        let mut platter = self.lock();
        platter.steps += 1;
        match platter.cut_at {
            Some(cut) if cut <= platter.steps => Err(io::Error::other("power cut")),
            _ => Ok(platter),
        }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.lock().seen.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let platter = self.lock();
        let offset = offset as usize;
        let range = platter.seen.get(offset..offset + out.len());
        out.copy_from_slice(range.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut platter = self.step()?;
        platter.seen.resize(len as usize, 0);
        platter.pending.push(Pending::Len(len as usize));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut platter = self.step()?;
        if !platter.lies {
            platter.durable = platter.seen.clone();
            platter.pending.clear();
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut platter = self.step()?;
        let offset = offset as usize;
        let range = platter.seen.get_mut(offset..offset + data.len());
        range.ok_or(io::ErrorKind::UnexpectedEof)?.copy_from_slice(data);
        platter.pending.push(Pending::Write(offset, data.to_vec()));
        Ok(())
    }
}
