//! What holds for every operation that is registered, taken from the URL map itself.
//!
//! | file | what it shows |
//! | --- | --- |
//! | `table` | a valid request of each operation |
//! | `matrix` | each operation × each persona, against a golden file |
//! | `levels` | scope × none, view, full × operation |
//! | `public` | what is open to everybody, a list that only shrinks |
//! | `foreign` | ids of another tenant answer like ids that do not exist |
//! | `nonsense` | no input is answered with 5xx |

mod foreign;
mod levels;
mod matrix;
mod nonsense;
mod public;
mod table;
