//! Blocks of addresses, with the parts that are left out.

use std::net::IpAddr;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    net: Net,
    except: Vec<Net>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Net {
    address: u128,
    mask: u128,
    v6: bool,
}

impl Block {
    /// A block that cannot be read matches nothing, as the server would not have taken it.
    pub fn read(cidr: &str, except: &[String]) -> Option<Self> {
        let except = except.iter().filter_map(|one| Net::read(one)).collect();
        Some(Self { net: Net::read(cidr)?, except })
    }

    pub fn holds(&self, address: IpAddr) -> bool {
        self.net.holds(address) && !self.except.iter().any(|one| one.holds(address))
    }
}

impl Net {
    fn read(cidr: &str) -> Option<Self> {
        let (address, length) = cidr.trim().split_once('/')?;
        let (address, v6): (IpAddr, bool) = address.parse().ok().map(|one: IpAddr| (one, one.is_ipv6()))?;
        let length: u32 = length.parse().ok().filter(|length| *length <= if v6 { 128 } else { 32 })?;
        // Four-byte addresses stand in the upper bits, so that one mask fits both.
        let mask = if length == 0 { 0 } else { u128::MAX << (128 - length) };
        Some(Self { address: bits(address) & mask, mask, v6 })
    }

    fn holds(self, address: IpAddr) -> bool {
        address.is_ipv6() == self.v6 && bits(address) & self.mask == self.address
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(four) => u128::from(u32::from(four)) << 96,
        IpAddr::V6(six) => u128::from(six),
    }
}

/// An address as it is compared: what is mapped into the longer form counts as the shorter one.
pub fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(|one| one.to_canonical())
}
