//! How a list is sorted: from the menu, with a key, or by a click on a column.

use crate::app::model::{Model, Order};

/// Returns the orders of the list on this screen, in words; the current one is marked.
#[must_use]
pub fn choices(model: &Model) -> Vec<String> {
    let list = model.filtered();
    let current = model.order(list);
    let words = |order: &Order| {
        let mark = if *order == current { CURRENT } else { "" };
        format!("{}{mark}", order.words())
    };
    Order::of(list).iter().map(words).collect()
}

/// What marks the current order in the menu; to choose it again reverses it.
const CURRENT: &str = " (reverse)";

/// Sorts by an order in the words of the menu.
pub fn choose(model: &mut Model, words: &str) {
    let words = words.strip_suffix(CURRENT).unwrap_or(words);
    if let Some(order) = Order::of(model.filtered()).iter().find(|order| order.words() == words) {
        by(model, *order);
    }
}

/// Sorts the list on this screen; again by the same order reverses it.
pub fn by(model: &mut Model, order: Order) {
    let list = model.filtered();
    if model.order(list) == order {
        return reverse(model);
    }
    if model.is_reversed(list) {
        model.reverse(list);
    }
    model.set_order(list, order);
    report(model);
}

/// Reverses the list on this screen.
pub fn reverse(model: &mut Model) {
    let list = model.filtered();
    model.reverse(list);
    report(model);
}

fn report(model: &mut Model) {
    let list = model.filtered();
    let reversed = if model.is_reversed(list) { ", reversed" } else { "" };
    let words = model.order(list).words();
    model.say(format!("sorted {words}{reversed}"));
}
