//! The requesting identity: a user name and its groups, as an authenticator passes them to the authorizer.

use crate::model::rbac::Subject;

/// The group that the server allows everything, before it evaluates any role.
pub const MASTERS: &str = "system:masters";
/// The group of all authenticated users, ServiceAccounts included.
pub const AUTHENTICATED: &str = "system:authenticated";
pub(super) const ACCOUNTS: &str = "system:serviceaccounts";
const ACCOUNT: &str = "system:serviceaccount:";

/// A user name and groups; no other group is implied.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    pub user: String,
    pub groups: Vec<String>,
}

impl Who {
    /// Exactly this name and these groups, as a `SubjectAccessReview` evaluates them.
    pub fn exactly<G: Into<String>>(user: impl Into<String>, groups: impl IntoIterator<Item = G>) -> Self {
        Self { user: user.into(), groups: groups.into_iter().map(Into::into).collect() }
    }

    /// The same after authentication, which adds `system:authenticated`.
    pub fn logged_in<G: Into<String>>(user: impl Into<String>, groups: impl IntoIterator<Item = G>) -> Self {
        let mut own = Self::exactly(user, groups);
        if !own.is_in(AUTHENTICATED) {
            own.groups.push(AUTHENTICATED.into());
        }
        own
    }

    /// A ServiceAccount with the groups that all ServiceAccounts are in.
    #[must_use]
    pub fn account(namespace: &str, name: &str) -> Self {
        let groups = [ACCOUNTS.to_owned(), format!("{ACCOUNTS}:{namespace}")];
        Self::logged_in(account_name(namespace, name), groups)
    }

    /// A member of one group about whom nothing else is known.
    #[must_use]
    pub fn group(name: &str) -> Self {
        Self::exactly("", [name])
    }

    /// The subject of a binding on its own; the groups of a ServiceAccount are known as well.
    #[must_use]
    pub fn of(subject: &Subject) -> Self {
        match subject.kind.as_str() {
            "Group" => Self::group(&subject.name),
            "ServiceAccount" => Self::account(&subject.namespace, &subject.name),
            _ => match account_parts(&subject.name) {
                Some((namespace, name)) => Self::account(namespace, name),
                None => Self::exactly(&*subject.name, [""; 0]),
            },
        }
    }

    #[must_use]
    pub fn is_in(&self, group: &str) -> bool {
        self.groups.iter().any(|one| one == group)
    }

    #[must_use]
    pub fn is_master(&self) -> bool {
        self.is_in(MASTERS)
    }
}

/// The user name of a ServiceAccount's token.
#[must_use]
pub fn account_name(namespace: &str, name: &str) -> String {
    format!("{ACCOUNT}{namespace}:{name}")
}

/// The namespace and name of the ServiceAccount behind a user name, if it is one.
#[must_use]
pub fn account_parts(user: &str) -> Option<(&str, &str)> {
    let (namespace, name) = user.strip_prefix(ACCOUNT)?.split_once(':')?;
    let whole = !namespace.is_empty() && !name.is_empty() && !name.contains(':');
    whole.then_some((namespace, name))
}
