//! Checks XAES-256-GCM against the published vectors of C2SP, the accumulated one included.

use crate::crypto::bytes::from_hex;
use crate::crypto::bytes::to_hex;
use crate::crypto::key::Key;
use crate::crypto::seal::Sealer;

fn seal(key: [u8; 32], nonce: &[u8; 24], plain: &[u8], aad: &[u8]) -> Vec<u8> {
    let sealer = Sealer::new(&Key::from_bytes(key), 0);
    let mut body = plain.to_vec();
    let tag = sealer.encrypt(nonce, aad, &mut body);
    let sealed = [&body[..], &tag[..]].concat();
    assert!(sealer.decrypt(nonce, aad, &mut body, &tag));
    assert_eq!(body, plain);
    sealed
}

#[test]
fn the_two_single_vectors_hold() {
    let nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX";
    assert_eq!(
        seal([1; 32], nonce, b"XAES-256-GCM", b""),
        from_hex("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")
    );
    assert_eq!(
        seal([3; 32], nonce, b"XAES-256-GCM", b"c2sp.org/XAES-256-GCM"),
        from_hex("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")
    );
}

#[test]
fn the_accumulated_vector_of_ten_thousand_holds() {
    let mut source = Shake128::default();
    let mut digest = Shake128::default();
    for _ in 0..10_000 {
        let key: [u8; 32] = source.squeeze(32).try_into().unwrap();
        let nonce: [u8; 24] = source.squeeze(24).try_into().unwrap();
        let length = usize::from(source.squeeze(1)[0]);
        let plain = source.squeeze(length);
        let length = usize::from(source.squeeze(1)[0]);
        let aad = source.squeeze(length);
        digest.absorb(&seal(key, &nonce, &plain, &aad));
    }
    assert_eq!(
        to_hex(&digest.squeeze(32)),
        "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
    );
}

const RATE_BYTES: usize = 168;

/// SHAKE128 (FIPS 202), bit by bit as the standard words it: the vector's generator needs it.
#[derive(Default)]
struct Shake128 {
    lanes: [u64; 25],
    at: usize,
    squeezing: bool,
}

impl Shake128 {
    fn absorb(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.xor(self.at, *byte);
            self.at += 1;
            if self.at == RATE_BYTES {
                self.permute();
            }
        }
    }

    fn squeeze(&mut self, count: usize) -> Vec<u8> {
        if !self.squeezing {
            self.xor(self.at, 0x1f);
            self.xor(RATE_BYTES - 1, 0x80);
            self.permute();
            self.squeezing = true;
        }
        let mut out = Vec::with_capacity(count);
        for _ in 0..count {
            if self.at == RATE_BYTES {
                self.permute();
            }
            out.push(self.lanes[self.at / 8].to_le_bytes()[self.at % 8]);
            self.at += 1;
        }
        out
    }

    fn xor(&mut self, at: usize, byte: u8) {
        self.lanes[at / 8] ^= u64::from(byte) << (8 * (at % 8));
    }

    fn permute(&mut self) {
        let mut feedback = 1u8;
        for _ in 0..24 {
            self.round(&mut feedback);
        }
        self.at = 0;
    }

    fn round(&mut self, feedback: &mut u8) {
        let lanes = &mut self.lanes;
        let columns: [u64; 5] =
            std::array::from_fn(|x| (0..5).fold(0, |c, y| c ^ lanes[x + 5 * y]));
        for (at, lane) in lanes.iter_mut().enumerate() {
            let x = at % 5;
            *lane ^= columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
        }
        let (mut x, mut y, mut moving) = (1, 0, lanes[1]);
        for step in 1..=24u32 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            let turned = moving.rotate_left(step * (step + 1) / 2 % 64);
            moving = std::mem::replace(&mut lanes[x + 5 * y], turned);
        }
        for row in lanes.chunks_exact_mut(5) {
            let old: [u64; 5] = std::array::from_fn(|x| row[x]);
            for x in 0..5 {
                row[x] = old[x] ^ (!old[(x + 1) % 5] & old[(x + 2) % 5]);
            }
        }
        for power in 0..7 {
            if *feedback & 1 == 1 {
                lanes[0] ^= 1 << ((1u32 << power) - 1);
            }
            let carry = *feedback >> 7;
            *feedback = (*feedback << 1) ^ (carry * 0x71);
        }
    }
}
