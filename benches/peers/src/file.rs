//! Writes and reads instances in the binary format that the example `solve_instance` of crosstie
//! reads, which tells it at the head of its `format.rs`.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use crate::instance::{Dense, Instance, Sparse};

pub(crate) fn write(instance: &Instance, path: &Path) -> Result<(), String> {
    let in_file = |error: io::Error| format!("{}: {error}", path.display());
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path).map_err(in_file)?);
    bytes(instance, &mut out).and_then(|()| out.flush()).map_err(in_file)
}

/// The same to anywhere.
pub(crate) fn bytes(instance: &Instance, out: &mut impl Write) -> io::Result<()> {
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

/// Reads what `bytes` wrote, into arrays of just its size. Not for files of strangers: the header
/// is believed.
pub(crate) fn read(source: &mut impl Read) -> io::Result<Instance> {
    let mut header = [[0_u8; 8]; 5];
    source.read_exact(header.as_flattened_mut())?;
    let [_, kind, lefts, rights, m] = header.map(|number| u64::from_le_bytes(number) as usize);
    if &header[0] != b"PEERS001" || ![1, 3].contains(&kind) {
        return Err(io::Error::other("it is no instance"));
    }
    if kind == 3 {
        let costs = numbers(source, lefts * rights, i32::from_le_bytes)?;
        return Ok(Instance::Dense(Dense { size: lefts, costs }));
    }
    Ok(Instance::Sparse(Sparse {
        lefts,
        left: numbers(source, m, u32::from_le_bytes)?,
        right: numbers(source, m, u32::from_le_bytes)?,
        weight: numbers(source, m, i64::from_le_bytes)?,
        right_capacity: numbers(source, rights, u32::from_le_bytes)?,
    }))
}

fn numbers<T, const N: usize>(
    source: &mut impl Read,
    count: usize,
    number: fn([u8; N]) -> T,
) -> io::Result<Vec<T>> {
    let mut numbers = Vec::with_capacity(count);
    let mut bytes = [0; N];
    for _ in 0..count {
        source.read_exact(&mut bytes)?;
        numbers.push(number(bytes));
    }
    Ok(numbers)
}
