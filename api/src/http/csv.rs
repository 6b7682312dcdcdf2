//! Tables for spreadsheets (RFC 4180), in which no cell is a formula.

use serde::{Serialize, Serializer};

/// The media type of an answer that is one.
pub const MEDIA: &str = "text/csv; charset=utf-8";

/// A table that is being written, and then an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Csv(String);

impl Csv {
    /// Adds a row.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (index, text) in cells.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.0.push_str(&cell(text));
        }
        self.0.push_str("\r\n");
    }

    /// The text of the whole table.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A spreadsheet calculates what begins like this; an apostrophe before it makes it a text
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn cell(text: &str) -> String {
    let safe = if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if safe.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

impl Serialize for Csv {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl utoipa::PartialSchema for Csv {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text = utoipa::openapi::schema::SchemaType::Type(utoipa::openapi::Type::String);
        utoipa::openapi::ObjectBuilder::new().schema_type(text).into()
    }
}

impl utoipa::ToSchema for Csv {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_reads_back() {
        let mut table = Csv::default();
        table.row(["=1+1", "+1", "-1", "@x", "\tx", "a=b"]);
        table.row(["Kovač, Maria", "say \"hi\"", "two\nlines", ""]);
        let expected =
            "'=1+1,'+1,'-1,'@x,'\tx,a=b\r\n\"Kovač, Maria\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n";
        assert_eq!(table.as_str(), expected);
    }
}
