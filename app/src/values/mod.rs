//! Small values with rules, shared by server and browser; each can only be made by its `parse`.

mod account;
mod confirmation_number;
mod customer_code;
mod email_address;
mod ids;
mod password;
mod person_name;
mod points;
mod token;
mod user_id;

pub use account::{AccountKind, AccountState, UnknownName};
pub use confirmation_number::{ConfirmationNumber, NumberRejection};
pub use customer_code::{CustomerCode, CustomerCodeError};
pub use email_address::{EmailAddress, EmailError};
pub use ids::{AccountId, CustomerId, ImportId};
pub use password::{PasswordError, PasswordRejection, PlainPassword, Weakness};
pub use person_name::{PersonName, PersonNameError};
pub use points::Points;
pub use token::{MalformedToken, Token};
pub use user_id::{UserId, UserIdError, UserIdRejection};
