//! Lines and columns of byte offsets.

/// The start of each line of a source.
#[derive(Debug)]
pub struct Lines<'s> {
    source: &'s str,
    starts: Vec<u32>,
}

impl<'s> Lines<'s> {
    pub fn new(source: &'s str) -> Self {
        let breaks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let after = breaks.filter_map(|(at, _)| u32::try_from(at.saturating_add(1)).ok());
        Self { source, starts: std::iter::once(0).chain(after).collect() }
    }

    /// The line and the column in characters, both from 1.
    pub fn place(&self, offset: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.source.get(start as usize..offset as usize).unwrap_or_default();
        let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
        (u32::try_from(line).unwrap_or(u32::MAX), column)
    }

    /// The column after the last character of the line of an offset.
    pub fn end_of_line(&self, offset: u32) -> u32 {
        let line = self.source.get(offset as usize..).unwrap_or_default();
        let end = line.find('\n').and_then(|end| u32::try_from(end).ok()).unwrap_or(0);
        self.place(offset.saturating_add(end)).1
    }

    pub fn line(&self, offset: u32) -> u32 {
        self.place(offset).0
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn columns_count_characters() {
        let lines = Lines::new("ab\n函数x\r\ny");
        assert_eq!(lines.place(1), (1, 2));
        assert_eq!(lines.place(9), (2, 3));
        assert_eq!(lines.place(12), (3, 1));
    }
}
