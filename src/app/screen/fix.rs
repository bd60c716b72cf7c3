//! The fix in progress.

use crate::app::screen::spec::ScreenSpec;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 3,
    panes: 1,
    has_findings: false,
    is_list: false,
    rows: |_, _| 0,
    row_key: |_, _, _| String::new(),
    findings: |_| Vec::new(),
    selected: |model| model.fix.as_ref().and_then(|fix| fix.finding.clone()),
};
