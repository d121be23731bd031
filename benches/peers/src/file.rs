//! Writes instances in the binary format that the example `solve_instance` of crosstie reads, which
//! tells it at the head of its `format.rs`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::instance::Instance;

pub(crate) fn write(instance: &Instance, path: &Path) -> Result<(), String> {
    let in_file = |error: io::Error| format!("{}: {error}", path.display());
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path).map_err(in_file)?);
    bytes(instance, &mut out).and_then(|()| out.flush()).map_err(in_file)
}

fn bytes(instance: &Instance, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"PEERS001")?;
    let (kind, m) = match instance {
        Instance::Sparse(sparse) => (1, sparse.weight.len()),
        // m tells the type of the costs: 0 is integers.
        Instance::Dense(_) => (3, 0),
    };
    for number in [kind, instance.lefts(), instance.rights(), m] {
        out.write_all(&(number as u64).to_le_bytes())?;
    }
    match instance {
        Instance::Sparse(sparse) => {
            column(out, &sparse.left, |l| l.to_le_bytes())?;
            column(out, &sparse.right, |r| r.to_le_bytes())?;
            column(out, &sparse.weight, |w| w.to_le_bytes())?;
            column(out, &sparse.right_capacity, |c| c.to_le_bytes())
        }
        Instance::Dense(dense) => column(out, &dense.costs, |c| c.to_le_bytes()),
    }
}

fn column<T: Copy, const N: usize>(
    out: &mut impl Write,
    numbers: &[T],
    bytes: fn(T) -> [u8; N],
) -> io::Result<()> {
    numbers.iter().try_for_each(|&number| out.write_all(&bytes(number)))
}
