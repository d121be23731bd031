//! Groups from a CSV file.

use std::io::Read;

use super::table::Groups;
use crate::error::Errors;
use crate::import::{CsvReader, ImportError};

impl Groups {
    /// Reads groups from a UTF-8, comma-separated file: a column `key` of people, and a column for each attribute,
    /// whose header is the attribute's name. An empty cell is a missing value.
    ///
    /// Other encodings, delimiters and column names: [`Groups::read_csv`].
    ///
    /// ```
    /// use crosstie::audit::Groups;
    ///
    /// let groups = Groups::csv(&b"key,gender,site\nada,f,leeds\nbob,m,\n"[..])?;
    /// assert_eq!(groups.len(), 3);
    ///
    /// let errors = Groups::csv(&b"key,gender\nada,f\nada,m\n"[..]).unwrap_err();
    /// assert_eq!(
    ///     errors.to_string(),
    ///     "groups.csv line 3, column key: the key `ada` is that of line 2 already; \
    ///      give one of them another key"
    /// );
    /// # Ok::<(), crosstie::Errors<crosstie::import::ImportError>>(())
    /// ```
    ///
    /// # Errors
    /// Every mistake of the file.
    pub fn csv(groups: impl Read) -> Result<Self, Errors<ImportError>> {
        Self::read_csv(&CsvReader::new(), groups)
    }

    /// Reads groups with a reader of other encodings, delimiters and column names; a column that it
    /// [ignores](CsvReader::ignore) for [`Table::Groups`](crate::import::Table::Groups) is no attribute.
    ///
    /// # Errors
    /// Every mistake of the file, by line, then by column.
    pub fn read_csv(reader: &CsvReader, groups: impl Read) -> Result<Self, Errors<ImportError>> {
        let sheet = reader.wide(groups)?;
        let mut read = Self::new();
        for name in &sheet.columns {
            read.attribute(name);
        }
        for (key, cells) in sheet.rows {
            for (column, value) in cells {
                if let Some(attribute) = sheet.columns.get(column) {
                    read.add(key.clone(), attribute, &value);
                }
            }
        }
        Ok(read)
    }
}
