//! Address blocks with their exceptions.

use ipnet::IpNet;
use std::net::IpAddr;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressBlock {
    net: IpNet,
    except: Vec<IpNet>,
}

impl AddressBlock {
    /// Parses a block; an invalid one matches nothing, because the server would have refused it.
    #[must_use]
    pub fn read(cidr: &str, except: &[String]) -> Option<Self> {
        let except = except.iter().filter_map(|one| net(one)).collect();
        Some(Self { net: net(cidr)?, except })
    }

    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.net.contains(&address) && !self.except.iter().any(|block| block.contains(&address))
    }
}

/// Clears the host bits: `10.0.0.7/8` is `10.0.0.0/8`.
fn net(cidr: &str) -> Option<IpNet> {
    cidr.trim().parse::<IpNet>().ok().map(|net| net.trunc())
}

/// The canonical form of an address: an IPv4-mapped IPv6 address is its IPv4 address.
#[must_use]
pub fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(|one| one.to_canonical())
}
