//! What the organization's pages decide, without a browser: plain functions, tested on the host.
//!
//! | file | decides |
//! | --- | --- |
//! | `directory` | the directory's tab, filters and order, and how they stand in the address |
//! | `selection` | which rows are selected, with ranges |
//! | `paste` | the addresses in whatever was pasted |
//! | `draft` | an invitation while it is written, and what the server said of each address |
//! | `receipt` | what an invitation will give, as sentences |
//! | `effect` | what a change of access does, as sentences |
//! | `in_page` | the model in the page: what a change would do, and whether somebody may |
//! | `grid` | where a key leads in a grid |
//! | `groups` | the view of the groups page, and what is said of a change there |
//! | `matrix` | the scopes by section, and a role as a line of facts |
//! | `role_draft` | a role of the organization's own while it is written |
//! | `cells`, `cells_view`, `cells_draft` | people × projects: its cells and its export; its filters; what is not saved yet |
//! | `newcomer` | what somebody who is invited would have |
//! | `offboarding` | what becomes of what somebody leaves, and who may take it on |
//! | `kept` | what somebody keeps although access is taken from them |
//! | `permissions` | the form of somebody's permissions, and what each level in it may be |
//! | `seats` | paid seats: what is taken, what would be, and who goes without |
//! | `workspaces` | who is what in which workspace, while it is changed |
//! | `through` | one source of access as words |
//! | `direct` | a member's own grant on a project: what it is, and what another would do |
//! | `ladder` | where somebody's access to one resource comes from |
//! | `invitation` | what is said about an invitation, and what can be done with it |
//! | `audit` | an audit entry as a sentence and as a difference |
//! | `audit_view` | the log's filters, and how they stand in the address |
//! | `words` | numbers, lists and refusals in the product's voice |

pub(crate) mod audit;
pub(crate) mod audit_view;
pub(crate) mod cells;
pub(crate) mod cells_draft;
pub(crate) mod cells_view;
pub(crate) mod direct;
pub(crate) mod directory;
pub(crate) mod draft;
pub(crate) mod effect;
pub(crate) mod grid;
pub(crate) mod groups;
pub(crate) mod in_page;
pub(crate) mod invitation;
pub(crate) mod invite_link;
pub(crate) mod kept;
pub(crate) mod ladder;
pub(crate) mod matrix;
pub(crate) mod newcomer;
pub(crate) mod offboarding;
pub(crate) mod paste;
pub(crate) mod permissions;
pub(crate) mod receipt;
pub(crate) mod role_draft;
pub(crate) mod seats;
pub(crate) mod selection;
pub(crate) mod through;
pub(crate) mod verdict;
pub(crate) mod words;
pub(crate) mod workspaces;
